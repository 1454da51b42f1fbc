"""Live figures: networks that readers of the built page can operate, with no kernel and no network connection.

Each function returns a `Live` figure for the end of a cell. The page computes with the weights in that cell's output
and a small forward pass in ``assets/live``; the values that Keras computed travel along and are compared.
"""

from threenets.live.builder import builder
from threenets.live.convolution import convolution
from threenets.live.denoiser import denoiser
from threenets.live.figure import Live
from threenets.live.forecast import forecast
from threenets.live.packing import pack, rounded
from threenets.live.receptive_field import receptive_field
from threenets.live.shift import shift
from threenets.live.unrolled import unrolled

__all__ = [
    "Live", "builder", "convolution", "denoiser", "forecast", "pack", "receptive_field", "rounded", "shift", "unrolled",
]  # fmt: skip

"""The figures of the section on convolutional networks.

Every function takes plain arrays, dictionaries or a built model, draws with fixed limits, and returns a
`threenets.style.Figure` whose text alternative is made from the numbers drawn.
"""

from threenets.cnn.figures.answers import confusion, precision_by_prevalence
from threenets.cnn.figures.curves import accuracy_bars, learning_curves, single_runs
from threenets.cnn.figures.geometry import window_grids
from threenets.cnn.figures.inside import (
    exciting_patches,
    kernels_and_patches,
    pooling_changes,
    receptive_fields,
    shift_curves,
)
from threenets.cnn.figures.network import blocks, parameters_and_arithmetic
from threenets.cnn.figures.photos import colour_planes, gallery, permuted_photos
from threenets.cnn.figures.responses import bright_patch, kernel_response
from threenets.cnn.figures.window import filter_maps, sliding_window

__all__ = [
    "accuracy_bars", "blocks", "bright_patch", "colour_planes", "confusion", "exciting_patches", "filter_maps", "gallery",
    "kernel_response", "kernels_and_patches", "learning_curves", "parameters_and_arithmetic", "permuted_photos",
    "pooling_changes", "precision_by_prevalence", "receptive_fields", "shift_curves", "single_runs", "sliding_window",
    "window_grids",
]  # fmt: skip

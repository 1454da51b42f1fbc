"""The figures of the section on fully connected networks.

Every function takes plain arrays, dictionaries or a built model, draws with fixed limits, and returns a
`threenets.style.Figure` whose text alternative is made from the numbers drawn.
"""

from threenets.fcn.figures.code_uses import cluster_scores, code_width, probe_accuracies
from threenets.fcn.figures.codes import code_map, code_units
from threenets.fcn.figures.digits import class_means, gallery, pixel_histogram
from threenets.fcn.figures.network import activations, architecture
from threenets.fcn.figures.results import (
    activation_comparison,
    error_bars,
    error_by_masked_share,
    losses,
    outputs_histogram,
)
from threenets.fcn.figures.restoring import corruption, corruption_grey_and_black, restoration

__all__ = [
    "activation_comparison", "activations", "architecture", "class_means", "cluster_scores", "code_map", "code_units",
    "code_width", "corruption", "corruption_grey_and_black", "error_bars", "error_by_masked_share", "gallery",
    "losses", "outputs_histogram", "pixel_histogram", "probe_accuracies", "restoration",
]  # fmt: skip

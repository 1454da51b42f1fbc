"""A recurrent network unrolled in time, as a live figure."""

from __future__ import annotations

import numpy as np

from threenets import style
from threenets.live.figure import Live
from threenets.live.series import Series
from threenets.style import COLOURS
from threenets.style.drawing import TEXT, axis_labels

_DISTURBED = (0, 5, -1)  # steps that are disturbed by one unit


def unrolled(model, values, months, *, centre=0.0, spread=1.0, unit="ppm"):
    """Let readers step through time, watch the state, and disturb one input to see how long it is felt.

    Parameters
    ----------
    model, values, months, centre, spread
        As for `forecast`.
    unit : str
        Of the differences.

    Returns
    -------
    Live

    Raises
    ------
    TypeError, ValueError
        If the model is not as above, or the months do not fit the values.
    """
    series = Series(model, values, months, centre, spread)
    last, expected, drawn = len(series.values) - 1, [], {}
    for place, step, size in ((last, 0, 1.0), (last, 5, -2.0), (series.length, series.length - 1, 0.5)):
        _, state, distances, outputs = disturb(series, place, step, size)
        values_there = {"state": state, "distances": distances, "outputs": outputs}
        expected.append({"setting": {"place": place, "step": step, "size": size}, "values": values_there})
    for step in _DISTURBED:
        drawn[step % series.length + 1] = disturb(series, last, step % series.length, 1.0)[2]
    fig, alt = _picture(drawn, series.name(last), unit)
    return Live("unrolled", series.data() | {"unit": unit}, expected, fig, alt)


def disturb(series, place, step, size):
    """Return the window, the last state, the distance of the states after each step, and both outputs (with unit)."""
    window = series.window(place)
    other = window.copy()
    other[step] += size / series.spread
    (plain, states), (disturbed, moved) = series.run(window), series.run(other)
    distances = np.linalg.norm(moved.astype(np.float64) - states, axis=1)
    return window, states[-1], distances, np.array([plain, disturbed]) * series.spread + series.centre


def _picture(drawn, month, unit):
    fig, ax = style.new(7, 3.4)
    told = []
    for (step, distances), colour, look in zip(drawn.items(), ("blue", "vermillion", "green"), ("o-", "s--", "^:")):
        label = f"step {step} disturbed"
        ax.plot(np.arange(1, len(distances) + 1), distances, look, color=COLOURS[colour], linewidth=2, label=label)
        told.append(f"step {step}: {distances.max():.2f} at most, {distances[-1]:.2f} after the last step")
    ax.legend(fontsize=TEXT, frameon=False)
    axis_labels(ax, "time step (months)", "distance of the states (no unit)")
    alt = f"Distance of the hidden state from the undisturbed one when one input is changed by 1 {unit}, window up to {month}. "
    return fig, alt + "; ".join(told) + "."

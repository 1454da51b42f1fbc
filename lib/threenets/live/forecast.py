"""A recurrent network's forecast beside simple rules, as a live figure."""

from __future__ import annotations

import numpy as np

from threenets import style
from threenets.live.figure import Live
from threenets.live.series import Series
from threenets.style import COLOURS
from threenets.style.drawing import TEXT, axis_labels

EVERY = 13  # of the states, so many are compared one by one
LONGEST = 60  # months


def forecast(model, values, months, *, trained_until=None, centre=0.0, spread=1.0, quantity="CO₂", unit="ppm"):
    """Let readers choose where a forecast begins and how far it goes, and compare the network with simple rules.

    Parameters
    ----------
    model : keras.Sequential
        A SimpleRNN first, one number last: from a window of monthly differences, shape (months, 1), to the next one.
    values : array, shape (n,)
        The monthly levels, without gaps.
    months : sequence, length n
        Their months: texts that begin with YYYY-MM, or dates.
    trained_until : optional
        The last month that the network was trained on, in the same form.
    centre, spread : float
        The network sees ``(difference - centre) / spread``.
    quantity, unit : str
        For the axis.

    Returns
    -------
    Live

    Raises
    ------
    TypeError, ValueError
        If the model is not as above, or the months do not fit the values.
    """
    series = Series(model, values, months, centre, spread)
    last = len(series.values) - 1
    until = None
    if trained_until is not None:
        names = [str(month)[:7] for month in months]
        if str(trained_until)[:7] not in names:
            raise ValueError(f"trained_until is {trained_until}, which is none of the months")
        until = names.index(str(trained_until)[:7])
    data = series.data() | {"every": EVERY, "trained_until": until, "quantity": quantity, "unit": unit}
    begin = max(last - LONGEST, 12, series.length)
    expected = []
    for place, ahead in ((begin, LONGEST), (max(12, series.length), 24), (last, 12)):
        levels, states = series.forecast(place, ahead)
        values_there = {"forecast": levels, "states": states.ravel()[::EVERY]}
        expected.append({"setting": {"place": place, "ahead": ahead}, "values": values_there})
    fig, alt = _picture(series, begin, quantity, unit)
    return Live("forecast", data, expected, fig, alt)


def repeat_differences(values, place, ahead):
    """Return the levels of the months after a place if the last twelve differences came again and again."""
    return values[place] + np.cumsum(np.resize(np.diff(values[place - 12 : place + 1]), ahead))


def _picture(series, place, quantity, unit):
    truth = series.values[place + 1 : place + 1 + LONGEST]
    lines = {"network": series.forecast(place, len(truth))[0], "last 12 differences again": repeat_differences(series.values, place, len(truth))}
    fig, ax = style.new(7, 3.6)
    before = np.arange(max(0, place - 36), place + 1)
    ax.plot(np.concatenate([before, place + 1 + np.arange(len(truth))]) - place, np.concatenate([series.values[before], truth]),
            color=COLOURS["black"], linewidth=2, label="measured")  # fmt: skip
    told = []
    for (name, line), colour, dash in zip(lines.items(), ("blue", "vermillion"), ("--", ":"), strict=True):
        ax.plot(np.arange(len(line) + 1), [series.values[place], *line], dash, color=COLOURS[colour], linewidth=2, label=name)
        told.append(f"{name} {np.sqrt(np.mean((line - truth) ** 2)):.2f} {unit}")
    ax.axvline(0, color=COLOURS["grey"], linewidth=0.8)
    ax.legend(fontsize=TEXT, frameon=False)
    axis_labels(ax, f"months after {series.name(place)}", f"{quantity} ({unit})")
    return fig, f"{quantity} measured and forecast for {len(truth)} months after {series.name(place)}. Root mean squared error: {'; '.join(told)}."

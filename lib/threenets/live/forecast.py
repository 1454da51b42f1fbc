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
# months that each rule needs
RULES = {"last value": 1, "seasonal naive": 12, "seasonal naive + drift": 121, "last 12 differences": 13}


def forecast(model, values, months, rules, *, trained_until=None, centre=0.0, spread=1.0, quantity="CO₂", unit="ppm"):
    """Let readers choose where a forecast begins and how far it goes, and compare the network with simple rules.

    Parameters
    ----------
    model : keras.Sequential
        A SimpleRNN first, one number last: from a window of monthly differences, shape (months, 1), to the next one.
    values : array, shape (n,)
        The monthly levels, without gaps.
    months : sequence, length n
        Their months: texts that begin with YYYY-MM, or dates.
    rules : dict of str to callable
        What the network is compared with, ``rule(history, steps)`` by name: "last value", "seasonal naive", "seasonal
        naive + drift" or "last 12 differences". The page has its own form of each, which is compared with these.
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
    unknown = [name for name in rules if name not in RULES]
    if unknown or not rules:
        given = ", ".join(map(repr, unknown)) or "nothing"
        raise ValueError(f"forecast compares with {', '.join(map(repr, RULES))}, not with {given}")
    last = len(series.values) - 1
    earliest = max(series.length, *(RULES[name] - 1 for name in rules))
    if earliest >= last:
        raise ValueError(f"the rules need {earliest + 2} months, the series has {last + 1}")
    data = series.data() | {
        "every": EVERY, "trained_until": _place(trained_until, months), "quantity": quantity, "unit": unit,
        "rules": list(rules), "earliest": earliest,
    }  # fmt: skip
    begin = max(last - LONGEST, earliest)
    expected = []
    for place, ahead in ((begin, LONGEST), (earliest, 24), (last, 12)):
        levels, states = series.forecast(place, ahead)
        simple = np.concatenate([rule(series.values[: place + 1], ahead) for rule in rules.values()])
        values_there = {"forecast": levels, "states": states.ravel()[::EVERY], "rules": simple}
        expected.append({"setting": {"place": place, "ahead": ahead}, "values": values_there})
    fig, alt = _picture(series, rules, begin, quantity, unit)
    return Live("forecast", data, expected, fig, alt)


def _place(month, months):
    if month is None:
        return None
    names = [str(name)[:7] for name in months]
    if str(month)[:7] not in names:
        raise ValueError(f"trained_until is {month}, which is none of the months")
    return names.index(str(month)[:7])


def _picture(series, rules, place, quantity, unit):
    truth = series.values[place + 1 : place + 1 + LONGEST]
    lines = {"network": series.forecast(place, len(truth))[0]}
    lines |= {name: rule(series.values[: place + 1], len(truth)) for name, rule in list(rules.items())[:2]}
    fig, ax = style.new(7, 3.6)
    before = np.arange(max(0, place - 36), place + 1)
    ax.plot(np.concatenate([before, place + 1 + np.arange(len(truth))]) - place, np.concatenate([series.values[before], truth]),
            color=COLOURS["black"], linewidth=2, label="measured")  # fmt: skip
    told = []
    for (name, line), colour, dash in zip(lines.items(), ("blue", "vermillion", "green"), ("--", ":", "-.")):
        ax.plot(np.arange(len(line) + 1), [series.values[place], *line], dash, color=COLOURS[colour], linewidth=2, label=name)
        told.append(f"{name} {np.sqrt(np.mean((line - truth) ** 2)):.2f} {unit}")
    ax.axvline(0, color=COLOURS["grey"], linewidth=0.8)
    ax.legend(fontsize=TEXT, frameon=False)
    axis_labels(ax, f"months after {series.name(place)}", f"{quantity} ({unit})")
    alt = f"{quantity} measured and forecast for {len(truth)} months after {series.name(place)}. "
    return fig, alt + f"Root mean squared error: {'; '.join(told)}."

"""Pictures of series that are continued: forecasts beside what came, and forecasts of what nobody knows yet."""

import numpy as np

from threenets import style
from threenets.rnn.evaluate import root_mean_square
from threenets.rnn.figures._constants import LINES, PPM, month, years
from threenets.style.checks import finite
from threenets.style.drawing import TEXT, axis_labels, spoken


def forecasts(dates, truth, lines, before=24):
    """Draw what was known, what came, and forecasts of it; below, the error of each forecast.

    Parameters
    ----------
    dates : pandas.DatetimeIndex, shape (before + horizon,)
    truth : array, shape (before + horizon,), ppm
        The last months that were known, and the months that were forecast.
    lines : dict of str to array, shape (horizon,) or (seeds, horizon), ppm
        Forecasts; of several seeds each is drawn.
    before : int
        Months in front of the origin.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes do not fit, or there are more than five forecasts.
    """
    truth = finite(truth, "truth", 1)
    horizon = len(truth) - before
    if len(dates) != len(truth) or horizon < 1 or not 1 <= len(lines) <= len(LINES):
        raise ValueError(f"give {len(truth)} dates, at least one month to forecast, and one to {len(LINES)} forecasts")
    time, ahead = years(dates), truth[before:]
    fig, (ax, below) = style.new(7, 5.4, 2, 1, sharex=True, height_ratios=[1.7, 1])
    ax.plot(time, truth, color=style.COLOURS["black"], linewidth=1.8, label="observed")
    told = []
    for (name, values), (colour, dash) in zip(lines.items(), LINES):
        runs = finite(np.atleast_2d(values), f"lines[{name!r}]", 2)
        if runs.shape[1] != horizon:
            raise ValueError(f"lines[{name!r}] must have {horizon} months, not {runs.shape[1]}")
        for number, run in enumerate(runs):
            look = {"color": style.COLOURS[colour], "linestyle": dash, "linewidth": 1.6}
            ax.plot(time[before:], run, label=name if number == 0 else None, **look)
            below.plot(time[before:], run - ahead, **look)
        errors = root_mean_square(runs - ahead)
        told.append(f"{name} {spoken(errors, '{:.2f}'.format)}")
    for each in (ax, below):
        each.axvline((time[before - 1] + time[before]) / 2, color=style.COLOURS["grey"], linewidth=1)
    below.axhline(0, color=style.COLOURS["black"], linewidth=1.2)
    fig.legend(fontsize=TEXT, frameon=False, loc="outside upper center", ncols=3)  # inside, it would lie on the curves
    axis_labels(ax, "", PPM)
    axis_labels(below, "time (years)", "forecast − truth\n(ppm)")
    alt = f"Observed values and forecasts of {horizon} months from {month(dates[before])}. Root mean squared errors in ppm: "
    return style.figure(fig, alt=alt + "; ".join(told) + ".")


def ahead(dates, known, lines, spread=None):
    """Draw the last known months and what forecasts say of the months after them, which nobody has observed.

    Parameters
    ----------
    dates : pandas.DatetimeIndex, shape (known + horizon,)
    known : array, shape (known,), ppm
    lines : dict of str to array, shape (horizon,) or (seeds, horizon), ppm
    spread : array, shape (horizon,), optional
        Half width in ppm of a band around the first forecast.

    Returns
    -------
    style.Figure
    """
    known = finite(known, "known", 1)
    time = years(dates)
    fig, ax = style.new(7, 3.8)
    ax.plot(time[:len(known)], known, color=style.COLOURS["black"], linewidth=1.8, label="observed")
    told = []
    for number, ((name, values), (colour, dash)) in enumerate(zip(lines.items(), LINES[1::-1] + LINES[2:])):
        runs = finite(np.atleast_2d(values), f"lines[{name!r}]", 2)
        if number == 0 and spread is not None:
            ax.fill_between(time[len(known):], runs[0] - spread, runs[0] + spread, facecolor=style.COLOURS["sky"], alpha=0.4,
                            edgecolor=style.COLOURS["blue"], linewidth=0.8)  # fmt: skip
        for row, run in enumerate(runs):
            ax.plot(time[len(known):], run, color=style.COLOURS[colour], linestyle=dash, linewidth=1.6,
                    label=name if row == 0 else None)  # fmt: skip
        told.append(f"{name} {spoken(runs[:, -1], '{:.1f}'.format)}")
    ax.legend(fontsize=TEXT, frameon=False)
    axis_labels(ax, "time (years)", PPM)
    alt = f"Observed values to {month(dates[len(known) - 1])} and forecasts after it. At the end, {month(dates[-1])}, in ppm: "
    return style.figure(fig, alt=alt + "; ".join(told) + ".")

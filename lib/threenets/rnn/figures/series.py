"""Pictures of the series itself: its readings and gaps, its trend and season, its differences."""

import numpy as np

from threenets import style
from threenets.rnn.figures._constants import CHANGE, MONTHS, PPM, month, years
from threenets.rnn.series import YEAR, gaps, month_means
from threenets.style.checks import finite
from threenets.style.drawing import TEXT, axis_labels


def readings(weekly):
    """Draw weekly readings with their gaps marked, and the years around the longest gap enlarged.

    Parameters
    ----------
    weekly : pandas.Series
        Readings in ppm under dates; NaN where one is missing.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no gap to show.
    """
    found = gaps(weekly)
    if not found:
        raise ValueError("the readings have no gap: this figure is about gaps")
    longest, time, values = found[0], years(weekly.index), weekly.to_numpy()
    fig, (whole, near) = style.new(7, 5.2, 2, 1)
    for ax in (whole, near):
        ax.plot(time, values, color=style.COLOURS["blue"], linewidth=1.2)
        for gap in found:
            first = weekly.index.get_loc(gap.start)
            edges = time[max(first - 1, 0)], time[min(first + gap.length, len(time) - 1)]
            ax.axvspan(*edges, facecolor=style.COLOURS["orange"], edgecolor=style.COLOURS["grey"], linewidth=0.6)
        axis_labels(ax, "time (years)", PPM)
    middle = years([longest.start])[0]
    close = (time > middle - 3) & (time < middle + 3.5)
    near.set(xlim=(middle - 3, middle + 3.5), ylim=(np.nanmin(values[close]) - 1, np.nanmax(values[close]) + 1))
    near.set_title(f"around the longest gap, from {month(longest.start)}", fontsize=TEXT)
    whole.set_title("all readings", fontsize=TEXT)
    alt = f"{len(values):,} weekly readings from {month(weekly.index[0])} to {month(weekly.index[-1])}, rising from "
    alt += f"{np.nanmin(values):.0f} to {np.nanmax(values):.0f} ppm in yearly waves. {weekly.isna().sum()} readings are "
    alt += f"missing, in {len(found)} gaps; the longest lasts {longest.length} weeks."
    return style.figure(fig, alt=alt)


def trend_and_season(levels):
    """Draw yearly means, and by how much each month lies above or below the mean of the year around it.

    Parameters
    ----------
    levels : pandas.Series
        Monthly values in ppm without gaps, at least two years of them.

    Returns
    -------
    style.Figure
    """
    finite(levels.to_numpy(), "levels", 1)
    # a year has no middle month: the mean of the two years around a month, half a month early and half a month late
    centred = levels.rolling(YEAR).mean().rolling(2).mean().shift(-YEAR // 2)
    waves = (levels - centred).dropna()
    shape = month_means(waves)
    fig, (trend, season) = style.new(7, 3.4, 1, 2)
    trend.plot(years(levels.index), levels, color=style.COLOURS["sky"], linewidth=1)
    trend.plot(years(centred.index), centred, color=style.COLOURS["blue"], linewidth=2.5)
    axis_labels(trend, "time (years)", PPM)
    trend.set_title("trend: mean of a year", fontsize=TEXT)
    for _, wave in waves.groupby(waves.index.year):
        season.plot(wave.index.month, wave, color=style.COLOURS["sky"], linewidth=0.6)
    season.plot(range(1, YEAR + 1), shape, color=style.COLOURS["blue"], linewidth=2.5, marker="o", markersize=5)
    season.set_xticks(range(1, 13, 2), labels=MONTHS[::2])
    axis_labels(season, "time (month of the year)", "above trend (ppm)")
    season.set_title("season: what is left", fontsize=TEXT)
    alt = f"Left: the mean of a year rises from {centred.dropna().iloc[0]:.0f} to {centred.dropna().iloc[-1]:.0f} ppm. "
    alt += f"Right: the season is highest in {MONTHS[shape.argmax()]} with {shape.max():.1f} ppm above the trend and "
    alt += f"lowest in {MONTHS[shape.argmin()]} with {-shape.min():.1f} ppm below it."
    return style.figure(fig, alt=alt.replace("-", "−"))


def level_and_change(levels, test):
    """Draw levels above their differences, the held-out months at the end shaded.

    Parameters
    ----------
    levels : pandas.Series
        Monthly values in ppm without gaps.
    test : int
        Months held out at the end.

    Returns
    -------
    style.Figure
    """
    finite(levels.to_numpy(), "levels", 1)
    changes, time = levels.diff().iloc[1:], years(levels.index)
    past, held_out = levels.iloc[:-test], levels.iloc[-test:]
    new, old = changes.iloc[-test:], changes.iloc[:-test]
    fig, axes = style.new(7, 4.6, 2, 1, sharex=True)
    for ax, values, label in zip(axes, (levels, changes), (PPM, CHANGE.replace(" (", "\n("))):
        ax.plot(years(values.index), values, color=style.COLOURS["blue"], linewidth=1.1)
        ax.axvspan(time[-test], time[-1], facecolor=style.COLOURS["yellow"], edgecolor=style.COLOURS["grey"], alpha=0.5,
                   linewidth=0.8)  # fmt: skip
        axis_labels(ax, "", label)
    axes[0].text(time[-test] - 0.6, levels.min(), "held out", fontsize=TEXT, ha="right", va="bottom")
    axes[1].axhline(0, color=style.COLOURS["grey"], linewidth=0.8)
    axis_labels(axes[1], "time (years)", CHANGE.replace(" (", "\n("))
    above = 100 * np.mean(held_out > past.max())
    inside = 100 * np.mean((new <= old.max()) & (new >= old.min()))
    alt = f"Above, levels rise from {levels.iloc[0]:.0f} to {levels.iloc[-1]:.0f} ppm; {above:.0f} % of the {test} held-out "
    alt += f"months lie above everything before. Below, the differences swing between {changes.min():.1f} and "
    alt += f"{changes.max():.1f} ppm per month at all times; {inside:.0f} % of the held-out ones lie in the earlier range."
    return style.figure(fig, alt=alt.replace(" -", " −"))

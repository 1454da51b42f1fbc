"""From weekly readings to a gapless monthly series, its differences, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

YEAR = 12  # months


class Gap(NamedTuple):
    """A run of missing readings: the date of the first one, and how many there are."""

    start: pd.Timestamp
    length: int


class Monthly(NamedTuple):
    """Monthly means without gaps.

    values : pandas.Series, float64, ppm, one value a month at the first of the month
    filled : pandas.Series, bool, True where no reading was made and the value was filled in
    readings : pandas.Series, int, weekly readings behind each value
    """

    values: pd.Series
    filled: pd.Series
    readings: pd.Series


def gaps(values) -> list[Gap]:
    """Runs of missing values, longest first; runs of equal length stay in the order of time."""
    missing = values.isna().to_numpy()
    edges = np.flatnonzero(np.diff(np.r_[0, missing.astype(int), 0]))
    found = [Gap(values.index[first], int(end - first)) for first, end in zip(edges[::2], edges[1::2], strict=True)]
    return sorted(found, key=lambda gap: -gap.length)


def monthly_means(weekly, fill="interpolate") -> Monthly:
    """Mean of the readings of each month; months without any are filled in and marked.

    Parameters
    ----------
    weekly : pandas.Series
        Readings in ppm under a `pandas.DatetimeIndex`; NaN where one is missing.
    fill : {"interpolate", "carry forward"}
        A straight line in time between the neighbours of a gap, which looks at the month after it; or the last value
        before the gap, which never looks ahead.

    Raises
    ------
    ValueError
        If the index holds no dates, the fill is unknown, or the first or last month has no reading.
    """
    import pandas as pd

    if not isinstance(weekly.index, pd.DatetimeIndex):
        raise ValueError(f"the readings need dates as their index, not {type(weekly.index).__name__}: "
                         "use data.load_series(...).values")
    months = weekly.resample("MS")
    means, readings = months.mean(), months.count()
    if means.iloc[[0, -1]].isna().any():
        raise ValueError("the first and the last month need a reading: cut the series there")
    if fill == "interpolate":
        values = means.interpolate("time")
    elif fill == "carry forward":
        values = means.ffill()
    else:
        raise ValueError(f"unknown fill {fill!r}: use 'interpolate' or 'carry forward'")
    return Monthly(values, means.isna(), readings)


def differences(levels):
    """Change from each month to the next, one fewer than there are levels; a Series stays one."""
    if hasattr(levels, "index"):
        return levels.diff().iloc[1:]
    return np.diff(np.asarray(levels, float))


def restore_levels(last, changes) -> np.ndarray:
    """Levels that follow `last` when the changes are added up, shape (n,): the inverse of `differences`."""
    return last + np.cumsum(np.asarray(changes, float))


def autocorrelation(values, lag) -> float:
    """Correlation of a series with itself `lag` steps earlier, from -1 to 1.

    The usual estimate: all deviations are from the mean of the whole series, and the sum of the products, of which
    there are `lag` fewer, is divided by the sum of the squares.

    Raises
    ------
    ValueError
        If no pair is left, or the values are all equal.
    """
    values = np.asarray(values, float)
    if not 0 < lag < len(values):
        raise ValueError(f"lag must lie between 1 and {len(values) - 1}, got {lag}")
    away = values - values.mean()
    if not away.any():
        raise ValueError("values that are all equal have no correlation")
    return float(away[lag:] @ away[:-lag] / (away @ away))


def month_means(changes) -> np.ndarray:
    """Mean change of each calendar month, January first, shape (12,); `changes` is a Series with dates."""
    return changes.groupby(changes.index.month).mean().reindex(range(1, YEAR + 1)).to_numpy()


def yearly_growth(levels) -> float:
    """Rise in ppm per year over the last ten years of `levels`, shape (at least 121,)."""
    levels = np.asarray(levels, float)
    if len(levels) < 10 * YEAR + 1:
        raise ValueError(f"the growth of ten years needs {10 * YEAR + 1} months, got {len(levels)}")
    return (levels[-1] - levels[-1 - 10 * YEAR]) / 10

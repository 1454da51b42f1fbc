"""Simple rules that a forecasting network has to beat, and one classical model.

A rule is ``rule(history, steps)``: levels in ppm up to now, from the first month of the series, shape (n,), in;
forecast levels, shape (steps,), out. ``fit(levels)`` makes a rule from the levels of the training period; what a rule
has learned does not change when it is later given a longer history. The simplest have nothing to learn.

The rules are those of Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd edition 2021), chapter 5,
and what becomes of them for a series with a trend and a season.
"""

from __future__ import annotations

import warnings

import numpy as np

from threenets.rnn.forecast import forecast_levels
from threenets.rnn.series import YEAR, restore_levels, yearly_growth
from threenets.rnn.windows import make_windows

LAST, SEASONAL, DRIFT = "last value", "seasonal naive", "seasonal naive + drift"
REPEAT, MONTH_MEAN, LINEAR = "last 12 differences", "month means", "AR(12)"
SMOOTHING, LAST_DIFFERENCE = "exponential smoothing", "last difference"


def last_value(levels):
    """Nothing will change any more (also called the naive forecast)."""
    return lambda history, steps: np.full(steps, float(history[-1]))


def last_difference(levels):
    """The latest change will go on for ever; sensible for one step at most."""
    return lambda history, steps: history[-1] + (history[-1] - history[-2]) * np.arange(1.0, steps + 1)


def seasonal(levels):
    """Each month will be what it was in the last year (the seasonal naive forecast)."""
    return lambda history, steps: np.resize(np.asarray(history[-YEAR:], float), steps)


def seasonal_drift(levels):
    """Each month will be what it was in the last year, plus the mean yearly growth of the last ten years."""
    def rule(history, steps):
        years = np.arange(steps) // YEAR + 1
        return seasonal(levels)(history, steps) + yearly_growth(history) * years

    return rule


def repeat_differences(levels):
    """The changes of the last twelve months will repeat; for one step the change of this month last year."""
    return lambda history, steps: restore_levels(history[-1], np.resize(np.diff(history[-YEAR - 1:]), steps))


def month_means(levels):
    """Each month will change the level by its own mean change over the training years."""
    changes = np.diff(levels)
    means = np.array([changes[month::YEAR].mean() for month in range(YEAR)])

    def rule(history, steps):
        first = len(history) - 1  # number of the first difference to forecast; months are counted from the start
        return restore_levels(history[-1], means[(first + np.arange(steps)) % YEAR])

    return rule


def linear_autoregression(levels, order=YEAR):
    """The next change is a weighted sum of the last twelve, plus a constant, by least squares: AR(12)."""
    inputs, targets = make_windows(np.diff(levels), order)
    columns = np.column_stack([np.ones(len(inputs)), inputs[:, :, 0]]).astype(float)
    weights = np.linalg.lstsq(columns, targets[:, 0].astype(float), rcond=None)[0]
    return lambda history, steps: forecast_levels(
        lambda values: weights[0] + values @ weights[1:], history, steps, order)


def exponential_smoothing(levels):
    """Level, trend and twelve seasonal terms, each renewed by a share of every error (Holt and Winters, additive).

    The three shares are those with the smallest squared one-step error on the training period, found by statsmodels.
    """
    shares = _smoothed(levels).params

    def rule(history, steps):
        return np.asarray(_smoothed(history, shares).forecast(steps))

    return rule


def _smoothed(levels, shares=None):
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an optimiser that stops a little early
        model = ExponentialSmoothing(np.asarray(levels, float), trend="add", seasonal="add", seasonal_periods=YEAR,
                                     initialization_method="heuristic")
        if shares is None:
            return model.fit()
        return model.fit(optimized=False, **{name: shares[name] for name in (
            "smoothing_level", "smoothing_trend", "smoothing_seasonal")})


RULES = {
    LAST: last_value, SEASONAL: seasonal, DRIFT: seasonal_drift, REPEAT: repeat_differences,
    MONTH_MEAN: month_means, LINEAR: linear_autoregression, SMOOTHING: exponential_smoothing,
}  # fmt: skip

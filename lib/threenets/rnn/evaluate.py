"""How good a forecast is: one step ahead, many steps ahead, and from many starting points."""

from __future__ import annotations

import numpy as np


def origins(length, first=180, every=12, horizon=60) -> list[int]:
    """Numbers of known months at which a forecast starts: `first`, then every `every` months, as long as the
    `horizon` months to judge it by are there.

    Raises
    ------
    ValueError
        If there is not a single one.
    """
    found = list(range(first, length - horizon + 1, every))
    if not found:
        raise ValueError(f"{length} months leave none to judge: {first} to learn from and {horizon} to forecast are "
                         "more than there are")
    return found


def one_step(levels, fits, test) -> dict[str, np.ndarray]:
    """Forecast each of the last `test` months from all months before it, with rules fitted before the first of them.

    Parameters
    ----------
    levels : array, shape (n,), ppm
    fits : dict of str to callable
        As in `threenets.rnn.baselines.RULES`.
    test : int

    Returns
    -------
    dict of str to array, shape (test,)
        Error of each forecast in ppm, forecast minus truth.
    """
    levels = np.asarray(levels, float)
    past, known = levels[:-test], range(len(levels) - test, len(levels))
    rules = {name: fit(past) for name, fit in fits.items()}
    return {name: np.array([rule(levels[:months], 1)[0] - levels[months] for months in known])
            for name, rule in rules.items()}


def walk_forward(levels, fits, starts, horizon) -> dict[str, np.ndarray]:
    """Forecast `horizon` months from each of many origins; every rule is fitted anew to what was known there.

    Parameters
    ----------
    levels : array, shape (n,), ppm
    fits : dict of str to callable
    starts : sequence of int
        From `origins`: the number of months that are known.
    horizon : int

    Returns
    -------
    dict of str to array, shape (origins, horizon)
        Error of each forecast in ppm, forecast minus truth.
    """
    levels = np.asarray(levels, float)
    return {name: np.array([fit(levels[:start])(levels[:start], horizon) - levels[start:start + horizon]
                            for start in starts])
            for name, fit in fits.items()}


def root_mean_square(errors, axis=-1):
    """Root of the mean squared error along an axis, in the unit of the errors; over all values with ``axis=None``."""
    return np.sqrt(np.mean(np.square(np.asarray(errors, float)), axis=axis))


def mean_square(errors) -> float:
    """Mean squared error over all values, in the squared unit of the errors."""
    return float(np.mean(np.square(np.asarray(errors, float))))


def skill(errors, reference) -> float:
    """Share of the reference's mean squared error that a forecast does away with.

    Returns
    -------
    float
        1 for a perfect forecast, 0 for one as good as the reference, below 0 for one that is worse.

    Raises
    ------
    ValueError
        If the two are not errors of the same forecasts, or the reference makes none.
    """
    if np.shape(errors) != np.shape(reference):
        raise ValueError(f"a skill score compares errors of the same forecasts, got the shapes {np.shape(errors)} and "
                         f"{np.shape(reference)}")
    if not np.any(reference):
        raise ValueError("the reference makes no error: no forecast can do away with a share of it")
    return 1 - mean_square(errors) / mean_square(reference)

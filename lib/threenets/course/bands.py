"""The band of a measured value: how far a further run may lie from what the runs over seeds gave."""

import math
import statistics

from scipy.special import stdtrit  # Student's quantile; scipy.stats, which wraps it, takes two seconds to import

QUANTILE = 0.999  # so one further run in a thousand lies above the band, and one in a thousand below


def band(values, smallest):
    """Return the band of a value measured once a seed, and what it is made from.

    Parameters
    ----------
    values : list of float
        One a seed, at least two.
    smallest : float
        Half width below which the band would test rounding, see `smallest_half_width`.

    Returns
    -------
    dict
        ``mean``, ``deviation`` (over seeds, with K - 1), ``low`` and ``high``, to eight digits, as values are stored.
    """
    mean, deviation = (float(f"{number:.8g}") for number in (statistics.fmean(values), statistics.stdev(values)))
    low, high = limits(mean, deviation, len(values), smallest)
    return {"mean": mean, "deviation": deviation, "low": low, "high": high}


def limits(mean, deviation, count, smallest):
    """Return ``mean ± t(K - 1, .999) · deviation · √(1 + 1/K)``: Student's prediction interval of one more run."""
    half = max(stdtrit(count - 1, QUANTILE) * deviation * math.sqrt(1 + 1 / count), smallest)
    return float(f"{mean - half:.8g}"), float(f"{mean + half:.8g}")


def smallest_half_width(mean, digits=None):
    """Return half a unit of the last printed digit; of a figure's numbers, which are stored to six digits, 1e-5 of it."""
    return 0.5 * 10.0**-digits if digits is not None else max(1e-5 * abs(mean), 1e-9)

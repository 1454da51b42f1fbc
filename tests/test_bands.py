"""Bands: they hold the values that they were made from, and have the width that theory gives."""

import math

from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from threenets.course.bands import band, smallest_half_width


def stored(number):
    """Return a number as `threenets.measure` stores it."""
    return float(f"{number:.8g}")


@given(some.floats(-1000, 1000).map(stored), some.integers(0, 7))
def test_a_value_that_never_changes_lies_in_its_own_band(value, digits):
    found = band([value] * 5, smallest_half_width(value, digits))
    assert found["low"] <= value <= found["high"]


def test_seven_printed_digits_are_not_cut_off():
    found = band([0.9921875] * 5, smallest_half_width(0.9921875, 7))
    assert found["low"] <= 0.9921875 <= found["high"]
    assert found["high"] - found["low"] < 2e-7


def test_width_is_that_of_one_more_run():
    found = band([1.0, 2.0, 3.0, 4.0, 5.0], 0.0)
    half = stats.t.ppf(0.999, 4) * math.sqrt(2.5) * math.sqrt(1 + 1 / 5)
    assert found["mean"] == 3.0
    assert math.isclose(found["high"] - 3.0, half, rel_tol=1e-6)
    assert math.isclose(3.0 - found["low"], half, rel_tol=1e-6)

"""Forecasts of many steps, in a Python loop and compiled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threenets.rnn import forecast
from threenets.rnn.forecast import forecast_differences, forecast_levels, keras_step, recursive
from threenets.rnn.model import forecaster

HISTORY = np.arange(1.0, 15)  # 1 ... 14, the last twelve are 3 ... 14


@pytest.mark.parametrize("step, expected", [
    (lambda values: values[-1], [14, 14, 14, 14]),
    (lambda values: values[0], [3, 4, 5, 6]),  # a window that is not moved on would stay at 3
    (np.sum, [102, 201, 398, 791]),
    (len, [12, 12, 12, 12]),
])
def test_stub_functions_are_continued_as_by_hand(step, expected):
    before = HISTORY.copy()
    assert recursive(step, HISTORY, 4).tolist() == expected
    assert np.array_equal(HISTORY, before)


def test_oldest_values_come_first_and_no_later_ones_are_seen():
    seen = []
    recursive(lambda values: seen.append(values.tolist()) or 0, HISTORY, 3)
    assert seen == [[*range(3, 15)], [*range(4, 15), 0], [*range(5, 15), 0, 0]]


def test_a_step_that_spoils_its_window_spoils_no_other():
    def spoil(values):
        values[:] = 7
        return 0

    assert recursive(spoil, HISTORY, 20).tolist() == [0] * 20


@given(st.integers(1, 20), st.integers(1, 30))
def test_forecasts_of_levels_start_from_the_last_level(window, steps):
    levels = np.cumsum(np.arange(25.0))
    found = forecast_levels(lambda values: 2.0, levels, steps, window)
    assert found.tolist() == [levels[-1] + 2 * (step + 1) for step in range(steps)]


@pytest.mark.parametrize("steps, history, message", [
    (0, HISTORY, "steps must be at least 1, got 0"),
    (5, HISTORY[:11], "needs the last 12 values, the history has 11"),
])
def test_a_forecast_from_nothing_or_to_nowhere_is_refused(steps, history, message):
    with pytest.raises(ValueError, match=message):
        recursive(len, history, steps)
    with pytest.raises(ValueError, match=message):
        forecast_differences(forecaster(), history, steps)


@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM", "GRU"])
def test_the_compiled_loop_gives_the_numbers_of_the_python_loop(kind):
    history = np.random.default_rng(0).normal(size=30)
    for seed in (1, 2):
        model = forecaster(kind, units=6, seed=seed)
        expected = recursive(keras_step(model), history, 15)
        assert np.ptp(expected) > 1e-3
        np.testing.assert_allclose(forecast_differences(model, history, 15), expected, atol=1e-5)


def test_many_series_are_continued_at_once():
    model = forecaster(units=5, seed=1)
    histories = np.random.default_rng(0).normal(size=(4, 20))
    together = forecast_differences(model, histories, 9)
    assert together.shape == (4, 9)
    for history, found in zip(histories, together, strict=True):
        np.testing.assert_allclose(forecast_differences(model, history, 9), found, atol=1e-5)


def test_equal_architectures_share_one_compilation_and_keep_their_weights():
    first, second = forecaster(units=7, seed=1), forecaster(units=7, seed=2)
    forecast_differences(first, HISTORY, 5)
    before = forecast._compiled.cache_info()
    again, other = forecast_differences(first, HISTORY, 5), forecast_differences(second, HISTORY, 5)
    assert forecast._compiled.cache_info().misses == before.misses
    assert not np.array_equal(again, other)
    assert np.array_equal(forecast_differences(first, HISTORY, 5), again)
    weights = second.get_weights()
    forecast_differences(first, HISTORY, 5)
    assert all(np.array_equal(old, new) for old, new in zip(weights, second.get_weights(), strict=True))

"""Every experiment of the chapter runs on a short made-up series, measures what it says, and never looks ahead."""

import keras
import numpy as np
import pytest

from threenets.rnn import experiments, gradients, mistakes, source, trials
from threenets.rnn.evaluate import root_mean_square
from threenets.rnn.experiments import Plan
from threenets.rnn.forecast import forecast_differences
from threenets.rnn.model import forecaster
from threenets.rnn.windows import make_windows, split_windows

TINY = Plan(epochs=2, test=24, horizon=24, first=140, every=24, seldom=48, seeds=(1, 2))
MONTHS = np.arange(240)
LEVELS = 300 + 0.1 * MONTHS + 2 * np.sin(2 * np.pi * MONTHS / 12) + np.random.default_rng(0).normal(0, 0.1, 240)


def spoiled(known):
    """The series with absurd values after the first `known` months."""
    values = LEVELS.copy()
    values[known:] = 1e6
    return values


def hands_on(steps=12):
    """A model that returns the last value of its window, so that its errors are known beforehand."""
    model = keras.Sequential([keras.Input((steps, 1)), keras.layers.Flatten(), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([np.eye(steps, dtype=np.float32)[:, -1:]])
    return model


@pytest.fixture(scope="module")
def trained():
    return experiments.one_step(LEVELS, TINY)


def test_profiles_and_seeds():
    full = experiments.plan("full", seed=7)
    assert (full.epochs, full.test, full.horizon, full.seeds) == (25, 60, 60, (7, 8, 9))
    assert len(experiments.starts(np.zeros(526), full)) == 24
    assert len(experiments.starts(np.zeros(526), full, full.seldom)) == 8
    assert len(experiments.starts(np.zeros(526), experiments.plan("fast"))) >= 2
    with pytest.raises(ValueError, match="unknown profile 'quick': use one of full, fast"):
        experiments.plan("quick")


def test_training_repeats_bit_for_bit_and_differs_between_seeds(trained):
    again = experiments.one_step(LEVELS, TINY)
    assert again.histories == trained.histories
    assert trained.histories[0]["loss"] != trained.histories[1]["loss"]
    assert [list(run) for run in trained.histories] == [["loss", "held_out_loss"]] * 2
    _, held_out = split_windows(np.diff(LEVELS), TINY.test)
    assert experiments.held_out_errors(trained.models, held_out) == pytest.approx(trained.final_errors, rel=1e-5)


def test_values_after_the_cut_change_nothing_in_training(trained):
    other = experiments.one_step(spoiled(len(LEVELS) - TINY.test), TINY)
    for model, twin in zip(trained.models, other.models, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), twin.get_weights(), strict=True))
    assert other.final_errors[0] > 1e6  # the absurd values are judged by


def test_no_origin_of_the_walk_forward_sees_what_comes_after_it():
    known = experiments.starts(LEVELS, TINY)
    assert known == [140, 164, 188, 212]
    errors = experiments.walk_forward(LEVELS, TINY, known[:1])
    absurd = experiments.walk_forward(spoiled(140), TINY, known[:1])
    assert errors.shape == (2, 1, 24)
    forecasts = errors[:, 0] + LEVELS[140:164]
    np.testing.assert_allclose(absurd[:, 0] + 1e6, forecasts, atol=1e-6)
    np.testing.assert_array_equal(forecasts, experiments.continuations(LEVELS[:140], TINY))
    assert not np.array_equal(forecasts[0], forecasts[1])


def test_continuations_are_recursive_forecasts_of_levels(monkeypatch):
    monkeypatch.setattr(experiments, "forecaster", lambda *args, **options: hands_on())
    monkeypatch.setattr(experiments, "train", lambda *args, **options: {"loss": []})
    found = experiments.continuations(LEVELS, TINY)
    expected = LEVELS[-1] + (LEVELS[-1] - LEVELS[-2]) * np.arange(1, 25)
    np.testing.assert_allclose(found, [expected] * 2, rtol=1e-5)


def test_errors_of_a_model_that_is_known():
    windows = make_windows(np.diff(LEVELS))
    expected = np.mean((windows.inputs[:, -1] - windows.targets) ** 2)
    assert experiments.held_out_errors([hands_on()], windows) == pytest.approx([expected])


def test_both_loops_give_the_same_and_one_is_faster(trained):
    ratio, difference = experiments.loops_compared(trained.models[0], np.diff(LEVELS), 24)
    assert difference < 1e-5
    assert ratio > 5  # the page asks for 20, over a longer forecast; a busy machine may be anything


def test_representations_are_judged_on_levels(monkeypatch):
    def known_networks(windows, plan, **options):
        return experiments.Trained([hands_on(windows.inputs.shape[1])], [])

    monkeypatch.setattr(trials, "train_networks", known_networks)
    found = trials.representations(LEVELS, TINY)
    truth = LEVELS[-24:]
    as_last = root_mean_square(LEVELS[-25:-1] - truth)
    assert list(found) == ["level", "scaled level", "difference"]
    assert found["level"] == pytest.approx([as_last], rel=1e-3)
    assert found["scaled level"] == pytest.approx([as_last], rel=1e-3)
    again = 2 * LEVELS[-25:-1] - LEVELS[-26:-2]
    assert found["difference"] == pytest.approx([root_mean_square(again - truth)], rel=1e-3)


def test_scaled_levels_are_scaled_by_the_past_alone(monkeypatch):
    seen = []
    monkeypatch.setattr(trials, "train_networks", lambda windows, plan: seen.append(windows) or experiments.Trained([], []))
    for values in (LEVELS, spoiled(len(LEVELS) - TINY.test)):
        trials.representations(values, TINY)
    for before, after in zip(seen[:3], seen[3:], strict=True):
        assert np.array_equal(before.inputs, after.inputs) and np.array_equal(before.targets, after.targets)


def test_whoever_peeks_trains_on_all_windows(monkeypatch):
    seen = []
    monkeypatch.setattr(trials, "train_networks", lambda windows, plan, epochs: seen.append((len(windows.targets), epochs))
                        or experiments.Trained([hands_on()], []))
    errors = trials.peeking(LEVELS, TINY, 7)
    assert seen == [(227, 7)] and len(errors) == 1


def test_shuffled_steps_keep_values_and_targets():
    windows = make_windows(np.diff(LEVELS))
    order = np.random.default_rng(3).permutation(12)
    expected = np.mean((windows.inputs[:, order[-1]] - windows.targets) ** 2)
    assert trials.shuffled_steps([hands_on()], windows, 3) == pytest.approx([expected])
    assert order[-1] != 11


def test_slopes_by_month_are_sizes(trained):
    windows = make_windows(np.diff(LEVELS))
    assert trials.slopes_by_month([hands_on()], windows)[0].tolist() == [0] * 11 + [1]
    slopes = trials.slopes_by_month(trained.models, windows)
    assert slopes.shape == (2, 12) and slopes.min() > 0


def test_recall_is_learned_over_few_steps_and_not_without_training():
    assert trials.recall("SimpleRNN", 3, (1,), sequences=400, epochs=10)[0] < 0.5
    assert trials.recall("LSTM", 3, (1, 2), sequences=400, epochs=0, forget_bias=3.0) == pytest.approx([1, 1], abs=0.3)


def test_growth_is_lent_and_the_season_left():
    horizon, season = np.arange(1, 37), np.tile(np.sin(np.arange(12)), 3)
    levels = 300 + 0.2 * np.arange(240.0)  # 2.4 a year
    slow = levels[-1] + 0.1 * horizon + season
    found = trials.with_growth(np.stack([slow, slow]), levels)
    assert found.shape == (2, 36)
    assert found[0, -1] == pytest.approx(levels[-1] + 3 * 2.4)
    away = found[0] - slow  # a straight line was added
    np.testing.assert_allclose(np.diff(away), away[0], atol=1e-9)


def test_an_open_gate_is_open_and_only_an_lstm_has_one():
    plain, opened = forecaster("LSTM", units=4, seed=1), forecaster("LSTM", units=4, seed=1, forget_bias=3)
    before, after = (model.get_layer("recurrent").get_weights()[2] for model in (plain, opened))
    assert before.tolist() == [0] * 4 + [1] * 4 + [0] * 8 and after.tolist() == [0] * 4 + [3] * 4 + [0] * 8
    history = np.random.default_rng(0).normal(size=20)
    assert not np.array_equal(forecast_differences(plain, history, 3), forecast_differences(opened, history, 3))
    with pytest.raises(ValueError, match="SimpleRNN has no forget gate"):
        forecaster(forget_bias=3)


def test_slopes_before_training():
    closed = gradients.slopes_at_start("LSTM", 30, 1, units=8)
    opened = gradients.slopes_at_start("LSTM", 30, 1, units=8, forget_bias=3)
    assert 0 < closed < 0.1 * opened


def test_what_the_source_states_is_complete():
    assert (len(source.LOSSES), len(source.FORECAST), len(source.DIFFERENCES)) == (25, 10, 20)
    assert min(source.LOSSES) == 0.0181 and source.LOSSES[0] == 0.4914
    monthly = np.arange(463.0)
    assert mistakes.windows_without_the_last(monthly).inputs.shape == (450, 12, 1)

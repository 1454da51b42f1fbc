"""Simple rules on series with a known answer, and the scores that judge them."""

import numpy as np
import pytest

from threenets.rnn import baselines, evaluate
from threenets.rnn.experiments import error_parts

MONTHS = np.arange(300)
SEASON = np.array([0, 1, 2.5, 3, 3.5, 2, 0.5, -1.5, -3, -3.5, -2.5, -1])
STRAIGHT = 300 + 0.1 * MONTHS  # 1.2 a year
WAVE = STRAIGHT + SEASON[MONTHS % 12]


def forecast(name, levels, known=200, horizon=60):
    rule = (baselines.RULES | {"last difference": baselines.last_difference})[name](levels[:known])
    return rule(levels[:known], horizon)


@pytest.mark.parametrize("name", ["seasonal naive + drift", "last 12 differences", "month means", "AR(12)"])
def test_rules_that_know_trend_and_season_continue_a_regular_series_without_error(name):
    np.testing.assert_allclose(forecast(name, WAVE), WAVE[200:260], atol=1e-2)


def test_exponential_smoothing_comes_close_on_a_regular_series():
    assert np.abs(forecast("exponential smoothing", WAVE) - WAVE[200:260]).max() < 0.1


def test_rules_that_do_not_know_the_trend_are_wrong_by_as_much():
    assert forecast("last value", WAVE).tolist() == [WAVE[199]] * 60
    np.testing.assert_allclose(WAVE[200:260] - forecast("seasonal naive", WAVE), np.repeat([1.2, 2.4, 3.6, 4.8, 6], 12))
    np.testing.assert_allclose(forecast("last difference", STRAIGHT), STRAIGHT[200:260])


def test_last_12_differences_is_the_change_of_the_same_month_last_year():
    levels = np.cumsum(np.random.default_rng(0).normal(size=100))
    first = forecast("last 12 differences", levels, known=90, horizon=1)[0]
    assert first == pytest.approx(levels[89] + levels[78] - levels[77])


def test_month_means_are_learned_in_training_and_stay_in_step_with_the_calendar():
    levels = np.r_[0, np.cumsum(np.tile(np.arange(12.0), 20))]  # the change number m of a year is m
    rule = baselines.month_means(levels[:121])
    for known in (121, 130, 135):
        assert rule(levels[:known], 3)[0] - levels[known - 1] == pytest.approx((known - 1) % 12)


def test_the_linear_model_finds_known_weights():
    random, changes = np.random.default_rng(0), list(np.random.default_rng(1).normal(size=12))
    weights = np.zeros(12)
    weights[[0, 11]] = 0.6, 0.3  # the oldest and the newest month
    for _ in range(3000):
        changes.append(0.1 + weights @ changes[-12:] + 0.1 * random.normal())
    levels = np.r_[300, 300 + np.cumsum(changes)]
    step = baselines.linear_autoregression(levels)(levels, 1)[0] - levels[-1]
    assert step == pytest.approx(0.1 + weights @ changes[-12:], abs=0.03)


@pytest.mark.parametrize("name", [*baselines.RULES, "last difference"])
def test_no_rule_sees_what_comes_after_its_history(name):
    changed = WAVE.copy()
    changed[200:] = 1e6
    assert np.array_equal(forecast(name, WAVE), forecast(name, changed))


@pytest.mark.parametrize("name", [*baselines.RULES, "last difference"])
def test_no_rule_changes_its_history_and_all_give_the_horizon(name):
    history = WAVE[:200].copy()
    rule = (baselines.RULES | {"last difference": baselines.last_difference})[name](history)
    assert len(rule(history, 1)) == 1 and len(rule(history, 30)) == 30
    assert np.array_equal(history, WAVE[:200])


# ---- scores ------------------------------------------------------------------------------------------------------


def test_origins():
    assert evaluate.origins(526) == list(range(180, 467, 12)) and len(evaluate.origins(526)) == 24
    assert evaluate.origins(240) == [180] and evaluate.origins(251, every=12) == [180]
    with pytest.raises(ValueError, match="239 months leave none to judge: 180 to learn from and 60"):
        evaluate.origins(239)


def test_one_step_fits_before_the_test_and_knows_everything_before_each_month():
    seen = []

    def fit(levels):
        seen.append(len(levels))
        return lambda history, steps: seen.append(len(history)) or np.full(steps, history[-1])

    errors = evaluate.one_step(np.arange(20.0), {"spy": fit}, 3)["spy"]
    assert seen == [17, 17, 18, 19] and errors.tolist() == [-1, -1, -1]


def test_walk_forward_fits_anew_at_every_origin_and_on_nothing_later():
    def fit(levels):
        return lambda history, steps: np.full(steps, levels.max()) if len(history) == len(levels) else None

    errors = evaluate.walk_forward(np.arange(20.0), {"spy": fit}, [5, 10], 3)["spy"]
    assert errors.tolist() == [[-1, -2, -3]] * 2


def test_scores_of_known_errors():
    errors = np.array([[3.0, 4.0], [0.0, 0.0]])
    assert evaluate.root_mean_square(errors).tolist() == [np.sqrt(12.5), 0]
    assert evaluate.root_mean_square(errors, axis=None) == 2.5 and evaluate.mean_square(errors) == 6.25
    assert evaluate.skill(errors * 0, errors) == 1 and evaluate.skill(errors, errors) == 0
    assert evaluate.skill(2 * errors, errors) == -3
    for wrong, message in ((errors[0], "of the same forecasts"), (errors * 0, "makes no error")):
        with pytest.raises(ValueError, match=message):
            evaluate.skill(errors, wrong)


def test_errors_are_split_into_drift_and_season():
    drift, season = np.repeat([1.0, 3.0], 12), np.tile([0.5, -0.5], 12)
    assert error_parts(drift) == (5, 0) and error_parts(season) == (0, 0.25)
    errors = np.random.default_rng(0).normal(size=(3, 4, 24))
    assert sum(error_parts(errors)) == pytest.approx(evaluate.mean_square(errors))
    with pytest.raises(ValueError, match="whole years, not 13 months"):
        error_parts(np.zeros(13))

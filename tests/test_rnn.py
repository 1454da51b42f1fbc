"""Series, windows, recurrences and networks of the chapter on recurrent networks."""

import keras
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from threenets import data
from threenets.rnn import cells, gradients, mistakes, series
from threenets.rnn.model import forecaster
from threenets.rnn.windows import fit_scaling, make_windows, split_windows
from threenets.training import predict

real = st.floats(-10, 10, width=32)
KINDS = tuple(cells.GATES)


def weekly(values, start="2000-01-01"):
    return pd.Series(np.asarray(values, float), pd.date_range(start, periods=len(values), freq="W-SAT"))


# ---- the series --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def co2():
    return data.load_series("co2").values


def test_the_embedded_series_is_the_one_that_the_pages_describe(co2):
    assert (len(co2), co2.isna().sum()) == (2284, 59)
    assert (str(co2.index[0].date()), str(co2.index[-1].date())) == ("1958-03-29", "2001-12-29")
    longest = series.gaps(co2)
    assert len(longest) == 22 and [gap.length for gap in longest[:4]] == [18, 8, 5, 4]
    assert str(longest[0].start.date()) == "1964-01-25"


def test_monthly_means_of_the_embedded_series(co2):
    monthly = series.monthly_means(co2)
    empty = ["1958-06", "1958-10", "1964-02", "1964-03", "1964-04"]
    assert len(monthly.values) == 526 and not monthly.values.isna().any()
    assert [f"{date:%Y-%m}" for date in monthly.values.index[monthly.filled]] == empty
    assert (monthly.readings < 4).sum() == 22 and monthly.readings.sum() == 2225
    assert monthly.values.iloc[[0, 1, 2, -3, -2, -1]].tolist() == pytest.approx(
        [316.1, 317.2, 317.4333, 368.05, 369.375, 371.02], abs=1e-4)
    changes = series.differences(monthly.values)
    assert len(changes) == 525 and changes.mean() == pytest.approx(0.1046, abs=1e-4)
    assert series.month_means(changes).round(2).tolist() == [
        1.01, 0.76, 0.89, 1.19, 0.52, -0.54, -1.42, -1.92, -1.63, 0.01, 1.21, 1.25]
    assert [round(series.autocorrelation(changes, lag), 2) for lag in (1, 6, 12, 24)] == [0.70, -0.52, 0.92, 0.90]


def test_gaps_are_filled_and_marked():
    values = np.arange(40.0)
    values[9:18] = np.nan  # nothing from 4 March to 29 April 2000
    monthly = series.monthly_means(weekly(values))
    assert monthly.filled.to_numpy().nonzero()[0].tolist() == [2, 3]
    assert monthly.readings.iloc[[2, 3]].tolist() == [0, 0]
    before, after = monthly.values.iloc[[1, 4]]
    assert before < monthly.values.iloc[2] < monthly.values.iloc[3] < after
    carried = series.monthly_means(weekly(values), fill="carry forward").values
    assert carried.iloc[2] == carried.iloc[3] == before


def test_carrying_forward_never_looks_ahead_and_interpolating_does(co2):
    changed = co2.copy()
    changed["1964-05":] += 1e6
    for fill, same in (("carry forward", True), ("interpolate", False)):
        first, second = (series.monthly_means(values, fill).values[:"1964-04"] for values in (co2, changed))
        assert first.equals(second) is same


@pytest.mark.parametrize("values, fill, message", [
    (pd.Series([1.0, 2.0]), "interpolate", "need dates as their index, not RangeIndex"),
    (weekly([1.0] * 9), "guess", "unknown fill 'guess'"),
    (weekly([np.nan] * 5 + [1.0] * 9), "interpolate", "the first and the last month need a reading"),
])
def test_a_series_that_cannot_be_averaged_is_refused(values, fill, message):
    with pytest.raises(ValueError, match=message):
        series.monthly_means(values, fill)


@given(hnp.arrays(float, st.integers(2, 60), elements=real))
def test_levels_and_differences_are_inverse_to_each_other(levels):
    changes = series.differences(levels)
    assert len(changes) == len(levels) - 1
    np.testing.assert_allclose(series.restore_levels(levels[0], changes), levels[1:], atol=1e-9)


def test_differences_of_a_series_with_dates_have_no_invented_first_value():
    levels = weekly([5, 7, 4])
    assert series.differences(levels).tolist() == [2, -3] and series.differences(levels).index[0] == levels.index[1]
    assert mistakes.differences_with_an_invented_zero(levels).tolist() == [0, 2, -3]


def test_growth_and_autocorrelation_of_known_series():
    assert series.yearly_growth(0.25 * np.arange(200)) == pytest.approx(3)
    wave = np.sin(np.arange(240) * 2 * np.pi / 12)
    assert series.autocorrelation(wave, 12) == pytest.approx(228 / 240)
    assert series.autocorrelation(wave, 6) == pytest.approx(-234 / 240)
    with pytest.raises(ValueError, match="needs 121 months, got 120"):
        series.yearly_growth(np.arange(120))
    for lag in (0, 240):
        with pytest.raises(ValueError, match="lag must lie between 1 and 239"):
            series.autocorrelation(wave, lag)
    with pytest.raises(ValueError, match="all equal"):
        series.autocorrelation(np.ones(9), 1)


# ---- windows -----------------------------------------------------------------------------------------------------


def test_twenty_values_make_eight_windows_of_twelve():
    inputs, targets = make_windows(np.arange(20))
    assert inputs.shape == (8, 12, 1) and targets.shape == (8, 1) and inputs.dtype == targets.dtype == np.float32
    assert inputs[0, :, 0].tolist() == list(range(12)) and targets[:, 0].tolist() == list(range(12, 20))
    wrong = mistakes.windows_without_the_last(np.arange(20.0))
    assert len(wrong.targets) == 7 and wrong.targets[-1] == 18
    assert np.array_equal(wrong.inputs, inputs[:-1])


@given(hnp.arrays(np.float32, st.integers(2, 40), elements=real), st.data())
def test_every_window_is_followed_by_its_target(values, draw):
    window = draw.draw(st.integers(1, len(values) - 1))
    before = values.copy()
    inputs, targets = make_windows(values, window)
    assert inputs.shape == (len(values) - window, window, 1)
    for start in range(len(targets)):
        assert np.array_equal(inputs[start, :, 0], values[start:start + window])
        assert targets[start, 0] == values[start + window]
    inputs[:] = 99  # windows are copies
    assert np.array_equal(values, before)


@pytest.mark.parametrize("values, window, message", [
    (np.zeros(12), 12, "need more values than 12"),
    (np.zeros(12), 0, "a window at least one"),
    (np.zeros((5, 1)), 2, r"shape \(n,\), got \(5, 1\)"),
])
def test_what_cannot_be_cut_is_refused(values, window, message):
    with pytest.raises(ValueError, match=message):
        make_windows(values, window)


def test_the_split_is_in_time():
    past, held_out = split_windows(np.arange(100), 20)
    assert past.targets.max() == 79 and held_out.targets.min() == 80 and len(held_out.targets) == 20
    assert held_out.inputs[0, :, 0].tolist() == list(range(68, 80))  # known when the first forecast is made
    for test in (0, 88):
        with pytest.raises(ValueError, match="at least one of 88 windows on either side"):
            split_windows(np.arange(100), test)


@given(st.integers(1, 30))
def test_a_huge_value_after_the_cut_changes_nothing_in_training(test):
    values = np.sin(np.arange(60.0))
    changed = values.copy()
    changed[-test:] = 1e6
    before, after = (split_windows(series_, test)[0] for series_ in (values, changed))
    assert np.array_equal(before.inputs, after.inputs) and np.array_equal(before.targets, after.targets)
    assert fit_scaling(values[:-test]) == fit_scaling(changed[:-test])
    assert fit_scaling(values) != fit_scaling(changed)  # the sentinel would be seen


@given(hnp.arrays(float, st.integers(2, 50), elements=st.integers(-1000, 1000), unique=True))
def test_scaling_gives_mean_zero_and_deviation_one_and_can_be_undone(values):
    scaling = fit_scaling(values)
    scaled = scaling.apply(values)
    assert abs(scaled.mean()) < 1e-9 and abs(scaled.std() - 1) < 1e-9
    np.testing.assert_allclose(scaling.undo(scaled), values, atol=1e-9)


def test_constant_values_cannot_be_scaled():
    with pytest.raises(ValueError, match="no spread"):
        fit_scaling(np.ones(5))


# ---- recurrences -------------------------------------------------------------------------------------------------


def random_layer(kind, units, features, sequences, seed):
    """A Keras layer with random weights, biases included, that gives all its states."""
    layer = getattr(keras.layers, kind)(units, return_sequences=sequences)
    layer.build((None, None, features))
    random = np.random.default_rng(seed)
    layer.set_weights([random.normal(0, 0.7, part.shape).astype(np.float32) for part in layer.get_weights()])
    return layer


@given(st.sampled_from(KINDS), st.integers(1, 6), st.integers(1, 3), st.integers(1, 7), st.booleans(), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_numpy_recurrences_agree_with_keras(kind, units, features, steps, sequences, seed):
    layer = random_layer(kind, units, features, sequences, seed)
    inputs = np.random.default_rng(seed).normal(size=(3, steps, features)).astype(np.float32)
    ours = {"SimpleRNN": cells.simple_rnn, "LSTM": cells.lstm, "GRU": cells.gru}[kind](
        inputs, layer.get_weights(), return_sequences=sequences)
    theirs = keras.ops.convert_to_numpy(layer(inputs))
    assert ours.shape == theirs.shape == ((3, steps, units) if sequences else (3, units))
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


@pytest.mark.parametrize("fault", ["transposed U", "missing bias", "state not carried", "inputs of the step before"])
def test_the_comparison_with_keras_finds_faults(fault):
    layer = random_layer("SimpleRNN", 5, 2, True, 0)
    w, u, b = layer.get_weights()
    inputs = np.random.default_rng(1).normal(size=(3, 6, 2)).astype(np.float32)
    wrong = {
        "transposed U": (inputs, (w, u.T, b)), "missing bias": (inputs, (w, u, b * 0)),
        "state not carried": (inputs, (w, u * 0, b)), "inputs of the step before": (np.roll(inputs, 1, axis=1), (w, u, b)),
    }[fault]  # fmt: skip
    difference = cells.simple_rnn(*wrong, return_sequences=True) - keras.ops.convert_to_numpy(layer(inputs))
    assert np.abs(difference).max() > 1e-3


def test_a_carried_state_joins_two_halves():
    layer = random_layer("SimpleRNN", 4, 1, False, 3)
    inputs = np.random.default_rng(2).normal(size=(2, 6, 1)).astype(np.float32)
    weights = layer.get_weights()
    whole, half = cells.simple_rnn(inputs, weights), cells.simple_rnn(inputs[:, :3], weights)
    np.testing.assert_allclose(cells.simple_rnn(inputs[:, 3:], weights, initial_state=half), whole, atol=1e-6)
    assert np.abs(cells.simple_rnn(inputs[:, 3:], weights) - whole).max() > 0.01
    alone = [cells.simple_rnn(inputs[row:row + 1], weights)[0] for row in range(2)]
    np.testing.assert_allclose(alone, whole, atol=1e-6)  # no state passes from one sequence to the next


@pytest.mark.parametrize("inputs, shapes, message", [
    (np.zeros((3, 4)), [(1, 2), (2, 2), (2,)], r"shape \(n, steps, features\), got \(3, 4\)"),
    (np.zeros((3, 4, 1)), [(1, 2), (2, 2)], "three arrays, input, recurrent and bias, got 2"),
    (np.zeros((3, 4, 2)), [(1, 2), (2, 2), (2,)], r"2 units and 2 features .* got \[\(1, 2\)"),
])
def test_a_recurrence_refuses_what_does_not_fit(inputs, shapes, message):
    with pytest.raises(ValueError, match=message):
        cells.simple_rnn(inputs, [np.zeros(shape) for shape in shapes])


def test_a_state_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"initial state has the shape \(3, 2\), got \(2,\)"):
        cells.simple_rnn(np.zeros((3, 4, 1)), [np.zeros((1, 2)), np.zeros((2, 2)), np.zeros(2)], np.zeros(2))


@given(st.sampled_from(KINDS), st.integers(1, 40), st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_parameter_formulas_agree_with_keras(kind, units, features):
    layer = getattr(keras.layers, kind)(units)
    layer.build((None, 3, features))
    assert cells.parameters(kind, units, features) == layer.count_params()


def test_parameters_at_their_landmarks():
    assert [cells.parameters(kind, 64, 1) for kind in KINDS] == [4_224, 16_896, 12_864]
    assert [cells.parameters(kind, 32, 3) for kind in KINDS] == [1_152, 4_608, 3_552]
    for arguments, message in ((("Dense", 1, 1), "unknown kind 'Dense'"), (("GRU", 0, 1), "at least 1, got 0 and 1")):
        with pytest.raises(ValueError, match=message):
            cells.parameters(*arguments)


# ---- networks and their slopes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind, total", [("SimpleRNN", 8_449), ("LSTM", 21_121), ("GRU", 17_089)])
def test_networks_have_the_stated_parameters_at_every_length(kind, total):
    assert [forecaster(kind, window=window).count_params() for window in (12, 48, None)] == [total] * 3
    assert predict(forecaster(kind), np.zeros((3, 12, 1))).shape == (3, 1)


def test_seeds_fix_the_first_weights_and_kinds_are_checked():
    def first(seed):
        return forecaster(seed=seed).get_weights()[0]

    assert np.array_equal(first(0), first(0)) and not np.array_equal(first(0), first(1))
    with pytest.raises(ValueError, match="unknown kind 'Dense': use one of SimpleRNN, LSTM, GRU"):
        forecaster("Dense")


def test_slopes_by_hand_agree_with_finite_differences_and_with_tensorflow():
    random = np.random.default_rng(0)
    weights = gradients.random_cell(8, 0.9, seed=0)
    weights[2] = random.normal(size=8)
    inputs, readout = random.normal(size=12), random.normal(size=8)

    def output(values):
        return cells.simple_rnn(values[None, :, None], weights)[0] @ readout

    step = 1e-6
    numeric = [(output(inputs + step * unit) - output(inputs - step * unit)) / (2 * step) for unit in np.eye(12)]
    found = gradients.slopes_by_hand(inputs, weights, readout)
    np.testing.assert_allclose(found, numeric, atol=1e-7)
    model = keras.Sequential([keras.Input((12, 1)), keras.layers.SimpleRNN(8), keras.layers.Dense(1)])
    model.layers[0].set_weights(weights)
    model.layers[1].set_weights([readout[:, None], np.zeros(1)])
    np.testing.assert_allclose(gradients.input_slopes(model, inputs[None, :, None])[0], found, atol=1e-5)


def test_a_slope_that_travels_through_jacobians():
    weights = gradients.random_cell(5, 1.2, seed=1)
    inputs = np.random.default_rng(1).normal(size=6)
    states = cells.simple_rnn(inputs[None, :, None], weights, return_sequences=True)[0]
    product = np.linalg.multi_dot(gradients.jacobians(states, weights[1])[1:])
    first = weights[0][0] * (1 - states[0] ** 2)
    readout = np.random.default_rng(2).normal(size=5)
    assert first @ product @ readout == pytest.approx(gradients.slopes_by_hand(inputs, weights, readout)[0])


def test_gain_decides_between_vanishing_and_exploding():
    assert np.allclose(gradients.random_cell(6, 0.5, 0)[1] @ gradients.random_cell(6, 0.5, 0)[1].T, 0.25 * np.eye(6))
    ratios = [gradients.vanishing(gain, 60) for gain in (0.5, 0.9, 1.0, 1.5)]
    assert ratios == sorted(ratios) and ratios[0] < 1e-15 and ratios[-1] > 1
    assert gradients.vanishing(0.5, 60) < gradients.vanishing(0.5, 12) and gradients.vanishing(0.9, 1) == 1

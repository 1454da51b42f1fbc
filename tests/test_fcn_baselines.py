"""Scores, reference guesses and linear maps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threenets.fcn import baselines, score
from threenets.fcn.transform import keep_mask, mask_pixels


def digits_like(seed, images=60, pixels=12):
    """Low-rank pictures in [-1, 1], so that hidden pixels can be guessed from the others."""
    random = np.random.default_rng(seed)
    return np.tanh(random.normal(size=(images, 3)) @ random.normal(size=(3, pixels))).astype(np.float32)


def test_scores_of_known_differences():
    clean = np.zeros((2, 4), np.float32)
    restored = np.array([[1, 0, 0, 0], [0, -0.5, 0, 0]], np.float32)
    assert score.mean_squared_error(restored, clean) == pytest.approx(1.25 / 8)
    assert score.mean_absolute_error(restored, clean) == pytest.approx(1.5 / 8)
    assert score.mean_squared_error(restored, clean, where=restored < 0) == pytest.approx(0.25)
    assert np.isnan(score.mean_squared_error(restored, clean, where=restored > 5))
    assert score.ink_accuracy(restored, clean) == 7 / 8
    # an error as large as the whole range everywhere is 0 dB; a tenth of it 20 dB
    assert score.peak_signal_to_noise_ratio(clean + 255 / 128, clean) == pytest.approx(0, abs=1e-5)
    assert score.peak_signal_to_noise_ratio(clean + 25.5 / 128, clean) == pytest.approx(20, abs=1e-5)
    assert score.peak_signal_to_noise_ratio(clean, clean) == np.inf


def test_shapes_that_numpy_would_stretch_are_refused():
    with pytest.raises(ValueError, match=r"same shape, got \(4,\) and \(2, 4\)"):
        score.mean_squared_error(np.zeros(4), np.zeros((2, 4)))
    with pytest.raises(ValueError, match="where must have the shape of the images"):
        score.mean_squared_error(np.zeros((2, 4)), np.zeros((2, 4)), where=np.zeros(4, bool))


def test_reference_guesses_are_what_their_names_say():
    clean, keep = digits_like(0), keep_mask((60, 12), 0.5, 1)
    mean = clean.mean(axis=0)
    guesses = baselines.reference_guesses(mask_pixels(clean, 0.5, 1), keep, mean)
    table = baselines.errors(guesses, clean)
    assert list(table) == [baselines.BACKGROUND, baselines.MEAN_IMAGE, baselines.MASKED_INPUT, baselines.FILLED]
    assert table[baselines.BACKGROUND] == pytest.approx(np.mean((clean + 1) ** 2), rel=1e-5)
    assert table[baselines.MEAN_IMAGE] == pytest.approx(clean.var(axis=0).mean(), rel=1e-5)
    assert table[baselines.MASKED_INPUT] == pytest.approx(np.mean(clean**2 * ~keep), rel=1e-5)
    assert table[baselines.FILLED] == pytest.approx(np.mean((clean - mean) ** 2 * ~keep), rel=1e-5)
    seen = baselines.errors(guesses, clean, where=keep)
    assert seen[baselines.MASKED_INPUT] == seen[baselines.FILLED] == 0


@given(st.integers(0, 1000), st.integers(1, 11))
@settings(max_examples=25, deadline=None)
def test_less_freedom_is_never_better_on_the_training_data(seed, rank):
    clean = digits_like(seed)
    masked = mask_pixels(clean, 0.5, seed)

    def error(chosen):
        return score.mean_squared_error(baselines.fit_linear_map(masked, clean, chosen)(masked), clean)

    tolerance = 1e-6  # float32 products of numbers near 1
    mean_only = clean.var(axis=0).mean()
    assert error(None) <= error(rank + 1) + tolerance <= error(rank) + 2 * tolerance <= mean_only + 3 * tolerance
    assert error(12) == pytest.approx(error(None), abs=tolerance)


@given(st.integers(0, 1000), st.integers(0, 2**31))
@settings(max_examples=25, deadline=None)
def test_no_other_linear_map_fits_better(seed, other):
    clean = digits_like(seed)
    masked = mask_pixels(clean, 0.5, seed)
    best = baselines.fit_linear_map(masked, clean)
    step = np.random.default_rng(other).normal(size=(12, 12)).astype(np.float32) * 0.05
    changed = baselines.LinearMap(best.weights + step, best.bias)
    assert (score.mean_squared_error(best(masked), clean) <= score.mean_squared_error(changed(masked), clean))


def test_the_linear_map_agrees_with_numpy_least_squares_and_finds_a_known_map():
    random = np.random.default_rng(0)
    inputs = random.normal(size=(200, 6)).astype(np.float32)
    truth, bias = random.normal(size=(6, 6)), random.normal(size=6)
    found = baselines.fit_linear_map(inputs, inputs @ truth + bias)
    np.testing.assert_allclose(found.weights, truth, atol=1e-4)
    np.testing.assert_allclose(found.bias, bias, atol=1e-4)
    noisy = digits_like(3, images=200, pixels=6)
    expected = np.linalg.lstsq(np.c_[inputs, np.ones(200)], noisy, rcond=None)[0]
    np.testing.assert_allclose(baselines.fit_linear_map(inputs, noisy).weights, expected[:6], atol=1e-5)


def test_rank_and_clipping():
    clean = digits_like(1)
    masked = mask_pixels(clean, 0.5, 1)
    assert np.linalg.matrix_rank(baselines.fit_linear_map(masked, clean, 2).weights, tol=1e-4) == 2
    loud = baselines.LinearMap(np.eye(12, dtype=np.float32) * 9, np.zeros(12, np.float32))
    assert np.abs(loud(clean)).max() > 1 and np.abs(loud(clean, clip=True)).max() == 1
    assert np.isfinite(baselines.fit_linear_map(masked[:5], clean[:5]).weights).all()  # fewer images than pixels


@pytest.mark.parametrize("masked, clean, rank, message", [
    (np.zeros((5, 3)), np.zeros((4, 3)), None, r"same rows, got \(5, 3\) and \(4, 3\)"),
    (np.zeros((0, 3)), np.zeros((0, 3)), None, "same rows"),
    (np.zeros((5, 3)), np.zeros((5, 3)), 0, "rank must lie between 1 and 3, got 0"),
    (np.zeros((5, 3)), np.zeros((5, 3)), 4, "rank must lie between 1 and 3, got 4"),
])
def test_a_linear_map_refuses_what_it_cannot_fit(masked, clean, rank, message):
    with pytest.raises(ValueError, match=message):
        baselines.fit_linear_map(masked, clean, rank)

"""Transforms and networks of the chapter on fully connected networks."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from threenets.fcn import mistakes, model
from threenets.fcn.transform import denormalise, fresh_mask, keep_mask, mask_pixels, normalise
from threenets.training import predict

grey_images = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=3, max_dims=3, max_side=6))
seeds = st.integers(0, 2**32)


@given(grey_images)
def test_normalise_has_the_stated_range_and_an_exact_inverse(images):
    x = normalise(images)
    assert x.shape == (len(images), images[0].size) and x.dtype == np.float32
    assert x.min() >= -1 and x.max() <= 0.9921875
    assert np.array_equal(denormalise(x, images.shape[1:]), images)


def test_normalise_at_its_landmarks():
    assert normalise(np.array([[0, 127, 128, 255]], np.uint8)).tolist() == [[-1, -0.0078125, 0, 0.9921875]]
    assert normalise(np.zeros((3, 28, 28), np.uint8)).shape == (3, 784)


def test_denormalise_rounds_and_clips():
    assert denormalise([[-2, 0, 0.999, 2]], (2, 2)).tolist() == [[[0, 128], [255, 255]]]


@pytest.mark.parametrize("images, error, message", [
    (np.zeros((2, 4, 4)), TypeError, "grey values 0 to 255 as uint8, got float64"),
    (normalise(np.zeros((2, 4, 4), np.uint8)), TypeError, "as they were loaded, once"),
    (np.zeros(4, np.uint8), ValueError, r"shape \(n, height, width\), got \(4,\)"),
])
def test_normalise_refuses_what_are_not_grey_images(images, error, message):
    with pytest.raises(error, match=message):
        normalise(images)


@given(hnp.arrays(np.float32, (20, 30), elements=st.floats(-1, 1, width=32)), st.floats(0, 1), seeds)
def test_masking_hides_pixels_and_touches_nothing_else(x, probability, seed):
    before = x.copy()
    np.random.seed(1)
    expected_global = np.random.random()
    np.random.seed(1)
    masked = mask_pixels(x, probability, seed)
    keep = keep_mask(x.shape, probability, seed)
    assert np.random.random() == expected_global
    assert np.array_equal(x, before)
    assert masked.dtype == np.float32
    assert np.array_equal(masked[keep], x[keep]) and not masked[~keep].any()
    assert np.array_equal(masked, mask_pixels(x, probability, seed))
    spread = 5 * np.sqrt(x.size * probability * (1 - probability))  # 5 sigma of the binomial distribution
    assert abs(keep.sum() - x.size * probability) <= spread + 1


@given(seeds, seeds)
def test_rows_and_seeds_get_masks_of_their_own(seed, other):
    keep = keep_mask((2, 784), 0.5, seed)
    assert not np.array_equal(keep[0], keep[1])
    assert np.array_equal(keep, keep_mask((2, 784), 0.5, other)) == (seed == other)


def test_extremes_of_masking():
    x = np.full((5, 5), 0.25, np.float32)
    assert np.array_equal(mask_pixels(x, 1, 0), x) and not mask_pixels(x, 0, 0).any()
    assert (mask_pixels(x, 0, 0, hidden_value=-1) == -1).all()
    assert not np.array_equal(mask_pixels(x, 0.5, None), mask_pixels(x, 0.5, None))
    for wrong in (-0.1, 1.1, float("nan"), 50):
        with pytest.raises(ValueError, match="keep_probability must lie between 0 and 1"):
            mask_pixels(x, wrong, 0)


def test_fresh_masks_depend_on_their_seed_alone():
    x = np.full((100, 784), 0.25, np.float32)
    first, again, other = (fresh_mask(x, seed).numpy() for seed in ((1, 0), (1, 0), (1, 64)))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    assert set(np.unique(first)) == {0, np.float32(0.25)}
    assert abs((fresh_mask(x, (1, 0), 0.3).numpy() > 0).mean() - 0.3) < 5 * np.sqrt(0.21 / x.size)


class TestMistakes:
    """Each kept mistake really makes its mistake, beside a right version that does not."""

    x = np.full((50, 784), 0.5, np.float32)
    images = np.random.default_rng(0).integers(0, 256, (50, 28, 28), dtype=np.uint8)

    def test_seed_zero_is_taken_as_no_seed(self):
        def agreement(mask, seed):
            return np.mean(mask(self.x, 0.5, seed) == mask(self.x, 0.5, seed))

        assert agreement(mistakes.mask_with_zero_taken_as_no_seed, 7) == 1
        assert 0.45 < agreement(mistakes.mask_with_zero_taken_as_no_seed, 0) < 0.55
        assert agreement(mask_pixels, 0) == 1

    def test_it_changes_the_random_numbers_of_everybody(self):
        def global_draw_after(mask):
            mask(self.x, 0.5, 7)
            return np.random.random()

        wrong = [global_draw_after(mistakes.mask_with_zero_taken_as_no_seed) for _ in range(2)]
        right = [global_draw_after(mask_pixels) for _ in range(2)]
        assert wrong[0] == wrong[1] and right[0] != right[1]

    def test_order_of_masking(self):
        x, keep = normalise(self.images), keep_mask((50, 784), 0.5, 3)
        assert not mask_pixels(x, 0.5, 3)[~keep].any()
        assert (mistakes.mask_then_normalise(self.images, 0.5, 3)[~keep] == -1).all()
        assert np.array_equal(mistakes.mask_then_normalise(self.images, 0.5, 3)[keep], x[keep])
        raw = mistakes.mask_without_normalising(self.images, 0.5, 3)
        assert raw.max() > 1 and not raw[~keep].any()

    def test_float64(self):
        wrong, right = mistakes.normalise_in_float64(self.images), normalise(self.images)
        assert wrong.nbytes == 2 * right.nbytes and np.array_equal(wrong, right)


def test_parameter_counts_are_exact():
    network = model.autoencoder()
    assert [layer.count_params() for layer in network.layers] == [50_240, 2_080, 2_112, 50_960]
    assert network.count_params() == 105_392
    assert model.softmax_regression().count_params() == 7_850
    assert model.classifier().count_params() == 50_240 + 2_080 + 330
    assert model.autoencoder((32, 16), pixels=512).count_params() == 16_416 + 528 + 8_704


def test_activations_and_shapes():
    network = model.autoencoder()
    assert [layer.activation.__name__ for layer in network.layers] == ["relu", "relu", "relu", "tanh"]
    other = model.autoencoder((16, 4), code_activation=None, output_activation="sigmoid", pixels=9)
    assert [layer.activation.__name__ for layer in other.layers] == ["relu", "linear", "sigmoid"]
    assert predict(other, np.zeros((3, 9))).shape == (3, 9)
    with pytest.raises(ValueError, match="at least one hidden layer"):
        model.autoencoder(())


def test_seeds_fix_the_first_weights():
    def first(seed):
        return model.autoencoder((4,), pixels=9, seed=seed).get_weights()[0]

    assert np.array_equal(first(0), first(0)) and not np.array_equal(first(0), first(1))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4))
@settings(max_examples=10, deadline=None)
def test_the_code_is_the_middle_layer_and_the_encoder_shares_it(widths):
    network = model.autoencoder(widths, pixels=5)
    half = model.encoder(network)
    x = np.random.default_rng(0).normal(size=(3, 5)).astype(np.float32)
    assert predict(half, x).shape == (3, widths[len(widths) // 2])
    network.get_layer("code").set_weights([w * 0 + 1 for w in network.get_layer("code").get_weights()])
    expected = x
    for layer in network.layers[:len(widths) // 2 + 1]:
        expected = layer(expected)
    np.testing.assert_allclose(predict(half, x), keras.ops.convert_to_numpy(expected), rtol=1e-6)


def test_a_classifier_can_start_from_an_encoder():
    source = model.autoencoder((6, 3, 6), pixels=5, seed=1)
    target = model.start_from(model.classifier((6, 3), 2, pixels=5, seed=2), source)
    for copied, original in zip(target.get_weights()[:4], source.get_weights()[:4], strict=True):
        assert np.array_equal(copied, original)
    np.testing.assert_allclose(predict(target, np.ones((4, 5))).sum(axis=1), 1, rtol=1e-6)
    with pytest.raises(ValueError, match=r"\[6, 4\] units, the autoencoder's compressing half has \[6, 3\]"):
        model.start_from(model.classifier((6, 4), 2, pixels=5), source)

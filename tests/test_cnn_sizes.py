"""Size rules, held against Keras over their whole range, and the convolution written by hand."""

import functools
import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from threenets.cnn import by_hand, sizes
from threenets.cnn.sizes import Size, chain, convolution

RANGE = list(itertools.product(range(1, 41), range(1, 10), range(1, 5), ("valid", "same")))
cases = st.tuples(st.integers(1, 40), st.integers(1, 9), st.integers(1, 4), st.sampled_from(["valid", "same"]))


@functools.cache
def keras_size(n, kernel, stride, padding):
    """What Keras says without computing anything; None where it refuses."""
    layer = keras.layers.Conv2D(1, kernel, strides=stride, padding=padding)
    try:
        found = layer.compute_output_shape((1, n, n, 1))
    except ValueError:
        return None
    return found[1] if found[1] > 0 else None


def our_size(rule, n, kernel, stride, padding):
    try:
        return rule(n, kernel, stride, padding).output
    except ValueError:
        return None


def ruler(n):
    """An image whose pixels are 1, 2, ..., n along each axis, so that a window of ones tells where it stands."""
    return np.arange(1.0, n + 1).reshape(1, n, 1, 1)


def disagreements(rule, some=RANGE):
    return [case for case in some if our_size(rule, *case) != keras_size(*case)]


def test_sizes_equal_those_of_keras_over_the_whole_range():
    assert disagreements(convolution) == []


@given(cases)
@settings(max_examples=300, deadline=None)
def test_sizes_and_sides_equal_what_tensorflow_computes(case):
    """An image of ones under a kernel of ones: each output counts the true pixels under it, and so where the zeros are."""
    n, kernel, stride, padding = case
    if padding == "valid" and kernel > n:
        with pytest.raises(ValueError, match="does not fit"):
            convolution(*case)
        return
    size = convolution(*case)
    computed = tf.nn.conv2d(np.ones((1, n, 1, 1), np.float32), np.ones((kernel, 1, 1, 1), np.float32), [stride, 1],
                            padding.upper()).numpy().ravel()  # fmt: skip
    starts = np.arange(size.output) * stride - size.before
    expected = np.minimum(starts + kernel, n) - np.maximum(starts, 0)
    assert computed.tolist() == expected.tolist()
    # a kernel that looks at its first place only tells the zeros on the left, one for its last place those on the right
    edge = np.zeros((kernel, 1, 1, 1), np.float32)
    edge[0] = 1
    first = tf.nn.conv2d(ruler(n).astype(np.float32), edge, [stride, 1], padding.upper()).numpy().ravel()
    assert first.tolist() == [start + 1 if 0 <= start < n else 0 for start in starts]
    assert starts[-1] + kernel == n + size.after or padding == "valid" or kernel < stride


@given(cases)
@settings(max_examples=100, deadline=None)
def test_pooling_follows_the_same_rule(case):
    n, pool, stride, padding = case
    if padding == "valid" and pool > n:
        return
    layer = keras.layers.MaxPool2D((pool, 1), strides=(stride, 1), padding=padding)
    assert layer(np.ones((1, n, 1, 1), np.float32)).shape[1] == convolution(*case).output


def floor_for_same(n, kernel, stride=1, padding="valid"):
    size = convolution(n, kernel, stride, padding)
    return size if padding == "valid" else size._replace(output=max(n // stride, 1))


def same_keeps_the_size(n, kernel, stride=1, padding="valid"):
    return convolution(n, kernel, stride, padding) if padding == "valid" else Size(n, 0, 0)


def zero_is_a_size(n, kernel, stride=1, padding="valid"):
    return convolution(n, kernel, stride, padding) if padding == "same" else Size(max((n - kernel) // stride + 1, 0), 0, 0)


def stride_skips(n, kernel, stride=1, padding="valid"):
    return convolution(n, kernel, stride + 1, padding)


@pytest.mark.parametrize("wrong", [floor_for_same, same_keeps_the_size, zero_is_a_size, stride_skips])
def test_wrong_rules_are_found(wrong):
    assert disagreements(wrong)


@pytest.mark.parametrize("case, expected", [
    ((32, 9, 2), (12, 0, 0)), ((12, 7), (6, 0, 0)), ((7, 3), (5, 0, 0)), ((7, 5), (3, 0, 0)), ((4, 2), (3, 0, 0)),
    ((4, 2, 1, "same"), (4, 0, 1)), ((5, 3, 1, "same"), (5, 1, 1)), ((8, 4, 1, "same"), (8, 1, 2)),
    ((9, 5, 1, "same"), (9, 2, 2)), ((32, 3, 2, "same"), (16, 0, 1)), ((7, 3, 2, "same"), (4, 1, 1)),
    ((60, 3, 2, "same"), (30, 0, 1)), ((60, 3, 2, "valid"), (29, 0, 0)), ((3, 1, 4, "same"), (1, 0, 0)),
])  # fmt: skip
def test_landmarks(case, expected):
    assert convolution(*case) == expected


@pytest.mark.parametrize("case, message", [
    ((6, 7), "a window of 7 does not fit into 6 pixels: the output would have size 0"),
    ((5, 7), "size -1"), ((0, 1), "n must be a whole number of at least 1, not 0"), ((5, 1.5), "kernel must be"),
    ((5, 3, 0), "stride must be"), ((5, True), "kernel must be"),
    ((5, 3, 1, "reflect"), "padding must be one of valid, same, not 'reflect'"),
])  # fmt: skip
def test_what_cannot_be_is_refused(case, message):
    with pytest.raises(ValueError, match=message):
        convolution(*case)


def test_chains_and_where_they_break():
    assert chain(32, [(3, 2, "same"), (2, 2, "same"), (3, 1, "same"), (2, 2, "same")]) == [16, 8, 8, 4]
    assert chain(32, []) == []
    with pytest.raises(ValueError, match=r"step 3, after the sizes \[12, 6\]: a window of 7 does not fit into 6"):
        chain(32, [(9, 2), (7,), (7,)])


@given(st.integers(1, 9), st.integers(1, 8), st.integers(1, 8))
@settings(max_examples=10, deadline=None)
def test_parameters_of_a_convolution(kernel, channels, filters):
    layer = keras.layers.Conv2D(filters, kernel)
    layer.build((None, 9, 9, channels))
    assert sizes.weights(kernel, channels, filters) == layer.count_params()


shapes = st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 3), st.integers(1, 4))


@given(shapes, shapes, st.integers(1, 3), st.sampled_from(["valid", "same"]), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_convolution_by_hand_equals_keras(image, kernel, stride, padding, seed):
    height, width, channels, _ = image
    random = np.random.default_rng(seed)
    images = random.normal(size=(2, height, width, channels))
    kernels, bias = random.normal(size=(*kernel[:2], channels, kernel[3])), random.normal(size=kernel[3])
    if padding == "valid" and (kernel[0] > height or kernel[1] > width):
        with pytest.raises(ValueError, match="does not fit"):
            by_hand.convolve(images, kernels, stride=stride, padding=padding)
        return
    layer = keras.layers.Conv2D(kernel[3], kernel[:2], strides=stride, padding=padding)
    layer.build(images.shape)
    layer.set_weights([kernels, bias])
    found = by_hand.convolve(images, kernels, bias, stride=stride, padding=padding)
    np.testing.assert_allclose(found, layer(images.astype(np.float32)).numpy(), atol=1e-4)


def test_it_is_a_cross_correlation():
    grid = np.arange(25.0).reshape(1, 5, 5, 1)
    kernel = np.array([[0, 1], [2, 3]])[:, :, None, None]
    as_keras = tf.nn.conv2d(grid.astype(np.float32), kernel.astype(np.float32), 1, "VALID").numpy()
    assert by_hand.convolve(grid, kernel)[0, 0, 0, 0] == as_keras[0, 0, 0, 0] == 1 + 2 * 5 + 3 * 6
    assert by_hand.convolve(grid, by_hand.half_turn(kernel))[0, 0, 0, 0] == 3 * 0 + 2 * 1 + 1 * 5
    assert np.array_equal(by_hand.half_turn(by_hand.half_turn(kernel)), kernel)


def test_steps_of_the_window_add_up_to_the_output():
    random = np.random.default_rng(0)
    image, kernel = random.integers(0, 9, (6, 5)), random.integers(-2, 3, (3, 2))
    for stride in (1, 2):
        steps = list(by_hand.window_steps(image, kernel, stride))
        output = by_hand.convolve(image[None, :, :, None], kernel[:, :, None, None], stride=stride)[0, :, :, 0]
        assert [step.total for step in steps] == output.ravel().tolist()
        assert all(np.array_equal(step.products, step.patch * kernel) for step in steps)
        assert (steps[1].row, steps[1].column) == (0, stride)
    with pytest.raises(ValueError, match="does not fit"):
        list(by_hand.window_steps(image, np.ones((7, 2))))


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="the same channels"):
        by_hand.convolve(np.ones((1, 5, 5, 3)), np.ones((3, 3, 1, 2)))
    with pytest.raises(ValueError, match="the same channels"):
        by_hand.convolve(np.ones((5, 5)), np.ones((3, 3, 1, 2)))


def test_the_bare_operation_is_not_to_be_relied_on():
    """It may return an empty tensor, garbage or an error; whichever it is, no number of it is right."""
    from threenets.cnn import pitfalls

    assert pitfalls.raw_convolution_by_onednn() in (-1, 0, 6 * 6 * 32, 6 * 6 * 64)

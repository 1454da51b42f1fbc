"""The networks of the chapter on convolutional networks, as plain Keras models.

Layers have fixed names, so that `threenets.training` sees that two networks are equal and compiles them once.
"""

from __future__ import annotations

import keras
from keras import layers

IMAGE = (32, 32, 3)
CLASSES = 10
SCALINGS = ("unit", "raw", "standard")
POOLINGS = ("max", "average", "none")
# Mean and deviation of the red, green and blue values of CIFAR-10's training images, in grey levels of 0 to 255.
CHANNEL_MEAN, CHANNEL_DEVIATION = (124.1, 122.9, 112.5), (62.5, 61.9, 66.4)


def scaling_layer(kind="unit"):
    """The first layer: "unit" divides the pixels 0 to 255 by 255, "standard" also subtracts each channel's mean and
    divides by its deviation, "raw" leaves them as they are.

    Raises
    ------
    ValueError
        For another kind.
    """
    if kind == "raw":
        return layers.Rescaling(1.0, name="scale")
    if kind == "unit":
        return layers.Rescaling(1 / 255, name="scale")
    if kind == "standard":
        scale = [1 / deviation for deviation in CHANNEL_DEVIATION]
        offset = [-mean / deviation for mean, deviation in zip(CHANNEL_MEAN, CHANNEL_DEVIATION, strict=True)]
        return layers.Rescaling(scale, offset, name="scale")
    raise ValueError(f"unknown scaling {kind!r}: use one of {', '.join(SCALINGS)}")


def pooling_layer(kind, name):
    """Halve height and width: by the largest value of 2 x 2, by their mean, or by keeping every second value.

    Raises
    ------
    ValueError
        For another kind than "max", "average" and "none".
    """
    if kind == "max":
        return layers.MaxPool2D(2, strides=2, padding="same", name=name)
    if kind == "average":
        return layers.AveragePooling2D(2, strides=2, padding="same", name=name)
    if kind == "none":
        return layers.MaxPool2D(1, strides=2, padding="same", name=name)
    raise ValueError(f"unknown pooling {kind!r}: use one of {', '.join(POOLINGS)}")


def _chain(name, parts, seed, image=IMAGE):
    if seed is not None:
        keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input(image, name="image"), *(part() for part in parts)], name=name)


def _conv(filters, kernel, name, strides=1, padding="same"):
    return lambda: layers.Conv2D(filters, kernel, strides=strides, padding=padding, activation="relu", name=name)


def _dense(units, name, activation="relu"):
    return lambda: layers.Dense(units, activation=activation, name=name)


def broken(seed=None):
    """The network that cannot be built: its maps shrink from 32 to 12 and 6, and then 7 x 7 does not fit into 6 x 6.

    Raises
    ------
    ValueError
        From Keras, always.
    """
    return _chain("broken", [
        _conv(16, 9, "conv1", 2, "valid"), _conv(32, 7, "conv2", 1, "valid"), _conv(64, 7, "conv3", 1, "valid"),
        lambda: layers.Flatten(name="flatten"), _dense(64, "hidden"), _dense(CLASSES, "classes", "softmax"),
    ], seed)


def classifier(*, scaling="unit", pooling="max", image=IMAGE, seed=None):
    """The chapter's network: two convolutions, two poolings, three dense layers.

    Parameters
    ----------
    scaling : {"unit", "raw", "standard"}
        See `scaling_layer`.
    pooling : {"max", "average", "none"}
        See `pooling_layer`. Shapes and parameters are the same for all three.
    image : tuple of int
        Height, width and channels.
    seed : int, optional
        Given to `keras.utils.set_random_seed` before the weights are drawn.

    Returns
    -------
    keras.Sequential
        Shape (n, 32, 32, 3), pixels 0 to 255, to (n, 10); every row of the output sums to 1. 448 + 4,640 + 32,832 +
        2,080 + 330 = 40,330 parameters.
    """
    return _chain("classifier", [
        lambda: scaling_layer(scaling),
        _conv(16, 3, "conv1", 2), lambda: pooling_layer(pooling, "pool1"),
        _conv(32, 3, "conv2"), lambda: pooling_layer(pooling, "pool2"),
        lambda: layers.Flatten(name="flatten"),
        _dense(64, "hidden1"), _dense(32, "hidden2"), _dense(CLASSES, "classes", "softmax"),
    ], seed, image)


def without_dense(seed=None):
    """A classifier without any dense layer: a 1 x 1 convolution gives ten maps, each map's mean is a class's score.

    448 + 4,640 + 330 = 5,418 parameters.
    """
    return _chain("without_dense", [
        scaling_layer, _conv(16, 3, "conv1", 2), lambda: pooling_layer("max", "pool1"),
        _conv(32, 3, "conv2"), lambda: pooling_layer("max", "pool2"),
        lambda: layers.Conv2D(CLASSES, 1, name="class_maps"),
        lambda: layers.GlobalAveragePooling2D(name="mean"), lambda: layers.Softmax(name="classes"),
    ], seed)


def perceptron(hidden, *, image=IMAGE, seed=None):
    """Dense layers only: the pixels in a row, one hidden layer per entry of `hidden`, ten classes."""
    return _chain("perceptron", [
        scaling_layer, lambda: layers.Flatten(name="flatten"),
        *(_dense(units, f"hidden{number}") for number, units in enumerate(hidden, start=1)),
        _dense(CLASSES, "classes", "softmax"),
    ], seed, image)


def kernel_block(kernels, channels=16, seed=None):
    """A classifier whose middle is a stack of convolutions: ``(5,)`` or ``(3, 3)``, which both see 5 x 5.

    Parameters
    ----------
    kernels : sequence of int
        Sizes of the stacked kernels, all with `channels` filters.
    """
    middle = [_conv(channels, kernel, f"middle{number}") for number, kernel in enumerate(kernels, start=1)]
    return _chain("kernel_block", [
        scaling_layer, _conv(channels, 3, "conv1", 2), lambda: pooling_layer("max", "pool1"), *middle,
        lambda: pooling_layer("max", "pool2"), lambda: layers.Flatten(name="flatten"),
        _dense(64, "hidden1"), _dense(CLASSES, "classes", "softmax"),
    ], seed)

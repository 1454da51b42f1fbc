"""Which input pixels a unit of a convolutional network can see: by formula, by gradient, and in a trained network."""

from __future__ import annotations

from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from threenets.cnn.sizes import convolution

_WINDOWS = (layers.Conv2D, layers.MaxPool2D, layers.AveragePooling2D)


class Field(NamedTuple):
    """What the units after a layer see, along one axis.

    layer : str
    size : int, width of the field in input pixels
    jump : int, input pixels between the fields of neighbouring units
    start : int, first pixel of the first unit's field; negative if it begins in the padding
    units : int, number of units along the axis
    reach : int or None, input pixels (the first ones) that the layers before see at all; None: every pixel. A stride
        without padding may leave out the last ones, and padding behind it does not bring them back.
    """

    layer: str
    size: int
    jump: int
    start: int
    units: int
    reach: int | None = None

    def pixels(self, unit, image) -> range:
        """Pixels that a unit sees of an image of so many pixels: its field, cut off at the border."""
        first = self.start + unit * self.jump
        return range(max(first, 0), min(first + self.size, image, image if self.reach is None else self.reach))


def fields(model) -> list[Field]:
    """Receptive fields along the height of a chain of layers, by formula, up to the first layer that sees everything.

    A window of k pixels over units that lie j input pixels apart widens the field by ``(k - 1) * j``; its stride
    multiplies j. Padding moves the field's start, not its size.

    Parameters
    ----------
    model : keras.Sequential
        Built; windows (convolutions and poolings) are assumed square.
    """
    found, size, jump, start, units = [], 1, 1, 0, model.input_shape[1]
    reach = units
    for layer in _windows(model):
        kernel, stride, padding = _geometry(layer)
        step = convolution(units, kernel, stride, padding)
        size, start = size + (kernel - 1) * jump, start - step.before * jump
        jump, units = jump * stride, step.output
        found.append(Field(layer.name, size, jump, start, units, reach))
        reach = min(reach, start + (units - 1) * jump + size)
    return found


def seen_by(model, layer, unit, image=None) -> np.ndarray:
    """Which input pixels have an influence on one unit: by gradient, on a copy of the model made for it.

    In the copy all weights are 1, nothing is bent, and the largest value of a pool is replaced by the mean, so that no
    influence is lost or cancelled: the gradient is other than 0 exactly where there is a connection.

    Parameters
    ----------
    model : keras.Sequential
    layer : str
        Name of a convolution or pooling.
    unit : tuple of int
        Row and column in the layer's output.
    image : int, optional
        Height and width of the input in place of the model's own.

    Returns
    -------
    array, shape (height, width), bool
    """
    side = image or model.input_shape[1]
    names = [each.name for each in _windows(model)]
    probe = keras.Sequential([keras.Input((side, side, 1))])
    for each in _windows(model)[:names.index(layer) + 1]:
        kernel, stride, padding = _geometry(each)
        if isinstance(each, layers.Conv2D):
            probe.add(layers.Conv2D(1, kernel, strides=stride, padding=padding, use_bias=False, kernel_initializer="ones"))
        else:
            probe.add(layers.AveragePooling2D(kernel, strides=stride, padding=padding))
    return _gradient(probe, np.ones((1, side, side, 1), np.float32), unit)[0, :, :, 0] > 0


def influence(model, layer, unit, images) -> np.ndarray:
    """How much each input pixel moves one place of a layer's maps in the trained network, on average.

    Parameters
    ----------
    model, layer, unit
        As for `seen_by`.
    images : array, shape (n, height, width, channels)

    Returns
    -------
    array, shape (height, width), float32
        Mean absolute gradient over images and channels of the sum of all maps at that place; scaled so that the sum
        over the pixels is 1.
    """
    part = keras.Model(model.inputs, model.get_layer(layer).output)
    found = np.abs(_gradient(part, np.asarray(images, np.float32), unit)).mean(axis=(0, 3))
    return found / found.sum()


def _gradient(model, images, unit):
    inputs = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        value = tf.reduce_sum(model(inputs)[:, unit[0], unit[1]])
    return tape.gradient(value, inputs).numpy()


def _windows(model):
    return [layer for layer in model.layers if isinstance(layer, _WINDOWS)]


def _geometry(layer):
    kernel = layer.kernel_size if isinstance(layer, layers.Conv2D) else layer.pool_size
    return kernel[0], layer.strides[0], layer.padding

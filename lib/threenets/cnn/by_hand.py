"""A convolution written out in NumPy, to see what a convolutional layer does."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from threenets.cnn.sizes import convolution


class Position(NamedTuple):
    """One position of the window.

    row, column : upper left corner of the window in the (padded) image
    patch, products : arrays of the shape of the kernel
    total : their sum, one number of the output
    """

    row: int
    column: int
    patch: np.ndarray
    products: np.ndarray
    total: float


def window_steps(image, kernel, stride=1):
    """Yield the `Position` of the window at each step, row by row, without padding.

    Parameters
    ----------
    image : array, shape (height, width)
    kernel : array, shape (height, width), not larger than the image
    stride : int

    Raises
    ------
    ValueError
        If the window does not fit.
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    rows, columns = (convolution(n, k, stride).output for n, k in zip(image.shape, kernel.shape, strict=True))
    for row in range(0, rows * stride, stride):
        for column in range(0, columns * stride, stride):
            patch = image[row:row + kernel.shape[0], column:column + kernel.shape[1]]
            yield Position(row, column, patch, patch * kernel, (patch * kernel).sum())


def convolve(images, kernels, bias=None, *, stride=1, padding="valid") -> np.ndarray:
    """What ``keras.layers.Conv2D`` computes: each kernel slides over all channels, and its products are summed.

    Strictly speaking this is a cross-correlation: a convolution in the mathematical sense turns the kernel by half a
    turn first. Since kernels are learned, nothing depends on it.

    Parameters
    ----------
    images : array, shape (images, height, width, channels)
    kernels : array, shape (kernel height, kernel width, channels, filters)
    bias : array, shape (filters,), optional
    stride : int
    padding : {"valid", "same"}

    Returns
    -------
    array, shape (images, output height, output width, filters), float64

    Raises
    ------
    ValueError
        If the shapes do not fit, or the window does not fit into the images.
    """
    images, kernels = np.asarray(images, dtype=float), np.asarray(kernels, dtype=float)
    if images.ndim != 4 or kernels.ndim != 4 or images.shape[3] != kernels.shape[2]:
        raise ValueError("images (images, height, width, channels) and kernels (height, width, channels, filters) must "
                         f"have the same channels, not the shapes {images.shape} and {kernels.shape}")
    height, width = kernels.shape[:2]
    rows = convolution(images.shape[1], height, stride, padding)
    columns = convolution(images.shape[2], width, stride, padding)
    padded = np.pad(images, [(0, 0), rows[1:], columns[1:], (0, 0)])
    output = np.zeros((len(images), rows.output, columns.output, kernels.shape[3]))
    for row in range(rows.output):
        for column in range(columns.output):
            top, left = row * stride, column * stride
            patch = padded[:, top:top + height, left:left + width]
            output[:, row, column] = np.tensordot(patch, kernels, axes=3)
    return output if bias is None else output + np.asarray(bias)


def half_turn(kernel) -> np.ndarray:
    """The kernel turned by half a turn: with it, `convolve` is a convolution in the mathematical sense."""
    return np.asarray(kernel)[::-1, ::-1]

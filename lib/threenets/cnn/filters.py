"""What filters respond to: response maps, the patches that excite a filter most, and how edge-like a kernel is."""

from __future__ import annotations

import keras
import numpy as np

from threenets.cnn import receptive
from threenets.training import predict


def luminance(images) -> np.ndarray:
    """Grey values from colours, shape (n, height, width), float32: the mean of red, green and blue."""
    return np.asarray(images, np.float32).mean(axis=-1)


def response(image, kernel) -> np.ndarray:
    """Response of one kernel at each place of a grey image, without padding: products summed, nothing else.

    Parameters
    ----------
    image : array, shape (height, width)
    kernel : array, shape (kernel height, kernel width)
    """
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(image, float), np.shape(kernel))
    return np.einsum("ijkl,kl->ij", windows, np.asarray(kernel, float))


def without_mean(kernel) -> np.ndarray:
    """The kernel minus its mean: it answers 0 to any uniform patch, however bright."""
    return np.asarray(kernel, float) - np.mean(kernel)


def busiest_patch(image, size) -> tuple[int, int]:
    """Row and column of the patch with the largest contrast (variance) in a grey image of shape (height, width)."""
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(image, float), (size, size))
    spread = windows.var(axis=(2, 3))
    return tuple(int(n) for n in np.unravel_index(spread.argmax(), spread.shape))


def strongest_patches(model, layer, images, count=6) -> tuple[np.ndarray, np.ndarray]:
    """For each filter of a layer the patches of input pixels that it responds to most, one per image at most.

    Parameters
    ----------
    model : keras.Sequential
    layer : str
        Name of a convolution or pooling.
    images : array, shape (n, height, width, channels), uint8
    count : int
        Patches for each filter.

    Returns
    -------
    patches : array, shape (filters, count, size, size, channels), uint8
        As large as the receptive field; what lies beyond the image's border is black.
    responses : array, shape (filters, count), float32
        In falling order. A filter that never responds has zeros.
    """
    maps = predict(keras.Model(model.inputs, model.get_layer(layer).output), images, 500)
    field = next(each for each in receptive.fields(model) if each.layer == layer)
    flat = maps.reshape(len(maps), -1, maps.shape[3])
    places, peaks = flat.argmax(axis=1), flat.max(axis=1)
    patches = np.zeros((maps.shape[3], count, field.size, field.size, images.shape[3]), images.dtype)
    chosen = np.argsort(-peaks, axis=0, kind="stable")[:count]
    side = field.size + maps.shape[1] * field.jump
    for number in range(maps.shape[3]):
        for rank, row in enumerate(chosen[:, number]):
            padded = np.pad(images[row], [(side, side), (side, side), (0, 0)])
            top, left = (side + field.start + int(n) * field.jump for n in divmod(places[row, number], maps.shape[2]))
            patches[number, rank] = padded[top:top + field.size, left:left + field.size]
    return patches, np.take_along_axis(peaks, chosen, axis=0).T


def silent_share(model, layer, images) -> float:
    """Share of images for which every unit of a layer is 0, so that all of them look alike to the next layer."""
    outputs = predict(keras.Model(model.inputs, model.get_layer(layer).output), images)
    return float(np.mean(outputs.reshape(len(outputs), -1).max(axis=1) <= 0))


def edge_likeness(kernels) -> np.ndarray:
    """How much each kernel looks like the best oriented edge, from 0 to 1.

    The colours are summed and the mean is taken away. What is left is compared with every oriented edge of the form
    ``x cos(angle) + y sin(angle)``: the value is the largest correlation over all angles, found by projection.

    Parameters
    ----------
    kernels : array, shape (size, size, channels, filters)

    Returns
    -------
    array, shape (filters,), float64
        0 for a kernel that is constant.
    """
    kernels = np.asarray(kernels, float).sum(axis=2)
    size = kernels.shape[0]
    flat = kernels.reshape(size * size, -1)
    flat = flat - flat.mean(axis=0)
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    edges = np.stack([each.ravel() / np.linalg.norm(each) for each in (x, y)])
    lengths = np.linalg.norm(flat, axis=0)
    return np.linalg.norm(edges @ flat, axis=0) / np.where(lengths > 0, lengths, 1)

"""Checks of what a figure is given, with errors that say what would be right."""

import numpy as np


def numbers(values, name):
    """Return `values` as an array of numbers; ValueError if they are none, or rows of different lengths."""
    try:
        array = np.asarray(values)
    except ValueError as problem:
        raise ValueError(f"{name} must be a full table: give every seed the same number of values") from problem
    if array.dtype.kind not in "buif":
        raise ValueError(f"{name} must hold numbers, not {array.dtype}")
    return array


def finite(values, name, dimensions):
    """Return `values` as an array of so many dimensions; ValueError if empty, of other shape, or not finite."""
    array = numbers(values, name)
    if array.ndim != dimensions or array.size == 0:
        raise ValueError(f"{name} must be a non-empty array of {dimensions} dimension(s), not of shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds values that are not finite: look for a diverged training")
    return array


def pictures(values, name, limits=None):
    """Return images of shape (images, height, width); flattened square images are unfolded.

    Raises
    ------
    ValueError
        If the shape is neither (images, height, width) nor (images, side * side), or a value is outside `limits`.
    """
    shape = np.shape(values)
    side = int(round(np.sqrt(shape[1]))) if len(shape) == 2 else 0
    if len(shape) == 2 and side * side == shape[1]:
        images = finite(values, name, 2).reshape(-1, side, side)
    elif len(shape) == 3:
        images = finite(values, name, 3)
    else:
        raise ValueError(f"{name} must have the shape (images, 28, 28) or (images, 784), not {shape}")
    if limits and (images.min() < limits[0] or images.max() > limits[1]):
        raise ValueError(
            f"{name} must lie between {limits[0]:g} and {limits[1]:g}, but runs from {images.min():g} "
            f"to {images.max():g}: is it normalised as this figure expects?"
        )
    return images


def class_labels(labels, count, class_names):
    """Return labels as integers of shape (count,); ValueError if another number of them or outside the classes."""
    array = np.asarray(labels)
    if array.shape != (count,) or array.dtype.kind not in "iu":
        raise ValueError(f"labels must be {count} whole numbers, not {array.dtype} of shape {array.shape}")
    if array.min() < 0 or array.max() >= len(class_names):
        raise ValueError(f"labels must lie between 0 and {len(class_names) - 1}: there are {len(class_names)} classes")
    return array


def table(results, name):
    """Return {key: values} with every entry a 1-D array; ValueError if empty or not a dictionary."""
    if not isinstance(results, dict) or not results:
        raise ValueError(f"{name} must be a dictionary with at least one entry, not {type(results).__name__}")
    found = {}
    for key, values in results.items():
        entry = f"{name}[{key!r}]"
        found[key] = finite(np.atleast_1d(numbers(values, entry)), entry, 1)
    return found

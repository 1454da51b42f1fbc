"""What happens to features and predictions when a picture moves by a few pixels."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from threenets.training import predict

DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0))  # right, left, down, up


def shift(images, rows, columns) -> np.ndarray:
    """Move images down by `rows` and right by `columns` pixels; what comes in repeats the pixels of the border.

    Parameters
    ----------
    images : array, shape (n, height, width, channels)
    rows, columns : int
        Negative: up, left.

    Returns
    -------
    array of the shape and type of `images`
    """
    images = np.asarray(images)
    height, width = images.shape[1:3]
    down = np.clip(np.arange(height) - rows, 0, height - 1)
    right = np.clip(np.arange(width) - columns, 0, width - 1)
    return images[:, down][:, :, right]


def random_features(images, seed=1, filters=32, kernel=3) -> np.ndarray:
    """Feature maps of a convolution with random weights and ReLU, shape (n, height, width, filters), zero padding."""
    images = np.asarray(images, np.float32) / 255
    random = np.random.default_rng(seed)
    weights = random.normal(size=(kernel, kernel, images.shape[3], filters)).astype(np.float32)
    return tf.nn.relu(tf.nn.conv2d(images, weights, 1, "SAME")).numpy()


def pooled(maps, size) -> np.ndarray:
    """Largest value of each block of size x size, shape (n, height / size, width / size, filters)."""
    return tf.nn.max_pool2d(maps, size, size, "VALID").numpy()


def relative_change(before, after) -> float:
    """Length of the difference, relative to the length of what was before; mean over the images (first axis)."""
    before, after = (np.asarray(values).reshape(len(before), -1) for values in (before, after))
    return float(np.mean(np.linalg.norm(after - before, axis=1) / np.linalg.norm(before, axis=1)))


def changes_by_pooling(images, sizes=(1, 2, 4, 8, 32), distance=1, seed=1) -> dict[int, float]:
    """Relative change of random features under a shift, by the size of the pools (1: none; 32: the whole map).

    Mean over the four directions.
    """
    found = {size: [] for size in sizes}
    before = random_features(images, seed)
    for rows, columns in DIRECTIONS:
        after = random_features(shift(images, rows * distance, columns * distance), seed)
        for size, changes in found.items():
            changes.append(relative_change(pooled(before, size), pooled(after, size)))
    return {size: float(np.mean(changes)) for size, changes in found.items()}


def robustness(model, images, labels, distances=range(9)) -> dict[str, list[float]]:
    """How a network's answers bear shifts, for each distance; means over the four directions.

    Returns
    -------
    dict of lists, one value per distance
        "distance"; "unchanged": share of images whose predicted class stays what it was without a shift (so 1 at the
        distance 0); "accuracy": share of images that are named rightly.
    """
    before = predict(model, images).argmax(axis=1)
    found = {"distance": list(distances), "unchanged": [], "accuracy": []}
    for distance in distances:
        answers = [before] if distance == 0 else [
            predict(model, shift(images, rows * distance, columns * distance)).argmax(axis=1) for rows, columns in DIRECTIONS]
        found["unchanged"].append(float(np.mean([answer == before for answer in answers])))
        found["accuracy"].append(float(np.mean([answer == labels for answer in answers])))
    return found

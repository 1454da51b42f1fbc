"""Fair choices of images."""

import numpy as np
from numpy.typing import ArrayLike

from threenets.data.errors import DataError


def sample_per_class(labels: ArrayLike, per_class: int, seed: int) -> np.ndarray:
    """Choose the same number of examples of every class, at random and without repetition.

    With the same labels and seed, a smaller sample is the beginning of each class's part of a larger one.

    Parameters
    ----------
    labels : array_like of int, shape (count,)
        Label of each example.
    per_class : int
        How many examples of each class that occurs in `labels`; at least 1.
    seed : int
        Seed of the choice.

    Returns
    -------
    numpy.ndarray
        int64 positions in `labels`, shape (classes * per_class,): first those of the smallest label, and so on.

    Raises
    ------
    DataError
        If the labels are not a list of whole numbers, or a class has too few examples.
    """
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.size == 0 or labels.dtype.kind not in "iu":
        found = f"Labels of shape {labels.shape} and type {labels.dtype} were given"
        raise DataError(f"{found}; expected whole numbers in one dimension.")
    if isinstance(per_class, bool) or not isinstance(per_class, (int, np.integer)) or per_class < 1:
        raise DataError(f"per_class is {per_class!r}; expected a whole number of at least 1.")
    random = np.random.default_rng(seed)
    chosen = []
    for label, count in zip(*np.unique(labels, return_counts=True), strict=True):
        if count < per_class:
            raise DataError(f"Class {label} has {count} examples; {per_class} of each class were asked for.")
        # The whole class is shuffled, so that what follows does not depend on per_class.
        chosen.append(random.permutation(np.flatnonzero(labels == label))[:per_class])
    return np.concatenate(chosen).astype(np.int64, copy=False)

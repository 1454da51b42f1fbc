"""Mistakes that are easily made in this chapter, kept so that a page can show what they cost. Never use them."""

from __future__ import annotations

import numpy as np

from threenets.fcn.transform import MIDDLE, keep_mask


def mask_with_zero_taken_as_no_seed(x, keep_probability=0.5, seed=None) -> np.ndarray:
    """Mistake: ``if seed:`` is false for the seed 0, so that "seed 0" gives another mask on every call.

    A second mistake comes with it: seeding NumPy's global generator changes the random numbers of everybody else.
    """
    if seed:
        np.random.seed(seed)
    return x * np.random.binomial(n=1, p=keep_probability, size=x.shape).astype("float32")


def mask_then_normalise(images, keep_probability=0.5, seed=None) -> np.ndarray:
    """Mistake: hiding grey values 0 to 255 first. A hidden pixel becomes -1, black, and not the 0 of the training.

    `images` has the shape (n, height, width), uint8; the result (n, pixels), float32. The same arguments hide the
    same pixels as `transform.mask_pixels` does.
    """
    return (mask_without_normalising(images, keep_probability, seed) - MIDDLE) / MIDDLE


def mask_without_normalising(images, keep_probability=0.5, seed=None) -> np.ndarray:
    """Mistake: forgetting to normalise. The network gets values up to 255 and has never seen one above 1.

    Shapes as for `mask_then_normalise`.
    """
    pixels = np.asarray(images).reshape(len(images), -1).astype(np.float32)
    return pixels * keep_mask(pixels.shape, keep_probability, seed)


def normalise_in_float64(images) -> np.ndarray:
    """Mistake: dividing integers gives float64, twice the memory of the float32 that a network computes with."""
    return ((np.asarray(images) - 128.0) / 128.0).reshape(len(images), -1)

"""Grey-scale images to network inputs: scaling, its inverse, and hiding pixels."""

from __future__ import annotations

import numpy as np

MIDDLE = 128  # the grey value that becomes 0


def normalise(images) -> np.ndarray:
    """Flatten images and scale their pixels with (x - 128) / 128.

    Parameters
    ----------
    images : array, shape (n, height, width) or (n, pixels), uint8
        Grey values from 0 (background) to 255.

    Returns
    -------
    array, shape (n, height * width), float32
        From -1 (grey value 0) to 0.9921875 (grey value 255): -1 is reached, +1 is not.

    Raises
    ------
    TypeError
        If the pixels are not uint8, for example because they have been scaled already.
    ValueError
        If there is no axis of images.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8:
        raise TypeError(f"normalise takes the grey values 0 to 255 as uint8, got {images.dtype}: "
                        "give it the images as they were loaded, once")
    if images.ndim < 2:
        raise ValueError(f"normalise takes images of shape (n, height, width), got {images.shape}: "
                         "for a single image use images[:1]")
    scaled = images.reshape(len(images), -1).astype(np.float32)  # in float64, 60,000 digits would take 376 MB
    scaled -= MIDDLE
    scaled /= MIDDLE
    return scaled


def denormalise(x, shape=(28, 28)) -> np.ndarray:
    """Turn values from [-1, 1] back into grey values, the inverse of `normalise`.

    Parameters
    ----------
    x : array, shape (n, height * width), real
    shape : tuple of int
        Height and width of one image in pixels.

    Returns
    -------
    array, shape (n, height, width), uint8
        Rounded; what lies outside of 0 to 255 is clipped. A hidden pixel (0) comes back as the middle grey 128.
    """
    grey = np.asarray(x, dtype=np.float32) * MIDDLE + MIDDLE
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8).reshape(-1, *shape)


def keep_mask(shape, keep_probability, seed) -> np.ndarray:
    """Draw which pixels stay visible: one coin toss (Bernoulli trial) per pixel.

    Parameters
    ----------
    shape : tuple of int
    keep_probability : float
        Probability that a pixel is kept, from 0 to 1 (the probability of hiding it is the rest).
    seed : int or None
        Of a generator of its own; NumPy's global one is left alone. 0 is a seed like any other; only None means
        "different on every call".

    Returns
    -------
    array of `shape`, bool
        True where the pixel is kept.

    Raises
    ------
    ValueError
        If `keep_probability` is not a number from 0 to 1 or `seed` is negative.
    """
    if not 0 <= keep_probability <= 1:
        raise ValueError(f"keep_probability must lie between 0 and 1, got {keep_probability}")
    random = np.random.default_rng(seed)
    return random.random(shape, dtype=np.float32) < keep_probability


def mask_pixels(x, keep_probability=0.5, seed=None, *, hidden_value=0.0) -> np.ndarray:
    """Hide pixels at random: a copy of `x` in which every hidden pixel has the same value.

    Parameters
    ----------
    x : array, any shape, real
        Normalised pixels, so that 0 is the middle grey. It is not changed.
    keep_probability, seed
        See `keep_mask`; the same arguments hide the same pixels.
    hidden_value : float
        What a hidden pixel is replaced with: 0 is the middle grey, -1 the black of the background.

    Returns
    -------
    array of the shape of `x`, float32
    """
    x = np.asarray(x, dtype=np.float32)
    return np.where(keep_mask(x.shape, keep_probability, seed), x, np.float32(hidden_value))


def fresh_mask(batch, seed, keep_probability=0.5):
    """Hide pixels of one batch during training; what `threenets.training.train` takes as ``corrupt``.

    Parameters
    ----------
    batch : tensor, any shape, float32
    seed : tensor, shape (2,), int32
    keep_probability : float

    Returns
    -------
    tensor of the shape of `batch`, float32
        `batch` with every hidden pixel set to 0; the same seed hides the same pixels.
    """
    import tensorflow as tf  # here, so that the NumPy functions above need no TensorFlow

    coin = tf.random.stateless_uniform(tf.shape(batch), seed)
    return tf.where(coin < keep_probability, batch, tf.zeros_like(batch))

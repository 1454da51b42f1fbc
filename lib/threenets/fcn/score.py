"""How far a restoration is from the truth."""

from __future__ import annotations

import numpy as np

GREY_RANGE = 255 / 128  # distance from black to white in normalised pixels


def mean_squared_error(restored, clean, where=None) -> float:
    """Mean squared error over all pixels, or over those that `where` marks.

    Parameters
    ----------
    restored, clean : array, shape (n, pixels)
    where : array, shape (n, pixels), bool, optional
        For the error on the missing pixels alone: ``~keep``.

    Returns
    -------
    float
        In squared units of the normalised grey value; nan if `where` marks nothing.

    Raises
    ------
    ValueError
        If the shapes differ (NumPy would stretch one of them silently).
    """
    return _mean(np.square(_difference(restored, clean)), where)


def mean_absolute_error(restored, clean, where=None) -> float:
    """Mean absolute error in units of the normalised grey value (1 unit = 128 grey levels).

    Parameters, result and errors are those of `mean_squared_error`.
    """
    return _mean(np.abs(_difference(restored, clean)), where)


def peak_signal_to_noise_ratio(restored, clean) -> float:
    """PSNR in decibels: 10 log10(R^2 / MSE), where R is the distance from black to white and MSE that of all pixels.

    Higher is better; infinite for a perfect restoration. Raises what `mean_squared_error` raises.
    """
    error = mean_squared_error(restored, clean)
    return float("inf") if error == 0 else float(10 * np.log10(GREY_RANGE**2 / error))


def ink_accuracy(restored, clean) -> float:
    """Share of pixels put on the right side of the middle grey (ink or background): an accuracy for a regression."""
    return float(np.mean((np.asarray(restored) > 0) == (np.asarray(clean) > 0)))


def _difference(restored, clean):
    restored, clean = np.asarray(restored, dtype=np.float32), np.asarray(clean, dtype=np.float32)
    if restored.shape != clean.shape:
        raise ValueError(f"restored and clean images must have the same shape, got {restored.shape} and {clean.shape}")
    return restored - clean


def _mean(values, where):
    if where is None:
        return float(values.mean(dtype=np.float64))
    where = np.asarray(where, dtype=bool)
    if where.shape != values.shape:
        raise ValueError(f"where must have the shape of the images {values.shape}, got {where.shape}")
    return float(values[where].mean(dtype=np.float64)) if where.any() else float("nan")

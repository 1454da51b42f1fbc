"""From a series to what a recurrent network takes: windows of inputs, each with the value that follows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

WINDOW = 12  # months that a network sees


class Windows(NamedTuple):
    """Inputs of shape (n, window, 1) and targets of shape (n, 1), both float32."""

    inputs: np.ndarray
    targets: np.ndarray


class Scaling(NamedTuple):
    """Mean and standard deviation of the values that a scaling was fitted to."""

    mean: float
    deviation: float

    def apply(self, values):
        """Shift and stretch, so that the fitted values get mean 0 and standard deviation 1."""
        return (np.asarray(values) - self.mean) / self.deviation

    def undo(self, values):
        """The inverse of `apply`."""
        return np.asarray(values) * self.deviation + self.mean


def make_windows(values, window=WINDOW) -> Windows:
    """Cut a series into every window of consecutive values and the value after it.

    Parameters
    ----------
    values : array, shape (n,), real
    window : int
        Values in a window.

    Returns
    -------
    Windows
        n - window of them: the first window that has a value after it begins at the first value, the last one ends
        just before the last value.

    Raises
    ------
    ValueError
        If `values` is not one-dimensional, or there is no value after the first window.
    """
    values = np.asarray(values, dtype=np.float32)
    if values.ndim != 1:
        raise ValueError(f"make_windows takes a series of shape (n,), got {values.shape}")
    if window < 1 or len(values) <= window:
        raise ValueError(f"a window of {window} values and one after it need more values than {len(values)}, "
                         "and a window at least one")
    rows = np.lib.stride_tricks.sliding_window_view(values, window + 1)
    return Windows(rows[:, :window, None].copy(), rows[:, window:].copy())


def split_windows(values, test, window=WINDOW) -> tuple[Windows, Windows]:
    """Windows whose target lies before the last `test` values, and windows whose target is one of these.

    A window of the second kind may reach back before the cut, since its values are known when the forecast is made;
    no window of the first kind reaches beyond it.

    Raises
    ------
    ValueError
        If no window is left on one side.
    """
    inputs, targets = make_windows(values, window)
    if not 1 <= test < len(inputs):
        raise ValueError(f"test must leave at least one of {len(inputs)} windows on either side, got {test}")
    return Windows(inputs[:-test], targets[:-test]), Windows(inputs[-test:], targets[-test:])


def fit_scaling(past) -> Scaling:
    """Mean and standard deviation of what was known when the model was made; never of what comes after.

    Raises
    ------
    ValueError
        If the values are all equal, so that they cannot be stretched.
    """
    past = np.asarray(past, float)
    deviation = float(past.std())
    if not deviation > 0:
        raise ValueError("values that are all equal have no spread to scale by")
    return Scaling(float(past.mean()), deviation)

"""Forecasts of many steps: each forecast is put into the window from which the next one is made."""

from __future__ import annotations

import functools
import json

import numpy as np

from threenets.rnn.series import restore_levels
from threenets.rnn.windows import WINDOW


def recursive(step, history, steps, window=WINDOW) -> np.ndarray:
    """Continue a series with a one-step function, in a plain Python loop.

    Parameters
    ----------
    step : callable
        ``step(values)`` gets an array of shape (window,), oldest first, and returns the next value. After the first
        step its values are partly, after `window` steps wholly, forecasts of its own.
    history : array, shape (at least window,), real
        What is known. It is not changed.
    steps : int
        Number of values to forecast.
    window : int

    Returns
    -------
    array, shape (steps,), float64

    Raises
    ------
    ValueError
        If `steps` is below 1 or the history shorter than the window.
    """
    values = list(_last_window(history, steps, window))
    for _ in range(steps):
        values.append(float(step(np.array(values[-window:]))))
    return np.array(values[window:])


def forecast_levels(step, levels, steps, window=WINDOW) -> np.ndarray:
    """Continue levels with a one-step function of their differences; other parameters as for `recursive`."""
    levels = np.asarray(levels, float)
    return restore_levels(levels[-1], recursive(step, np.diff(levels), steps, window))


def keras_step(model):
    """The one-step function that calls ``model.predict`` once a step: right, and slow."""
    def step(values):
        return model.predict(values.astype(np.float32)[None, :, None], verbose=0)[0, 0]

    return step


def forecast_differences(model, history, steps, window=WINDOW) -> np.ndarray:
    """Continue one or many series with a network, all steps in one compiled function.

    The same numbers as ``recursive(keras_step(model), ...)`` to within rounding. Networks of equal architecture share
    one compilation: their weights are copied into a twin.

    Parameters
    ----------
    model : keras.Sequential
        Shape (n, window, 1) to (n, 1).
    history : array, shape (at least window,) or (n, at least window), real
    steps, window : int

    Returns
    -------
    array, shape (steps,) or (n, steps), float32

    Raises
    ------
    ValueError
        As `recursive`.
    """
    import tensorflow as tf

    windows = np.atleast_2d(_last_window(history, steps, window)).astype(np.float32)
    twin, run = _compiled(type(model), json.dumps(model.get_config(), default=str), steps, window)
    for old, new in zip(model.variables, twin.variables, strict=True):
        new.assign(old)
    found = run(tf.constant(windows)).numpy()
    return found[0] if np.ndim(history) == 1 else found


@functools.lru_cache(maxsize=32)
def _compiled(kind, configuration, steps, window):
    import tensorflow as tf

    twin = kind.from_config(json.loads(configuration))

    @tf.function(input_signature=[tf.TensorSpec((None, window), tf.float32)])
    def run(values):
        found = tf.TensorArray(tf.float32, steps)
        for number in tf.range(steps):  # AutoGraph turns this into a loop inside the compiled function
            value = twin(values[:, :, None], training=False)
            found = found.write(number, value[:, 0])
            values = tf.concat([values[:, 1:], value], axis=1)
        return tf.transpose(found.stack())

    return twin, run


def _last_window(history, steps, window):
    history = np.asarray(history, float)
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    if history.shape[-1] < window:
        raise ValueError(f"a forecast needs the last {window} values, the history has {history.shape[-1]}")
    return history[..., -window:]

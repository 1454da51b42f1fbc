"""The networks of the chapter on recurrent networks, as plain Keras models."""

from __future__ import annotations

import keras
from keras import layers

from threenets.rnn.cells import GATES
from threenets.rnn.windows import WINDOW


def forecaster(kind="SimpleRNN", *, units=64, window=WINDOW, forget_bias=None, seed=None):
    """A network that reads a window of values and gives the next one.

    Parameters
    ----------
    kind : {"SimpleRNN", "LSTM", "GRU"}
        The recurrent layer; a dense layer of 64 ReLU units and a linear output follow.
    units : int
        Of the recurrent layer.
    window : int or None
        Steps of the input; None leaves them open. It has no influence on the number of parameters.
    forget_bias : float, optional
        Of an LSTM: where the biases of its forget gate start, in place of Keras' 1. The larger, the more open it starts.
    seed : int, optional
        Given to `keras.utils.set_random_seed` before the weights are drawn.

    Returns
    -------
    keras.Sequential
        Shape (n, window, 1) to (n, 1), float32. With the default arguments 4,224 + 4,160 + 65 = 8,449 parameters.

    Raises
    ------
    ValueError
        If the kind is unknown, or has no forget gate to be opened.
    """
    if kind not in GATES:
        raise ValueError(f"unknown kind {kind!r}: use one of {', '.join(GATES)}")
    if forget_bias is not None and kind != "LSTM":
        raise ValueError(f"forget_bias belongs to an LSTM: {kind} has no forget gate")
    if seed is not None:
        keras.utils.set_random_seed(seed)
    # Fixed names let `threenets.training` see that two networks are equal and compile them once.
    model = keras.Sequential([
        keras.Input((window, 1), name="window"),
        getattr(layers, kind)(units, name="recurrent"),
        layers.Dense(64, activation="relu", name="dense"),
        layers.Dense(1, name="output"),
    ], name="forecaster")
    if forget_bias is not None:
        recurrent = model.get_layer("recurrent")
        w, u, b = recurrent.get_weights()
        b[units:2 * units] = forget_bias  # the gates stand in the order input, forget, candidate, output
        recurrent.set_weights([w, u, b])
    return model

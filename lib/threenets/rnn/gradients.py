"""How slopes travel back through time: products of Jacobian matrices, by hand and by TensorFlow."""

from __future__ import annotations

import numpy as np

from threenets.rnn.cells import simple_rnn
from threenets.rnn.model import forecaster


def random_cell(units, gain, seed) -> list[np.ndarray]:
    """Weights of a simple recurrence with one input, whose recurrent matrix stretches every vector by `gain`.

    Returns
    -------
    list of W (1, units), U (units, units), b (units,), float64
        U is `gain` times a random orthogonal matrix, W uniform as Keras draws it, b zero.
    """
    random = np.random.default_rng(seed)
    orthogonal, triangular = np.linalg.qr(random.normal(size=(units, units)))
    limit = np.sqrt(6 / (1 + units))  # Glorot's
    return [random.uniform(-limit, limit, (1, units)), gain * orthogonal * np.sign(np.diag(triangular)), np.zeros(units)]


def jacobians(states, recurrent) -> np.ndarray:
    """Slope of each state with respect to the one before it, for h_t = tanh(... + h_(t-1) U ...).

    Parameters
    ----------
    states : array, shape (steps, units)
        States after each step of one sequence.
    recurrent : array, shape (units, units)
        U.

    Returns
    -------
    array, shape (steps, units, units)
        Entry [t, i, j] is the slope of unit j at step t with respect to unit i at the step before.
    """
    states = np.asarray(states, float)
    return np.asarray(recurrent, float)[None] * (1 - states**2)[:, None, :]


def slopes_by_hand(inputs, weights, readout) -> np.ndarray:
    """Slope of one output with respect to the input at each step, as a product of Jacobians (simple recurrence).

    Parameters
    ----------
    inputs : array, shape (steps,)
        One sequence with one feature.
    weights : sequence of W, U, b
    readout : array, shape (units,)
        The output is the last state times this vector.

    Returns
    -------
    array, shape (steps,)
    """
    w, u, _ = (np.asarray(part, float) for part in weights)
    states = simple_rnn(np.asarray(inputs, float)[None, :, None], weights, return_sequences=True)[0]
    back, found = np.asarray(readout, float), np.empty(len(states))
    for step in reversed(range(len(states))):
        inner = back * (1 - states[step] ** 2)  # slope with respect to what stands inside the tanh
        found[step] = w[0] @ inner
        back = u @ inner
    return found


def vanishing(gain, steps, units=64, seed=0) -> float:
    """How much weaker the first input acts on the last state than the last input does.

    The recurrence of `random_cell` reads `steps` random inputs of standard deviation 1. The result is the length of
    the slope (a vector) of the last state with respect to the first input, over that with respect to the last input.
    """
    weights = random_cell(units, gain, seed)
    inputs = np.random.default_rng([seed, steps]).normal(size=(1, steps, 1))
    states = simple_rnn(inputs, weights, return_sequences=True)[0]
    first, last = (weights[0][0] * (1 - state**2) for state in states[[0, -1]])
    for jacobian in jacobians(states, weights[1])[1:]:
        first = first @ jacobian
    return float(np.linalg.norm(first) / np.linalg.norm(last))


def input_slopes(model, inputs) -> np.ndarray:
    """Slope of a network's output with respect to the input at each step, by automatic differentiation.

    Parameters
    ----------
    model : keras.Model
        Shape (n, steps, 1) to (n, 1).
    inputs : array, shape (n, steps, 1)

    Returns
    -------
    array, shape (n, steps), float32
    """
    import tensorflow as tf

    values = tf.constant(np.asarray(inputs, np.float32))
    with tf.GradientTape() as tape:
        tape.watch(values)
        output = tf.reduce_sum(model(values, training=False))
    return tape.gradient(output, values).numpy()[:, :, 0]


def slopes_at_start(kind, steps, seed, **architecture) -> float:
    """How much weaker the first input acts on an untrained network's output than the last input does.

    Parameters
    ----------
    kind : {"SimpleRNN", "LSTM", "GRU"}
    steps, seed : int
        The network reads 20 sequences of random inputs of standard deviation 1; sizes of slopes are averaged over them.
    **architecture
        Passed on to `threenets.rnn.model.forecaster`.
    """
    inputs = np.random.default_rng([seed, steps]).normal(size=(20, steps, 1))
    sizes = np.abs(input_slopes(forecaster(kind, window=steps, seed=seed, **architecture), inputs)).mean(axis=0)
    return float(sizes[0] / sizes[-1])

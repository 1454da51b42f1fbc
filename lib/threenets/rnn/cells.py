"""The recurrences of Keras' layers written out in NumPy, and their numbers of parameters.

Weights are those of ``layer.get_weights()``: input weights (features, gates * units), recurrent weights
(units, gates * units), biases. Elman, Finding Structure in Time, 1990 (simple recurrence); Hochreiter and Schmidhuber,
Long Short-Term Memory, 1997, with the forget gate that is usual now; Cho and others, Learning Phrase Representations
using RNN Encoder-Decoder, 2014 (gated recurrent unit), in the variant that Keras calls ``reset_after``.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit as sigmoid

GATES = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}


def simple_rnn(inputs, weights, initial_state=None, return_sequences=False) -> np.ndarray:
    """Run h_t = tanh(x_t W + h_(t-1) U + b) over a batch of sequences.

    Parameters
    ----------
    inputs : array, shape (n, steps, features), real
    weights : sequence of W (features, units), U (units, units), b (units,)
    initial_state : array, shape (n, units), optional
        State before the first step; zero if not given, for every sequence of the batch.
    return_sequences : bool
        Return the state after every step and not only the last one.

    Returns
    -------
    array, shape (n, units), or (n, steps, units) with `return_sequences`; of the type of the inputs

    Raises
    ------
    ValueError
        If shapes do not fit.
    """
    inputs, (w, u, b) = _checked("SimpleRNN", inputs, weights)
    state, states = _start(inputs, u, initial_state), []
    for step in range(inputs.shape[1]):
        state = np.tanh(inputs[:, step] @ w + state @ u + b)
        states.append(state)
    return np.stack(states, axis=1) if return_sequences else state


def lstm(inputs, weights, return_sequences=False) -> np.ndarray:
    """Run the long short-term memory: gates decide what the memory c_t forgets, takes in and shows.

    Parameters, result and errors are those of `simple_rnn`; weights of the gates stand side by side in the order
    input, forget, candidate, output.
    """
    inputs, (w, u, b) = _checked("LSTM", inputs, weights)
    state, states = _start(inputs, u, None), []
    memory = np.zeros_like(state)
    for step in range(inputs.shape[1]):
        take, keep, candidate, show = np.split(inputs[:, step] @ w + state @ u + b, 4, axis=1)
        memory = sigmoid(keep) * memory + sigmoid(take) * np.tanh(candidate)
        state = sigmoid(show) * np.tanh(memory)
        states.append(state)
    return np.stack(states, axis=1) if return_sequences else state


def gru(inputs, weights, return_sequences=False) -> np.ndarray:
    """Run the gated recurrent unit: one gate mixes the old state with a candidate, one weakens it beforehand.

    Parameters, result and errors are those of `simple_rnn`; weights of the gates stand side by side in the order
    update, reset, candidate, and there are two rows of biases, for the inputs and for the state.
    """
    inputs, (w, u, b) = _checked("GRU", inputs, weights)
    state, states = _start(inputs, u, None), []
    for step in range(inputs.shape[1]):
        from_input = np.split(inputs[:, step] @ w + b[0], 3, axis=1)
        from_state = np.split(state @ u + b[1], 3, axis=1)
        keep, reset = (sigmoid(x + h) for x, h in zip(from_input[:2], from_state[:2], strict=True))
        candidate = np.tanh(from_input[2] + reset * from_state[2])
        state = keep * state + (1 - keep) * candidate
        states.append(state)
    return np.stack(states, axis=1) if return_sequences else state


def parameters(kind, units, features) -> int:
    """Number of parameters of a recurrent layer; the number of time steps does not occur in it.

    Parameters
    ----------
    kind : {"SimpleRNN", "LSTM", "GRU"}
    units, features : int

    Raises
    ------
    ValueError
        If the kind is unknown or a number is below 1.
    """
    if kind not in GATES:
        raise ValueError(f"unknown kind {kind!r}: use one of {', '.join(GATES)}")
    if units < 1 or features < 1:
        raise ValueError(f"units and features must be at least 1, got {units} and {features}")
    biases = 2 if kind == "GRU" else 1  # reset_after: one for the inputs, one for the state
    return GATES[kind] * units * (units + features + biases)


def _checked(kind, inputs, weights):
    inputs, parts = np.asarray(inputs), [np.asarray(part) for part in weights]
    if inputs.ndim != 3:
        raise ValueError(f"sequences have the shape (n, steps, features), got {inputs.shape}")
    if len(parts) != 3:
        raise ValueError(f"weights are three arrays, input, recurrent and bias, got {len(parts)}")
    units = parts[1].shape[0]
    wide = GATES[kind] * units
    expected = [(inputs.shape[2], wide), (units, wide), (2, wide) if kind == "GRU" else (wide,)]
    found = [part.shape for part in parts]
    if found != expected:
        raise ValueError(f"weights of {kind} for {units} units and {inputs.shape[2]} features have the shapes {expected}, "
                         f"got {found}")
    return inputs, parts


def _start(inputs, recurrent, initial_state):
    shape = len(inputs), len(recurrent)
    if initial_state is None:
        return np.zeros(shape, recurrent.dtype)
    if np.shape(initial_state) != shape:
        raise ValueError(f"the initial state has the shape {shape}, got {np.shape(initial_state)}")
    return np.asarray(initial_state)

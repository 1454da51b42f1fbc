"""Training, one whole epoch at a time.

``model.compile(optimizer="adam", loss="mse")`` followed by ``model.fit(...)`` is how a network is trained in Keras, and
what the pages show first. `fit` returns to Python after every batch; for networks as small as ours that costs more
time than the arithmetic. `train` does the same steps (forward pass, loss, gradient, Adam) but keeps the data in the
memory of the device and runs a whole epoch as one compiled function.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

LOSSES = ("mse", "sparse_categorical_crossentropy")


def train(model, inputs, targets, *, epochs, batch_size=64, seed=1, loss="mse", learning_rate=0.001,
          corrupt: Callable | None = None, held_out=None, after_epoch: Callable | None = None) -> dict[str, list[float]]:
    """Train `model` in place with Adam and say how the loss went.

    Every epoch visits all samples once in a new order; the last batch is smaller when `batch_size` does not divide
    their number. That is what ``fit`` does too.

    Parameters
    ----------
    model : keras.Sequential or keras.Model
        A built model made of layers (not a subclass with its own ``call``). Its weights are changed; it needs no
        ``compile``. Every call starts with a new Adam.
    inputs : array or tensor, shape (n, ...), float32 or uint8
        Pixels may stay uint8, which takes a quarter of the memory: each batch is turned into float32 by itself.
    targets : array or tensor, shape (n, ...), float32 for "mse"; shape (n,), whole numbers for the cross-entropy
    epochs : int
        0 leaves the model as it is.
    batch_size : int
    seed : int
        Of the order of the samples and of `corrupt`; 0 is a seed like any other. The weights are drawn when the
        model is built, so their seed belongs there.
    loss : {"mse", "sparse_categorical_crossentropy"}
    learning_rate : float
        Step size of Adam; the other constants of Adam are those of Keras.
    corrupt : callable, optional
        ``corrupt(batch, seed)`` gets a float32 tensor and an int32 tensor of two numbers that is new for every batch,
        and returns the damaged batch. It is compiled, so it must consist of TensorFlow operations. Pass the same
        function object again, not a new lambda, to spare a second compilation.
    held_out : tuple (inputs, targets), optional
        Data on which the model is judged after every epoch, as they are (`corrupt` is not applied).
    after_epoch : callable, optional
        ``after_epoch(history, network)`` is called after every epoch with the dict below as it is so far and a
        network that has the weights of that moment: copy what is to be kept.

    Returns
    -------
    dict of lists, one float per epoch
        ``loss`` and, for the cross-entropy, ``accuracy``: running means over the epoch, as Keras prints them (so not
        those at the end of the epoch). With `held_out` also ``held_out_loss`` and ``held_out_accuracy``.

    Raises
    ------
    ValueError, TypeError
        For data, a number or a model that cannot be trained with; the message says which and what to do.
    FloatingPointError
        When the loss is no longer a finite number.
    """
    _check(model, epochs, batch_size, seed, loss)
    inputs, targets = _tensors(inputs, targets, loss, "training")
    if held_out is not None:
        held_out = _tensors(*held_out, loss, "held-out")
    # Networks that are equal, down to the names of their layers, share one compiled epoch: compiling takes as long as
    # an epoch of training. Hence the training happens in a twin; the values go in before and out after.
    twin, optimizer, run_epoch = _compiled_epoch(type(model), json.dumps(model.get_config(), default=str), loss,
                                                 batch_size, corrupt, tuple(inputs.shape[1:]), tuple(targets.shape[1:]),
                                                 inputs.dtype)
    _copy(model, twin)
    for variable in optimizer.variables:
        variable.assign(tf.zeros_like(variable))
    optimizer.learning_rate = learning_rate
    order = np.random.default_rng(seed)
    history: dict[str, list[float]] = {"loss": []} if loss == "mse" else {"loss": [], "accuracy": []}
    for epoch in range(epochs):
        permutation = order.permutation(len(inputs)).astype(np.int32)
        means = run_epoch(inputs, targets, tf.constant(permutation), tf.constant([seed, epoch * len(inputs)])).numpy()
        if not np.isfinite(means[0]):
            raise FloatingPointError(f"the loss is {means[0]} in epoch {epoch + 1}: look for values that are not finite "
                                     "in the data, or use a smaller learning_rate")
        for values, mean in zip((history[name] for name in ("loss", "accuracy") if name in history), means, strict=True):
            values.append(float(mean))
        if held_out is not None:
            for name, score in _scores(twin, *held_out, loss).items():
                history.setdefault(f"held_out_{name}", []).append(score)
        if after_epoch is not None:
            after_epoch(history, twin)
    _copy(twin, model)
    return history


def predict(model, inputs, batch_size=2000) -> np.ndarray:
    """Outputs of `model` as float32, shape (n, ...); like ``model.predict``, without its start-up cost per model.

    `batch_size` bounds the memory that is needed and has no influence on the outputs beyond rounding.
    """
    inputs = np.asarray(inputs)
    if len(inputs) == 0:
        raise ValueError("there is nothing to predict: inputs has no rows")
    parts = [model(tf.constant(inputs[start:start + batch_size], tf.float32), training=False).numpy()
             for start in range(0, len(inputs), batch_size)]
    return np.concatenate(parts)


@functools.lru_cache(maxsize=32)
def _compiled_epoch(kind, configuration, loss, batch_size, corrupt, input_shape, target_shape, dtype):
    twin = kind.from_config(json.loads(configuration))
    optimizer = keras.optimizers.Adam()
    optimizer.build(twin.trainable_variables)
    loss_function = keras.losses.get(loss)

    def step(inputs, targets, rows, seed):
        batch = tf.gather(inputs, rows)
        if dtype != tf.float32:
            batch = tf.cast(batch, tf.float32)
        if corrupt is not None:
            batch = corrupt(batch, seed)
        wanted = tf.gather(targets, rows)
        with tf.GradientTape() as tape:
            outputs = twin(batch, training=True)
            value = tf.reduce_mean(loss_function(wanted, outputs))
        optimizer.apply(tape.gradient(value, twin.trainable_variables))
        if loss == "mse":
            return value[None]
        right = tf.reduce_mean(tf.cast(tf.argmax(outputs, axis=1, output_type=tf.int32) == wanted, tf.float32))
        return tf.stack([value, right])

    @tf.function
    def run_epoch(inputs, targets, order, seed):
        count = tf.shape(order)[0]
        total = tf.zeros(1 if loss == "mse" else 2)
        for start in tf.range(0, count, batch_size):  # AutoGraph turns this into a loop inside the compiled function
            rows = order[start:start + batch_size]
            value = step(inputs, targets, rows, tf.stack([seed[0], seed[1] + start]))
            total += value * tf.cast(tf.shape(rows)[0], tf.float32)
        return total / tf.cast(count, tf.float32)

    # Compiled once for every number of samples. Left to the first call, each number would be compiled anew, and
    # TensorFlow would warn of it.
    return twin, optimizer, run_epoch.get_concrete_function(
        tf.TensorSpec((None, *input_shape), dtype),
        tf.TensorSpec((None, *target_shape), tf.float32 if loss == "mse" else tf.int32),
        tf.TensorSpec((None,), tf.int32), tf.TensorSpec((2,), tf.int32))


def _scores(model, inputs, targets, loss) -> dict[str, float]:
    outputs = predict(model, inputs)
    values = np.asarray(keras.losses.get(loss)(targets, outputs))
    scores = {"loss": float(values.mean(dtype=np.float64))}
    if loss != "mse":
        scores["accuracy"] = float(np.mean(outputs.argmax(axis=1) == np.asarray(targets)))
    return scores


def _copy(source, destination):
    for old, new in zip(source.variables, destination.variables, strict=True):
        new.assign(old)


def _tensors(inputs, targets, loss, what):
    # A tensor is taken as it is: converting 60,000 images takes as long as a quarter of an epoch.
    inputs = tf.convert_to_tensor(inputs)
    inputs = inputs if inputs.dtype == tf.uint8 else tf.cast(inputs, tf.float32)
    targets = tf.cast(targets, tf.float32 if loss == "mse" else tf.int32)
    if len(inputs) != len(targets) or len(inputs) == 0:
        raise ValueError(f"{what} inputs and targets need the same number of rows, at least one; "
                         f"got {len(inputs)} and {len(targets)}")
    return inputs, targets


def _check(model, epochs, batch_size, seed, loss):
    if loss not in LOSSES:
        raise ValueError(f"unknown loss {loss!r}: use one of {', '.join(LOSSES)}")
    for name, value, least in (("epochs", epochs, 0), ("batch_size", batch_size, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")
    if not isinstance(model, keras.Model) or not (isinstance(model, keras.Sequential)
                                                  or type(model).__name__ == "Functional"):
        raise TypeError(f"train takes a keras.Sequential or a keras.Model made of layers, got {type(model).__name__}")
    if not model.built:
        raise ValueError("the model has no weights yet: begin it with keras.Input((number of features,))")

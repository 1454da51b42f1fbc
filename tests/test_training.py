"""`threenets.training.train` does what Keras' own fit does, and says so when it cannot."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from threenets import training
from threenets.training import predict, train


def network(seed=1, outputs=5, activation="tanh"):
    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input((7,), name="x"), keras.layers.Dense(6, activation="relu", name="hidden"),
                             keras.layers.Dense(outputs, activation=activation, name="output")], name="small")


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    inputs = random.normal(size=(150, 7)).astype(np.float32)
    return inputs, np.tanh(inputs @ random.normal(size=(7, 5))).astype(np.float32)


def add_noise(batch, seed):
    return batch + tf.random.stateless_normal(tf.shape(batch), seed)


def weights(model):
    return np.concatenate([part.ravel() for part in model.get_weights()])


@pytest.mark.parametrize("loss", training.LOSSES)
def test_same_losses_and_weights_as_keras_fit(table, loss):
    inputs, targets = table
    activation = "tanh"
    if loss != "mse":
        targets, activation = targets.argmax(axis=1), "softmax"
    ours, theirs = network(activation=activation), network(activation=activation)
    run = train(ours, inputs, targets, epochs=3, batch_size=64, seed=4, loss=loss)
    theirs.compile(optimizer="adam", loss=loss, metrics=[] if loss == "mse" else ["accuracy"])
    order, expected = np.random.default_rng(4), {}
    for _ in range(3):  # Keras gets the rows in the order that train uses, so that only rounding can differ
        rows = order.permutation(len(inputs))
        history = theirs.fit(inputs[rows], targets[rows], batch_size=64, shuffle=False, verbose=0)
        for name, values in history.history.items():
            expected.setdefault(name, []).extend(values)
    # float32 sums in another order differ by about 1e-7; nine steps of Adam leave room for ten times as much
    assert set(run) == set(expected) == ({"loss"} if loss == "mse" else {"loss", "accuracy"})
    for name, values in expected.items():
        np.testing.assert_allclose(run[name], values, rtol=1e-5)
    np.testing.assert_allclose(weights(ours), weights(theirs), atol=1e-5)
    assert np.abs(weights(ours) - weights(network(activation=activation))).max() > 1e-3  # something was learned


def test_the_smaller_last_batch_counts_by_its_size(table):
    inputs, targets = table
    model = network()
    running = train(model, inputs, targets, epochs=1, batch_size=64, learning_rate=0.0)["loss"][0]
    assert running == pytest.approx(np.mean((predict(model, inputs) - targets) ** 2), rel=1e-5)


def test_same_seed_same_bits_other_seed_other_order(table):
    first, second, other, zero = network(), network(), network(), network()
    for model, seed in ((first, 3), (second, 3), (other, 4), (zero, 0)):
        train(model, *table, epochs=2, seed=seed, corrupt=add_noise)
    assert np.array_equal(weights(first), weights(second))
    assert not np.array_equal(weights(first), weights(other))
    assert not np.array_equal(weights(first), weights(zero))


def test_the_global_random_state_is_left_alone(table):
    np.random.seed(5)
    expected = np.random.random()
    model = network()
    np.random.seed(5)
    train(model, *table, epochs=1)
    assert np.random.random() == expected


def test_equal_architectures_share_one_compilation_but_no_state(table):
    train(network(), *table, epochs=1, batch_size=50)
    before = training._compiled_epoch.cache_info()
    first, second = network(1), network(2)
    alone = train(first, *table, epochs=2, batch_size=50)
    after_first = weights(first)
    train(second, *table, epochs=2, batch_size=50)
    again = train(network(1), *table, epochs=2, batch_size=50)
    after = training._compiled_epoch.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (3, 0)
    assert np.array_equal(weights(first), after_first)
    assert again == alone  # a new Adam every time, not the used one


def test_other_numbers_of_samples_are_not_compiled_again(table, caplog):
    traced = []

    def count(batch, seed):
        traced.append(1)  # runs while TensorFlow compiles, not while it trains
        return batch

    inputs, targets = table
    model = network()
    train(model, inputs, targets, epochs=1, corrupt=count)
    before = len(traced)
    for rows in (30, 70, 90, 110, 130, 140):  # TensorFlow warns of the fifth compilation of one function
        train(model, inputs[:rows], targets[:rows], epochs=1, corrupt=count)
    assert len(traced) == before > 0
    assert not caplog.records


def test_corruption_is_new_in_every_batch_and_epoch(table):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((7,)), keras.layers.Dense(7, use_bias=False)])
    model.set_weights([np.eye(7, dtype=np.float32)])  # hands its input on, so that the loss is the noise itself
    seeds = []

    def spy(batch, seed):
        tf.py_function(lambda value: seeds.append(tuple(value.numpy().tolist())), [seed], [])
        return batch

    train(model, np.zeros((100, 7)), np.zeros((100, 7)), epochs=3, batch_size=40, seed=9, corrupt=spy)
    assert len(seeds) == len(set(seeds)) == 9
    assert {first for first, _ in seeds} == {9}
    noisy = train(model, np.zeros((100, 7)), np.zeros((100, 7)), epochs=2, learning_rate=0.0, corrupt=add_noise)
    assert noisy["loss"][0] != noisy["loss"][1]
    assert noisy["loss"][0] == pytest.approx(1, abs=5 * np.sqrt(2 / 700))  # variance of 700 normal numbers, 5 sigma


def test_held_out_data_are_judged_after_every_epoch(table):
    inputs, targets = table
    labels = targets.argmax(axis=1)
    model = network(activation="softmax")
    history = train(model, inputs[:100], labels[:100], epochs=30, batch_size=10, learning_rate=0.01,
                    loss="sparse_categorical_crossentropy", held_out=(inputs[100:], labels[100:]))
    assert {name: len(values) for name, values in history.items()} == {
        "loss": 30, "accuracy": 30, "held_out_loss": 30, "held_out_accuracy": 30}
    outputs = predict(model, inputs[100:])
    assert history["held_out_accuracy"][-1] == np.mean(outputs.argmax(axis=1) == labels[100:])
    chosen = outputs[np.arange(50), labels[100:]]
    assert history["held_out_loss"][-1] == pytest.approx(-np.log(chosen).mean(), rel=1e-4)
    assert history["held_out_accuracy"][-1] > history["held_out_accuracy"][0]
    assert "held_out_accuracy" not in train(network(), inputs, targets, epochs=1, held_out=table)


def test_bytes_are_trained_on_as_the_same_numbers():
    random = np.random.default_rng(1)
    pixels, targets = random.integers(0, 256, (150, 7), np.uint8), random.normal(size=(150, 5))
    as_bytes, as_floats = network(), network()
    runs = [train(model, inputs, targets, epochs=2, held_out=(inputs, targets))
            for model, inputs in ((as_bytes, pixels), (as_floats, pixels.astype(np.float32)))]
    assert runs[0] == runs[1] and np.array_equal(weights(as_bytes), weights(as_floats))


def test_each_epoch_can_be_looked_into(table):
    model, seen = network(), []
    history = train(model, *table, epochs=3, after_epoch=lambda run, now: seen.append((run["loss"][-1], weights(now))))
    assert [loss for loss, _ in seen] == history["loss"]
    assert np.array_equal(seen[-1][1], weights(model)) and not np.array_equal(seen[0][1], weights(model))


def test_no_epochs_change_nothing(table):
    model = network()
    before = weights(model)
    assert train(model, *table, epochs=0) == {"loss": []}
    assert np.array_equal(weights(model), before)


def test_a_model_that_was_compiled_and_fitted_can_be_trained_on(table):
    model = network()
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    model.fit(*table, verbose=0)
    before = weights(model)
    train(model, *table, epochs=1)
    assert not np.array_equal(weights(model), before)


def test_frozen_layers_stay_as_they_are(table):
    model = network()
    model.get_layer("hidden").trainable = False
    before = [part.copy() for part in model.get_weights()]
    train(model, *table, epochs=1)
    after = model.get_weights()
    assert np.array_equal(before[0], after[0]) and not np.array_equal(before[2], after[2])


def test_predict_equals_keras_predict_whatever_the_batch(table):
    model = network()
    expected = model.predict(table[0], verbose=0)
    for batch_size in (1, 40, 1000):
        np.testing.assert_allclose(predict(model, table[0], batch_size), expected, atol=1e-6)
    with pytest.raises(ValueError, match="no rows"):
        predict(model, table[0][:0])


class Subclass(keras.Model):
    def call(self, x):
        return x


@pytest.mark.parametrize("change, error, message", [
    ({"epochs": -1}, ValueError, "epochs must be a whole number of at least 0, got -1"),
    ({"epochs": 1.5}, ValueError, "epochs must be a whole number"),
    ({"batch_size": 0}, ValueError, "batch_size must be a whole number of at least 1, got 0"),
    ({"seed": -1}, ValueError, "seed must be a whole number of at least 0"),
    ({"loss": "mae"}, ValueError, "unknown loss 'mae': use one of mse, sparse_categorical_crossentropy"),
    ({"targets": np.zeros((3, 5))}, ValueError, "same number of rows, at least one; got 150 and 3"),
    ({"inputs": np.zeros((0, 7)), "targets": np.zeros((0, 5))}, ValueError, "at least one; got 0 and 0"),
    ({"model": Subclass()}, TypeError, "keras.Sequential or a keras.Model made of layers, got Subclass"),
    ({"model": keras.Sequential([keras.layers.Dense(3)])}, ValueError, "no weights yet: begin it with keras.Input"),
    ({"inputs": np.full((150, 7), np.nan)}, FloatingPointError, "the loss is nan in epoch 1"),
])
def test_what_cannot_be_trained_is_refused_with_a_reason(table, change, error, message):
    arguments = {"model": network(), "inputs": table[0], "targets": table[1], "epochs": 1} | change
    with pytest.raises(error, match=message):
        train(**arguments)

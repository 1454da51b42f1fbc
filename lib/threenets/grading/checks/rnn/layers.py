"""Recurrent layers: counting their parameters, the recurrence by hand."""

import numpy as np

from threenets.grading.answer import as_array, as_number, expect
from threenets.grading.exercise import Exercise

parameters = Exercise(
    "rnn-2",
    "Parameters of a recurrent layer",
    hints=(
        "One unit of a simple layer reads the features of one step, the states of all units, and adds one bias.",
        "The same weights serve every step: what would a longer series change?",
        "An LSTM computes four such sums a unit, a GRU three; in Keras each sum of a GRU has two biases.",
    ),
)  # fmt: skip


def recurrent_params(answer, *inputs):
    """Return what the learner's function says."""
    return as_number(answer.call("recurrent_params", *inputs), "The number of parameters")


@parameters.check("simple")
def _(answer):
    found = recurrent_params(answer, "simple", 2, 3, 5)
    expect(
        found == 12, f"For 2 simple units, 3 features and 5 steps your function says {found:g}: in the example each unit has 6."
    )


@parameters.check("lstm")
def _(answer):
    found = recurrent_params(answer, "lstm", 2, 3, 5)
    expect(
        found == 48,
        f"For 2 LSTM units, 3 features and 5 steps your function says {found:g}: how many sums does one LSTM unit work out?",
    )


@parameters.check("gru")
def _(answer):
    found = recurrent_params(answer, "gru", 2, 3, 5)
    expect(
        found == 42,
        f"For 2 GRU units, 3 features and 5 steps your function says {found:g}: three sums, and Keras gives each two biases.",
    )


@parameters.check("any-layer", points=2, needs=("simple", "lstm", "gru"))
def _(answer):
    for kind, sums, biases in (("simple", 1, 1), ("gru", 3, 2), ("lstm", 4, 1)):
        units, features, steps = (int(n) for n in answer.random.integers(4, 200, size=3))
        found = recurrent_params(answer, kind, units, features, steps)
        words = f"A layer {kind!r} with {units} units on {steps} steps of {features} features"
        expect(
            found == sums * units * (units + features + biases),
            f"{words}: the number is wrong. Which of the three sizes should matter?",
        )
    expect(
        recurrent_params(answer, "simple", 9, 1, 12) == recurrent_params(answer, "simple", 9, 1, 480),
        "The same layer has another number of parameters for 480 steps than for 12.",
    )


recurrence = Exercise(
    "rnn-3",
    "A recurrent layer by hand",
    hints=(
        "Begin with a state of zeros for each sample, and let a loop over the steps replace it.",
        "New state: tanh of (this step's inputs times `kernel`) + (old state times `recurrent`) + `bias`.",
        "Collect the states in a list; `np.stack(states, axis=1)` puts the steps on the second axis.",
    ),
)  # fmt: skip


def simple_rnn(answer, inputs, *weights, every_step=False):
    """Call the learner's function and return its array."""
    shape = (len(inputs), *((inputs.shape[1],) if every_step else ()), len(weights[2]))
    what = f"For inputs of shape {inputs.shape}, what `simple_rnn` returns{' with every_step=True' if every_step else ''}"
    keywords = {"every_step": True} if every_step else {}
    return as_array(answer.call("simple_rnn", inputs, *weights, **keywords), what, shape)


def random_layer(answer, samples, steps, features, units):
    """Return random inputs and weights of a recurrent layer, and its states at every step."""
    inputs = answer.random.normal(size=(samples, steps, features))
    kernel, bias = answer.random.normal(size=(features, units)) / 2, answer.random.normal(size=units) / 2
    recurrent = answer.random.normal(size=(units, units)) / 2
    states = [np.zeros((samples, units))]
    for step in range(steps):
        states.append(np.tanh(inputs[:, step] @ kernel + states[-1] @ recurrent + bias))
    return inputs, (kernel, recurrent, bias), np.stack(states[1:], axis=1)


@recurrence.check("one-step")
def _(answer):
    found = simple_rnn(answer, np.array([[[2.0]]]), np.array([[0.5]]), np.array([[0.5]]), np.array([0.25]))[0, 0]
    expect(
        abs(found - np.tanh(1.25)) < 1e-4,
        f"After the first step of the example the state is {found:.2f}: tanh of kernel · input + bias, as there is "
        "nothing to remember yet.",
    )


@recurrence.check("memory", points=2, needs="one-step")
def _(answer):
    inputs, kernel = np.array([[[1.0], [0.0]]]), np.array([[1.0, 0.5]])
    found = simple_rnn(answer, inputs, kernel, np.array([[0.0, 1.0], [0.0, 0.0]]), np.zeros(2))[0]
    expect(
        np.abs(found).max() > 1e-6, "An input of 1 in the first step should still be felt after the second: your state is 0."
    )
    right = np.allclose(found, [0, np.tanh(np.tanh(1))], atol=1e-4)
    expect(
        right,
        f"Unit 1 passes its state on to unit 2, and unit 2 to none; your state becomes {found[0]:.2f}, {found[1]:.2f}: "
        "row or column of `recurrent`?",
    )


@recurrence.check("every-step", needs="one-step")
def _(answer):
    inputs, weights, states = random_layer(answer, 2, 3, 2, 4)
    found = simple_rnn(answer, inputs, *weights, every_step=True)
    expect(
        np.allclose(found[:, 0], states[:, 0], atol=1e-4),
        "With every_step=True the first state is wrong: are the states in the order of the steps?",
    )


@recurrence.check("apart", needs="one-step")
def _(answer):
    inputs, weights, _ = random_layer(answer, 3, 4, 2, 3)
    alone = np.vstack([simple_rnn(answer, sample[None], *weights) for sample in inputs])
    expect(
        np.allclose(alone, simple_rnn(answer, inputs, *weights), atol=1e-4),
        "A sample's state depends on the samples before it: every sample begins with a state of zeros.",
    )


@recurrence.check("any-layer", points=2, needs=("memory", "every-step", "apart"))
def _(answer):
    inputs, weights, states = random_layer(answer, 3, 7, 2, 5)
    expect(
        np.allclose(simple_rnn(answer, inputs, *weights), states[:, -1], atol=1e-4),
        "In a random layer of 5 units, the state after 7 steps is wrong.",
    )
    expect(
        np.allclose(simple_rnn(answer, inputs, *weights, every_step=True), states, atol=1e-4),
        "In a random layer of 5 units, some of the 7 states are wrong.",
    )

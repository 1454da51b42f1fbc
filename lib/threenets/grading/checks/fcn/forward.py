"""A forward pass in NumPy."""

import numpy as np

from threenets.grading.answer import as_array, expect
from threenets.grading.exercise import Exercise

passes = Exercise(
    "fcn-5",
    "A forward pass by hand",
    hints=(
        "Begin with one layer: `rows @ weights[0] + biases[0]` holds a row of logits for each row of inputs.",
        "A loop over the layers carries `rows` on. The last layer differs from the others in its activation only.",
        "`np.maximum(z, 0)` is ReLU. Run it for all pairs but the last, and `np.tanh` after the last.",
    ),
)  # fmt: skip


def forward(answer, rows, weights, biases):
    """Call the learner's function and return its array."""
    wanted = (len(rows), weights[-1].shape[1])
    return as_array(answer.call("forward", rows, weights, biases), f"For inputs of shape {rows.shape}, the output", wanted)


@passes.check("one-layer")
def _(answer):
    weights, biases = [np.array([[0.5, -1.0], [0.25, 0.5]])], [np.array([0.0, -1.0])]
    found = forward(answer, np.array([[1.0, 2.0]]), weights, biases)[0]
    expect(
        np.allclose(found, [np.tanh(1), np.tanh(-1)], atol=1e-4),
        f"For the example your function gives {found[0]:.2f} and {found[1]:.2f}: work out the logits, then apply tanh.",
    )


@passes.check("between")
def _(answer):
    weights, biases = [np.array([[1.0, -1.0]]), np.array([[1.0], [1.0]])], [np.zeros(2), np.zeros(1)]
    found = forward(answer, np.array([[1.0]]), weights, biases)[0, 0]
    expect(
        abs(found - np.tanh(1)) < 1e-4,
        f"The input 1 goes to the hidden logits 1 and −1, which are then added up: your function gives {found:.2f}. "
        "What does ReLU make of 1 and −1?",
    )


@passes.check("many-rows", needs="one-layer")
def _(answer):
    rows, weights, biases = answer.random.normal(size=(5, 3)), [answer.random.normal(size=(3, 4))], [np.zeros(4)]
    alone = np.vstack([forward(answer, row[None], weights, biases) for row in rows])
    expect(
        np.allclose(alone, forward(answer, rows, weights, biases), atol=1e-4), "A row's output depends on the rows beside it."
    )


@passes.check("any-network", points=2, needs=("one-layer", "between", "many-rows"))
def _(answer):
    numbers = answer.random.integers(2, 9, size=5)
    weights = [answer.random.normal(size=pair) / 2 for pair in zip(numbers, numbers[1:], strict=False)]
    biases = [answer.random.normal(size=n) / 2 for n in numbers[1:]]
    rows = wanted = answer.random.normal(size=(6, numbers[0]))
    for layer, (matrix, bias) in enumerate(zip(weights, biases, strict=True), start=1):
        wanted = wanted @ matrix + bias
        wanted = np.tanh(wanted) if layer == len(weights) else np.maximum(wanted, 0)
    found = forward(answer, rows, weights, biases)
    expect(
        np.allclose(found, wanted, atol=1e-4),
        f"In a random network of the sizes {', '.join(map(str, numbers))} some outputs are wrong: is every layer used, "
        "with its biases?",
    )

"""What a shift of the pictures changes."""

import numpy as np

from threenets.grading.answer import as_array, expect
from threenets.grading.exercise import Exercise
from threenets.grading.wire import Stub

shift = Exercise(
    "cnn-5",
    "What a shift changes",
    hints=(
        "Ask the model about the pictures as they are: its own decisions, the largest of each row, are what you "
        "compare with.",
        "A picture moved by d columns: zeros in a new array, and `moved[:, :, d:] = images[:, :, :-d]`. What if d is 0?",
        "For each d the mean of `decisions == decisions of the unmoved pictures` is the share.",
    ),
)  # fmt: skip


def shift_curve(answer, function, images, most):
    """Let the learner measure a model of ours, a function or Keras'; return the pictures that it was given, and the curve."""
    seen = []

    def model(inputs):
        inputs = as_array(inputs, "What the model is given", images.shape)
        seen.append(inputs)
        return np.eye(10)[function(inputs)] * 0.5 + 0.05

    given = Stub(model, (None, *images.shape[1:]), (None, 10)) if not hasattr(function, "layers") else function
    found = answer.call("shift_curve", given, images, most)
    return seen, as_array(found, "The curve", (most + 1,))


def pictures(answer):
    """Return 12 pictures of 6 rows and 10 columns, each with one bright column."""
    images = answer.random.uniform(0.1, 0.2, size=(12, 6, 10, 1))
    for number, image in enumerate(images):
        image[:, number % 4] += 1
    return images


@shift.check("what-the-model-sees", points=2)
def _(answer):
    images = pictures(answer)
    seen, _ = shift_curve(answer, lambda inputs: np.zeros(12, int), images, 3)
    moved = np.zeros_like(images)
    moved[:, :, 1:] = images[:, :, :-1]
    expect(any(np.allclose(part, images, atol=1e-5) for part in seen), "The model never sees the pictures as they are.")
    expect(
        not any(np.allclose(part, np.roll(images, 1, axis=2), atol=1e-5) for part in seen),
        "What leaves on the right comes back on the left: the free columns should be 0.",
    )
    expect(
        any(np.allclose(part, moved, atol=1e-5) for part in seen),
        "The model never sees the pictures moved by one column to the right.",
    )


@shift.check("blind-model")
def _(answer):
    import keras

    layers = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10)]
    blind = keras.Sequential([keras.Input((6, 10, 1)), *layers])
    layers[-1].set_weights([np.zeros((1, 10)), np.eye(10)[4]])
    _, found = shift_curve(answer, blind, pictures(answer), 4)
    expect(
        np.allclose(found, 1),
        f"A model that always says the same has a curve down to {found.min():.2f}: which of its decisions does a shift change?",
    )


@shift.check("looking-model", points=2)
def _(answer):
    _, found = shift_curve(answer, lambda inputs: inputs[:, 0, :, 0].argmax(axis=1), pictures(answer), 4)
    expect(found[0] == 1, f"Without any shift a share of {found[0]:.2f} of the decisions is unchanged.")
    expect(
        not found[1:].any(),
        "A model that names the brightest column changes every decision at every shift; your curve says "
        f"{found[1]:.2f} at 1 and {found[4]:.2f} at 4. Compare with the unmoved pictures, decision by decision.",
    )


@shift.check("shares", needs=("what-the-model-sees", "looking-model"))
def _(answer):
    images = pictures(answer)
    _, found = shift_curve(answer, lambda inputs: inputs[:, 0, 6:, 0].max(axis=1).round().astype(int), images, 4)
    for moved, changed in ((3, 3), (4, 6)):
        right = abs(found[moved] - (1 - changed / 12)) < 1e-6
        expect(
            right,
            f"At a shift of {moved}, {changed} of 12 decisions are not those of the unmoved pictures, and your curve "
            f"says that {found[moved]:.2f} stay.",
        )

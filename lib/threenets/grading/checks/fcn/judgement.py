"""An honest judgement of a restoration."""

import numpy as np

from threenets.grading.answer import as_array, as_number, expect
from threenets.grading.exercise import Exercise
from threenets.grading.wire import Stub

honest = Exercise(
    "fcn-6",
    "Judge a restoration honestly",
    hints=(
        "Pixels of type `uint8` cannot be negative: turn them into floats before you subtract 128.",
        "First the scale, then the holes: a missing pixel is 0 on the scale from −1 to 1. The clean pictures are the "
        "target.",
        "`error = answer - clean`; all pixels: `np.mean(error ** 2)`; the missing ones: `np.mean(error[missing] ** 2)`.",
    ),
)  # fmt: skip
ERRORS = ("restored", "missing only", "left alone", "all black")


def judged(answer, function):
    """Let the learner judge a model, a function or Keras'; return pictures as the network has them, what is missing, the errors."""
    images = answer.random.integers(0, 256, size=(8, 30), dtype="uint8")
    missing = answer.random.random((8, 30)) < 0.4
    clean = (images.astype(float) - 128) / 128
    stub = Stub(lambda inputs: function(clean, inputs), (None, 30), (None, 30))
    found = answer.call("judge_restoration", stub if not hasattr(function, "layers") else function, images, missing)
    expect(
        isinstance(found, dict) and set(ERRORS) <= set(found),
        f"`judge_restoration` should return a dict with {', '.join(map(repr, ERRORS))}.",
    )
    return clean, missing, {name: as_number(found[name], f"The error {name!r}") for name in ERRORS}


@honest.check("what-the-model-sees", points=2)
def _(answer):
    seen = []

    def echo(clean, inputs):
        seen.append(inputs := as_array(inputs, "What the model is given", clean.shape))
        return inputs

    clean, missing, _ = judged(answer, echo)
    expect(seen, "The model is never asked.")
    for inputs in seen:
        low, high = inputs.min(), inputs.max()
        expect(
            -1.001 < low and high < 1.001,
            f"The model is given values from {low:g} to {high:g}: it was trained on pixels from −1 to 1.",
        )
        holes = inputs[missing]
        expect(
            not np.allclose(holes, clean[missing], atol=1e-5),
            "The model is given clean pictures: there is nothing to restore in them.",
        )
        expect(
            not np.allclose(holes, -1, atol=1e-5),
            "The missing pixels reach the model as −1, which is black: on its scale a missing pixel is 0.",
        )
        expect(
            np.allclose(inputs, np.where(missing, 0, clean), atol=1e-4),
            "The model is given other pictures than the damaged ones.",
        )


@honest.check("restored", needs="what-the-model-sees")
def _(answer):
    _, _, found = judged(answer, lambda clean, inputs: clean)
    expect(
        abs(found["restored"]) < 1e-6,
        f"A perfect model gets the error {found['restored']:.3f} in 'restored': what should its answer be compared with?",
    )
    clean, _, found = judged(answer, lambda clean, inputs: clean + 0.5)
    expect(
        abs(found["restored"] - 0.25) < 1e-4,
        f"A model that is off by 0.5 everywhere gets the error {found['restored']:.3f} in 'restored': the mean squared "
        "error is asked for.",
    )
    fourth = np.arange(clean.size).reshape(clean.shape) % 4 == 0
    _, _, found = judged(answer, lambda clean, inputs: clean + fourth)
    expect(
        abs(found["restored"] - 0.25) < 1e-4,
        f"A model that is off by 1 in every fourth pixel gets the error {found['restored']:.3f} in 'restored': the mean "
        "over all pixels is asked for.",
    )


@honest.check("missing-only", needs="what-the-model-sees")
def _(answer):
    _, _, found = judged(answer, lambda clean, inputs: clean + 0.5)
    expect(
        abs(found["missing only"] - 0.25) < 1e-4,
        f"A model that is off by 0.5 everywhere gets the error {found['missing only']:.3f} in 'missing only': is it a "
        "mean over the missing pixels and no others?",
    )
    _, _, found = judged(answer, lambda clean, inputs: np.where(inputs == 0, clean, 9))
    expect(
        abs(found["missing only"]) < 1e-4,
        "A model that spoils the pixels it was given, and restores the missing ones, has an error in 'missing only'.",
    )
    clean, missing, found = judged(answer, lambda clean, inputs: inputs)
    expect(
        abs(found["missing only"] - (clean[missing] ** 2).mean()) < 1e-4,
        f"A model that gives its input back gets the error {found['missing only']:.3f} in 'missing only': the mean of "
        "the squared errors is asked for.",
    )


@honest.check("references", points=2, needs="what-the-model-sees")
def _(answer):
    import keras

    echo = keras.Sequential([keras.Input((30,)), keras.layers.Activation("linear")])
    clean, missing, found = judged(answer, echo)
    right = abs(found["left alone"] - (np.where(missing, clean, 0) ** 2).mean()) < 1e-4
    expect(
        right,
        f"'left alone' is {found['left alone']:.3f} here: it is the error of handing the damaged pictures back as they are.",
    )
    right = abs(found["all black"] - ((clean + 1) ** 2).mean()) < 1e-4
    expect(right, f"'all black' is {found['all black']:.3f} here: it is the error of answering −1 for every pixel.")

"""Networks at work: damaging pictures, a forward pass, an honest judgement."""

import numpy as np

from threenets.grading.answer import as_array, as_number, expect
from threenets.grading.exercise import Exercise
from threenets.grading.wire import Stub

mask = Exercise(
    "fcn-4",
    "Mend the mask",
    hints=(
        "There are five faults. Try the broken function on `np.ones((2, 8))`, twice with seed 0, and look at what you "
        "gave it.",
        "`if seed` is false for one perfectly good seed. And whose random numbers does `np.random.seed` change?",
        "`np.random.default_rng(seed)` is a generator of your own; one random number a pixel has the shape `images.shape`; "
        "`np.where` makes a new array.",
    ),
)  # fmt: skip


def masked(answer, images, *more):
    """Call the learner's function and return its array."""
    return as_array(answer.call("mask_pixels", images, *more), "What `mask_pixels` returns", images.shape)


@mask.check("kept-or-zero")
def _(answer):
    images = answer.random.uniform(1, 2, size=(6, 40))
    found = masked(answer, images, 0.5, 3)
    odd = found[(found != images) & (found != 0)]
    expect(not odd.size, "Some pixels are neither what they were nor 0.")


@mask.check("share", needs="kept-or-zero")
def _(answer):
    images = answer.random.uniform(1, 2, size=(50, 200))
    for keep in (0.0, 1.0, 0.8, 0.3):
        share = (masked(answer, images, keep, 5) != 0).mean()
        off = 5 * np.sqrt(keep * (1 - keep) / images.size)  # five standard deviations
        expect(abs(share - keep) <= off, f"With `keep` {keep:g}, {share:.0%} of the pixels are kept.")


@mask.check("each-image", needs="kept-or-zero")
def _(answer):
    found = masked(answer, np.ones((4, 60)), 0.5, 2)
    expect(len(np.unique(found, axis=0)) == 4, "Several images miss the same pixels: each image should have holes of its own.")


@mask.check("seeds", points=2, needs="kept-or-zero")
def _(answer):
    images, found = np.ones((3, 80)), {}
    for seed in (0, 7):
        found[seed] = masked(answer, images, 0.5, seed)
        expect(
            (found[seed] == masked(answer, images, 0.5, seed)).all(),
            f"Called twice with seed {seed}, the function gives two different masks.",
        )
    expect((found[0] != found[7]).any(), "Seeds 0 and 7 give the same mask.")


@mask.check("own-generator", needs="kept-or-zero")
def _(answer):
    images, after = np.ones((3, 80)), []
    for _ in range(2):
        masked(answer, images, 0.5, 7)
        after.append(masked(answer, images, 0.5))
    expect(
        (after[0] != after[1]).any(),
        "A call with a seed decides what a later call without a seed gives: the seed changes a generator that others use too.",
    )


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

"""At work: a convolution in NumPy, the effect of a shift, the costs of layers."""

import numpy as np

from threenets.grading.answer import as_array, expect
from threenets.grading.exercise import Exercise
from threenets.grading.wire import Stub

by_hand = Exercise(
    "cnn-4",
    "A convolution by hand",
    hints=(
        "Two loops, over the rows and columns of the output; the part of the image that belongs to one place is a slice.",
        "The slice begins at row · stride and column · stride and is as large as the kernel, with all its channels.",
        "`np.tensordot(part, kernel, axes=3)` multiplies and adds over height, width and channels, for all filters at "
        "once.",
    ),
)  # fmt: skip


def conv2d(answer, image, kernel, stride=1):
    """Call the learner's function and return its array."""
    sizes = [(n - k) // stride + 1 for n, k in zip(image.shape[:2], kernel.shape[:2], strict=True)]
    what = f"For an image {image.shape}, a kernel {kernel.shape} and the stride {stride}, the result"
    return as_array(answer.call("conv2d", image, kernel, *([stride] if stride > 1 else [])), what, (*sizes, kernel.shape[3]))


def wanted(image, kernel, stride=1):
    """Return the maps of an image."""
    parts = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("ijcab,abcf->ijf", parts, kernel)


@by_hand.check("example")
def _(answer):
    kernel = np.array([[1.0, 0.0], [0.0, 2.0]])[..., None, None]
    found = conv2d(answer, np.arange(9.0).reshape(3, 3, 1), kernel)[0, 0, 0]
    expect(
        found == 8,
        f"In the example the first number is {found:g}: the kernel lies on the image as it is, without being turned round.",
    )


@by_hand.check("sides", needs="example")
def _(answer):
    image, kernel = answer.random.normal(size=(7, 5, 1)), answer.random.normal(size=(2, 3, 1, 1))
    expect(
        np.allclose(conv2d(answer, image, kernel), wanted(image, kernel), atol=1e-4),
        "For an image and a kernel that are not square the result is wrong: are rows and columns mixed up?",
    )


@by_hand.check("channels", needs="example")
def _(answer):
    image, kernel = np.ones((3, 3, 3)), np.ones((2, 2, 3, 2))
    found = conv2d(answer, image, kernel)[0, 0, 0]
    expect(
        abs(found - 12) < 1e-4,
        f"An image of ones with 3 channels under a kernel of 2 · 2 · 3 ones gives {found:g}: what happens to the channels?",
    )


@by_hand.check("stride", needs="example")
def _(answer):
    image, kernel = answer.random.normal(size=(8, 9, 1)), answer.random.normal(size=(3, 3, 1, 1))
    expect(
        np.allclose(conv2d(answer, image, kernel, 2), wanted(image, kernel, 2), atol=1e-4),
        "With the stride 2 the kernel should move by two, down as well as to the right.",
    )


@by_hand.check("any-image", points=2, needs=("sides", "channels", "stride"))
def _(answer):
    channels, filters, stride = (int(n) for n in answer.random.integers(2, 5, size=3))
    image, kernel = answer.random.normal(size=(11, 8, channels)), answer.random.normal(size=(3, 2, channels, filters))
    same = np.allclose(conv2d(answer, image, kernel, stride), wanted(image, kernel, stride), atol=1e-4)
    expect(
        same, f"For a random image with {channels} channels, {filters} filters and the stride {stride} some numbers are wrong."
    )


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


costs = Exercise(
    "cnn-6",
    "Where the parameters are, and where the work",
    hints=(
        "`layer.count_params()` knows the parameters. The work: how often is each weight used for one picture?",
        "A dense layer uses each weight once; a convolution uses its whole kernel at each place of its output.",
        "`layer.kernel.shape` and `layer.output.shape` hold all you need; layers without a kernel multiply nothing.",
    ),
)  # fmt: skip


def example(answer, stride=1, padding="valid", filters=4):
    """Return a small network and its true costs."""
    import keras

    layers = keras.layers
    model = keras.Sequential([
        keras.Input((12, 10, 3)), layers.Conv2D(filters, (3, 2), strides=stride, padding=padding), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(5),
    ])  # fmt: skip
    convolution, dense = model.layers[0], model.layers[3]
    places = int(np.prod(convolution.output.shape[1:3]))
    work = [int(np.prod(convolution.kernel.shape)) * places, 0, 0, int(np.prod(dense.kernel.shape))]
    return model, [layer.count_params() for layer in model.layers], work


def layer_costs(answer, model):
    """Call the learner's function and return parameters and work, by layer."""
    found = as_array(answer.call("layer_costs", model), "What `layer_costs` returns")
    expect(
        found.shape == (len(model.layers), 2),
        f"For {len(model.layers)} layers `layer_costs` returns an array of shape {found.shape}: a pair a layer.",
    )
    return found[:, 0].tolist(), found[:, 1].tolist()


@costs.check("parameters")
def _(answer):
    model, parameters, _ = example(answer)
    found, _ = layer_costs(answer, model)
    expect(
        found == parameters,
        f"The layers of a small network have {found} parameters by your count: weights and biases, none in pooling.",
    )


@costs.check("convolution")
def _(answer):
    model, _, work = example(answer)
    _, found = layer_costs(answer, model)
    expect(
        found[0] == work[0],
        f"A convolution of 4 kernels 3 by 2 on 12 by 10 places with 3 channels multiplies {found[0]:g} times by your "
        "count: how many places has its output?",
    )


@costs.check("dense")
def _(answer):
    model, _, work = example(answer)
    _, found = layer_costs(answer, model)
    expect(
        found[3] == work[3],
        f"A dense layer from 80 to 5 numbers multiplies {found[3]:g} times by your count: biases are added, not multiplied.",
    )


@costs.check("any-network", points=3, needs=("parameters", "convolution", "dense"))
def _(answer):
    for stride, padding in ((2, "valid"), (2, "same"), (1, "same")):
        model, parameters, work = example(answer, stride, padding, int(answer.random.integers(2, 7)))
        expect(
            layer_costs(answer, model) == (parameters, work),
            f"With the stride {stride} and padding {padding!r} some costs are wrong.",
        )

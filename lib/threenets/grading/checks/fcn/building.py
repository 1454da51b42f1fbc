"""Networks on paper: building one, counting its parameters, choosing its end."""

import numpy as np

from threenets.grading.answer import as_array, as_number, expect
from threenets.grading.exercise import Exercise, Wrong

network = Exercise(
    "fcn-1",
    "An autoencoder for 512 features",
    hints=(
        "A `keras.Sequential` model takes a list: first `keras.Input` with the shape of one example, then the layers.",
        "The list of sizes in the task has one number more than the model has layers: the first is the input.",
        "Each layer says its own activation: `keras.layers.Dense(32, activation=\"sigmoid\")`, the last one too.",
    ),
)  # fmt: skip


@network.check("input")
def _(answer):
    shape = answer.model("autoencoder").input_shape
    expect(shape == (None, 512), f"The model takes inputs of shape {shape}: an example here is one row of 512 features.")


@network.check("layers", points=2)
def _(answer):
    units = [layer.units for layer in answer.model("autoencoder").layers if hasattr(layer, "units")]
    expect(len(units) == 3, f"The model has {len(units)} dense layers: count the arrows in the task, not the numbers.")
    expect(units[-1] == 512, f"The last layer has {units[-1]} units: the model should give back what it was given.")
    expect(units == [32, 16, 512], f"The layers have {units} units: compare each with the task.")


@network.check("parameters", needs="layers")
def _(answer):
    layers = [layer for layer in answer.model("autoencoder").layers if hasattr(layer, "units")]
    without = [number for number, layer in enumerate(layers, start=1) if not layer.use_bias]
    expect(not without, f"Layer {', '.join(map(str, without))} has no biases: a dense layer has one for each unit.")
    others = [layer.name for layer in answer.model("autoencoder").layers if layer.weights and layer not in layers]
    expect(
        not others,
        f"The model also has the layer {', '.join(others)}, with parameters of its own: only three layers are asked for.",
    )


@network.check("sigmoid", points=2)
def _(answer):
    from keras import activations

    layers = [layer for layer in answer.model("autoencoder").layers if hasattr(layer, "units")]
    names = [activations.serialize(layer.activation) for layer in layers]
    odd = [f"layer {number} has {name}" for number, name in enumerate(names, start=1) if name != "sigmoid"]
    expect(not odd, f"Every layer should have the sigmoid, and {' and '.join(odd)}.")


@network.check("output-range", needs="input")
def _(answer):
    model = answer.model("autoencoder")
    for rows in (1, 7):
        output = as_array(model(answer.random.normal(size=(rows, 512)), training=False).numpy(), "The model's output")
        expect(output.shape == (rows, 512), f"For {rows} rows the model gives an output of shape {output.shape}.")
        outside = "below 0" if output.min() <= 0 else "above 1"
        expect(
            ((output > 0) & (output < 1)).all(), f"Some outputs lie {outside}: a sigmoid never leaves the range from 0 to 1."
        )


sizes = Exercise(
    "fcn-2",
    "Parameters of any network",
    hints=(
        "Draw the network 4 → 2 → 4 and count the lines between two neighbouring layers.",
        "One layer with n inputs and m units has n · m weights and m biases. Which units have no bias?",
        "`zip(sizes, sizes[1:])` gives the inputs and units of each layer in turn; add up what they cost.",
    ),
)  # fmt: skip


def dense_params(answer, *numbers):
    """Return what the learner's function says for a network of these sizes."""
    return as_number(answer.call("dense_params", list(numbers)), "The number of parameters")


@sizes.check("by-hand")
def _(answer):
    found = dense_params(answer, 4, 2, 4)
    expect(found == 22, f"For the sizes 4, 2, 4 your function says {found:g}: in the example the two layers have 10 and 12.")


@sizes.check("one-layer")
def _(answer):
    found = dense_params(answer, 10, 3)
    expect(
        found == 33,
        f"For 10 inputs and 3 units your function says {found:g}: each unit has a weight for each input, and one bias.",
    )


@sizes.check("any-network", points=2, needs=("by-hand", "one-layer"))
def _(answer):
    for _ in range(3):
        numbers = answer.random.integers(1, 900, size=int(answer.random.integers(3, 8))).tolist()
        right = dense_params(answer, *numbers) == sum((n + 1) * m for n, m in zip(numbers, numbers[1:], strict=False))
        expect(
            right,
            f"For a network of the sizes {', '.join(map(str, numbers))} the number is wrong: does every pair of "
            "neighbours count?",
        )


endings = Exercise(
    "fcn-3",
    "The right end for each target",
    hints=(
        "First the activation: which values can it give at all? Compare that with the values that the targets have.",
        "Then the loss: put a target of −0.5 into the formula of the cross-entropy. Does it still have its minimum there?",
        "Ten classes: the outputs should add up to 1, and the loss should look at the logarithm of the right class's "
        "share.",
    ),
)  # fmt: skip
RANGES = {"zero to one": (0, 1), "minus one to one": (-1, 1), "any number": (-20, 20), "one of ten": (0, 1)}
ACTIVATIONS = ("linear", "relu", "sigmoid", "softmax", "softplus", "tanh")
LOSSES = ("mean_squared_error", "mean_absolute_error", "binary_crossentropy", "categorical_crossentropy",
          "sparse_categorical_crossentropy")  # fmt: skip


def chosen(answer):
    """Return the learner's pairs of activation and loss, by target."""
    value = answer.value("endings")
    expect(isinstance(value, dict), "`endings` should be a dict with a pair (activation, loss) for each target.")
    absent = [name for name in RANGES if name not in value]
    expect(not absent, f"`endings` says nothing about {', '.join(map(repr, absent))}.")
    for name in RANGES:
        pair = value[name]
        expect(
            isinstance(pair, list) and len(pair) == 2, f"{name!r} should have a pair: the names of an activation and of a loss."
        )
        expect(pair[0] in ACTIVATIONS, f"{name!r}: the activation should be one of {', '.join(ACTIVATIONS)}.")
        expect(pair[1] in LOSSES, f"{name!r}: the loss should be one of {', '.join(LOSSES)}.")
    return value


def outputs(activation, rows=41):
    """Return what an activation makes of rows of ten logits between −20 and 20; in the last row all are 20."""
    import keras

    logits = np.linspace(-20, 20, rows * 10, dtype="float32").reshape(10, rows).T
    return np.asarray(keras.activations.get(activation)(np.vstack([logits, np.full((1, 10), 20, "float32")])))


@endings.check("reaches", points=2)
def _(answer):
    for name, (activation, _) in chosen(answer).items():
        low, high = RANGES[name]
        found = outputs(activation)
        span = f"{found.min():.0f} to {found.max():.0f}".replace("-", "−")
        words = f"Targets {name!r}: for logits from −20 to 20, {activation} gives values from {span}"
        expect(found.min() < low + 0.05 and found.max() > high - 0.05, f"{words}, so that some targets can never be reached.")
        together = name == "one of ten" or found.sum(axis=1).max() > 1.01
        expect(together, f"Targets {name!r}: with {activation} all outputs add up to 1, so that they cannot be large together.")


@endings.check("stays", needs="reaches")
def _(answer):
    for name, (activation, _) in chosen(answer).items():
        found = outputs(activation)
        inside = found.min() > RANGES[name][0] - 1e-3 and found.max() < RANGES[name][1] + 1e-3
        expect(inside, f"Targets {name!r}: {activation} also gives values that no target has.")
    sums = outputs(chosen(answer)["one of ten"][0]).sum(axis=1)
    expect(np.allclose(sums, 1, atol=1e-4), "Targets 'one of ten': the ten outputs of a row should add up to 1, as shares do.")


@endings.check("loss-fits", points=2, needs="reaches")
def _(answer):
    import keras

    for name, (_, loss) in chosen(answer).items():
        low, high = RANGES[name]
        guesses = np.linspace(low, high, 201)[:, None]
        targets = [guesses[n] for n in (50, 100, 130)]
        if name == "one of ten":
            targets, guesses = np.eye(10)[:3], answer.random.dirichlet(np.ones(10), size=201)
        for target in targets:
            every = np.vstack([target, guesses]).astype("float32")
            try:
                costs = np.asarray(getattr(keras.losses, loss)(np.broadcast_to(target, every.shape).astype("float32"), every))
            except Exception as error:
                raise Wrong(
                    f"Targets {name!r}: {loss} cannot be computed for such targets. Which form do they have?"
                ) from error
            others = costs[1:][np.abs(guesses - target).max(axis=1) > 1e-6]
            expect((costs[0] < others).all(), f"Targets {name!r}: {loss} is not smallest where the output equals the target.")


@endings.check("confident-mistake", needs="loss-fits")
def _(answer):
    import keras

    loss = chosen(answer)["one of ten"][1]
    target, shares = np.eye(10, dtype="float32")[[0, 0]], np.array([0.001, 0.5], "float32")
    rows = np.where(target == 1, shares[:, None], (1 - shares[:, None]) / 9).astype("float32")
    worse, fair = np.asarray(getattr(keras.losses, loss)(target, rows))
    expect(
        worse > 5 * fair,
        f"Targets 'one of ten': with {loss}, giving the right class 1 in 1,000 costs only {worse / fair:.1f} times as "
        "much as giving it 1 in 2. Which loss asks how surprised the network is?",
    )

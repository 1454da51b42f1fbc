"""Networks on paper: building one, counting its parameters."""

from threenets.grading.answer import as_array, as_number, counted, expect
from threenets.grading.exercise import Exercise

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
    expect(len(units) == 3, f"The model has {counted(len(units), 'dense layer')}: count the arrows in the task, not the numbers.")
    expect(units[-1] == 512, f"The last layer has {counted(units[-1], 'unit')}: the model should give back what it was given.")
    expect(units == [32, 16, 512], f"The layers have {units} units: compare each with the task.")


@network.check("parameters", needs="layers")
def _(answer):
    layers = [layer for layer in answer.model("autoencoder").layers if hasattr(layer, "units")]
    without = [number for number, layer in enumerate(layers, start=1) if not layer.use_bias]
    shown = f"{'Layers' if len(without) > 1 else 'Layer'} {', '.join(map(str, without))} {'have' if len(without) > 1 else 'has'}"
    expect(not without, f"{shown} no biases: a dense layer has one for each unit.")
    others = [layer.name for layer in answer.model("autoencoder").layers if layer.weights and layer not in layers]
    expect(
        not others,
        f"The model also holds parameters in {', '.join(others)}: only three layers are asked for.",
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
        expect(output.shape == (rows, 512), f"For {counted(rows, 'row')} the model gives an output of shape {output.shape}.")
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

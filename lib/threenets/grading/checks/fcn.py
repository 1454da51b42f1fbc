"""Checks of the exercises on fully connected networks."""

from threenets.grading.answer import as_array, expect
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


@network.check("sigmoid", points=2, needs="layers")
def _(answer):
    from keras import activations

    layers = [layer for layer in answer.model("autoencoder").layers if hasattr(layer, "units")]
    names = [activations.serialize(layer.activation) for layer in layers]
    odd = [f"layer {number} has {name}" for number, name in enumerate(names, start=1) if name != "sigmoid"]
    expect(not odd, f"Every layer should have the sigmoid, and {' and '.join(odd)}.")


@network.check("output-range", needs=("input", "layers"))
def _(answer):
    model = answer.model("autoencoder")
    for rows in (1, 7):
        output = as_array(model(answer.random.normal(size=(rows, 512)), training=False).numpy(), "The model's output")
        expect(output.shape == (rows, 512), f"For {rows} rows the model gives an output of shape {output.shape}.")
        outside = "below 0" if output.min() <= 0 else "above 1"
        expect(
            ((output > 0) & (output < 1)).all(), f"Some outputs lie {outside}: a sigmoid never leaves the range from 0 to 1."
        )

"""A network that shrinks too far, mended."""

import numpy as np

from threenets.grading.answer import counted, expect
from threenets.grading.exercise import Exercise

repaired = Exercise(
    "cnn-3",
    "A network that shrinks too far",
    hints=(
        "Follow the size through the broken network: 32, then 26, 13, 7, 3. What would the next kernel need?",
        "Smaller kernels or `padding=\"same\"` keep the maps large enough. `keras.layers.Rescaling(1 / 255)` comes first.",
        "A `Flatten` after large maps makes the dense layer huge: let the maps shrink to a few places before it.",
    ),
)  # fmt: skip


def convolutions(model):
    """Return the convolutions of a model, in order."""
    return [layer for layer in model.layers if type(layer).__name__ == "Conv2D"]


def activation(layer):
    """Return the name of a layer's activation, whether it is a part of the layer or the layer itself."""
    return getattr(getattr(layer, "activation", None), "__name__", type(layer).__name__.lower())


@repaired.check("input")
def _(answer):
    shape = answer.model("repaired").input_shape
    expect(
        shape == (None, 32, 32, 3), f"The model takes inputs of shape {shape}: the pictures stay 32 by 32 with three colours."
    )
    odd = [
        layer.name
        for layer in answer.model("repaired").layers
        if type(layer).__name__ in ("UpSampling2D", "ZeroPadding2D", "Reshape", "Conv2DTranspose")
    ]
    expect(not odd, "The pictures or maps are enlarged on the way: shrink them less instead.")


@repaired.check("three-convolutions", points=2, needs="input")
def _(answer):
    model = answer.model("repaired")
    found = convolutions(model)
    expect(len(found) == 3, f"The model has {counted(len(found), 'convolution')}: all three should stay.")
    filters = [layer.filters for layer in found]
    expect(filters == [16, 32, 64], f"The convolutions have {', '.join(map(str, filters))} filters: these were not the fault.")
    places = [*(model.layers.index(layer) for layer in found), len(model.layers) - 1]
    for number, (place, following) in enumerate(zip(places, places[1:], strict=False), start=1):
        names = {activation(layer) for layer in model.layers[place:following]}
        expect("relu" in names, f"Convolution {number} has no ReLU any more: without it, two layers in a row are one.")


@repaired.check("ten-shares")
def _(answer):
    model = answer.model("repaired")
    expect(
        model.output_shape == (None, 10),
        f"The model gives an output of shape {model.output_shape}: ten shares a picture are asked for.",
    )
    name = activation(model.layers[-1])
    expect(name == "softmax", f"The model ends in {name}: the loss expects shares that add up to 1.")


@repaired.check("small")
def _(answer):
    found = answer.model("repaired").count_params()
    expect(
        found < 200_000, f"The model has {counted(found, 'parameter')}, and may have fewer than 200,000: which layer holds most of them?"
    )


@repaired.check("scaled", points=2, needs="three-convolutions")
def _(answer):
    import keras

    model = answer.model("repaired")
    first = keras.Model(model.inputs[0], convolutions(model)[0].input)
    largest = np.abs(np.asarray(first(np.full((1, 32, 32, 3), 255, "float32"), training=False))).max()
    expect(
        0.2 < largest < 5,
        f"A white pixel of 255 reaches the first convolution as {largest:g}: bring it to about 1 inside the model.",
    )

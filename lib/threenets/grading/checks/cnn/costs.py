"""The costs of layers: parameters and multiplications."""

import numpy as np

from threenets.grading.answer import as_array, counted, expect
from threenets.grading.exercise import Exercise

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
        f"A convolution of 4 kernels 3 by 2 on 12 by 10 places with 3 channels multiplies {counted(found[0], 'time')} by your "
        "count: how many places has its output?",
    )


@costs.check("dense")
def _(answer):
    model, _, work = example(answer)
    _, found = layer_costs(answer, model)
    expect(
        found[3] == work[3],
        f"A dense layer from 80 to 5 numbers multiplies {counted(found[3], 'time')} by your count: biases are added, not multiplied.",
    )


@costs.check("any-network", points=3, needs=("parameters", "convolution", "dense"))
def _(answer):
    for stride, padding in ((2, "valid"), (2, "same"), (1, "same")):
        model, parameters, work = example(answer, stride, padding, int(answer.random.integers(2, 7)))
        expect(
            layer_costs(answer, model) == (parameters, work),
            f"With the stride {stride} and padding {padding!r} some costs are wrong.",
        )

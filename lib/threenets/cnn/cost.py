"""Where a network has its parameters, and where it does its arithmetic."""

from __future__ import annotations

from typing import NamedTuple

from keras import layers


class Cost(NamedTuple):
    """Cost of one layer.

    name : str
    output : tuple of int, shape of the output without the axis of the images
    parameters : int
    multiply_adds : int, multiplications (each with an addition) for one image
    """

    name: str
    output: tuple[int, ...]
    parameters: int
    multiply_adds: int


def costs(model) -> list[Cost]:
    """The cost of each layer of a built chain of layers.

    Counted are the multiplications with a weight: in a convolution each weight takes part once per output position,
    in a dense layer once. Pooling, activations, scaling and biases are not counted.

    Raises
    ------
    ValueError
        If the model has not been built, so that shapes are not known.
    """
    if not model.built:
        raise ValueError("the model has no shapes yet: begin it with keras.Input")
    found = []
    for layer in model.layers:
        output = tuple(int(n) for n in layer.output.shape[1:])
        arithmetic = 0
        if isinstance(layer, layers.Conv2D):
            arithmetic = output[0] * output[1] * int(layer.kernel.shape.num_elements())
        elif isinstance(layer, layers.Dense):
            arithmetic = int(layer.kernel.shape[0] * layer.kernel.shape[1])
        found.append(Cost(layer.name, output, int(layer.count_params()), arithmetic))
    return found


def shares(model) -> dict[str, tuple[float, float]]:
    """For each layer with parameters its share (0 to 1) of all parameters, and of all multiply-adds."""
    found = costs(model)
    parameters, arithmetic = sum(cost.parameters for cost in found), sum(cost.multiply_adds for cost in found)
    return {cost.name: (cost.parameters / parameters, cost.multiply_adds / arithmetic) for cost in found if cost.parameters}

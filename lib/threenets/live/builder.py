"""A stack of layers to build, as a live figure: sizes shrink layer by layer until one cannot be built."""

from __future__ import annotations

import textwrap

import numpy as np

from threenets import style
from threenets.live.figure import Live
from threenets.style import COLOURS
from threenets.style.drawing import TEXT, axis_labels

_TYPES = ("Conv2D", "MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling2D", "Flatten", "Dense")
_LEFT_OUT = ("InputLayer", "Rescaling", "Dropout")  # they change no size and have no parameters


def builder(networks, input_shape):
    """Let readers stack layers and see, layer by layer, the sizes, the parameters, and which layer cannot be built.

    Parameters
    ----------
    networks : dict of str to list of keras.layers.Layer
        Stacks to start from, the first one at first. A stack may be one that cannot be built: the layers need no
        shapes yet. Of the types Conv2D, MaxPooling2D, AveragePooling2D, GlobalAveragePooling2D, Flatten and Dense,
        with square windows and equal strides; Rescaling and Dropout are left out.
    input_shape : tuple of int
        Height, width and channels of one image.

    Returns
    -------
    Live

    Raises
    ------
    TypeError, ValueError
        If a layer is of another type or has settings that the figure does not show.
    """
    input_shape = tuple(int(length) for length in input_shape)
    if len(input_shape) != 3 or min(input_shape) < 1:
        raise ValueError(f"the input must have height, width and channels, not {input_shape}")
    if not networks:
        raise ValueError("builder needs at least one stack of layers to start from")
    described = {name: [_describe(layer) for layer in _shown(stack)] for name, stack in networks.items()}
    built = {name: build(described[name], input_shape) for name in networks}
    expected = [
        {"setting": {"input": list(input_shape), "layers": described[name]},
         "values": {"shapes": [length for shape, _ in found for length in shape], "parameters": [count for _, count in found]}}
        for name, found in built.items()
    ]  # fmt: skip
    fig, alt = _picture(described, built, input_shape)
    return Live("builder", {"input": list(input_shape), "networks": described}, expected, fig, alt)


def build(stack, input_shape):
    """Build described layers with Keras, one after the other, until one is refused.

    Parameters
    ----------
    stack : list of dict
        ``type`` and, as far as the type has them, ``filters``, ``units``, ``kernel``, ``pool``, ``stride``, ``padding``.
    input_shape : tuple of int

    Returns
    -------
    list of tuple
        Output shape without the batch, and number of parameters, of each layer that can be built.
    """
    import keras

    now, found = keras.Input(input_shape), []
    for described in stack:
        layer = _keras_layer(described)
        try:
            now = layer(now)
        except ValueError:  # Keras' word for a size that is not positive and for a list where an image is needed
            break
        found.append((tuple(now.shape[1:]), layer.count_params()))
    return found


def _keras_layer(described):
    from keras import layers

    names = {"kernel": "kernel_size", "pool": "pool_size", "stride": "strides"}
    settings = {names.get(name, name): value for name, value in described.items() if name != "type"}
    return getattr(layers, described["type"])(**settings)


def _shown(stack):
    return [layer for layer in stack if type(layer).__name__ not in _LEFT_OUT]


def _describe(layer):
    kind, config = type(layer).__name__, layer.get_config()
    if kind not in _TYPES:
        raise TypeError(f"the layer {layer.name!r} is a {kind}; the builder knows {', '.join(_TYPES)}")
    found = {"type": kind}
    for key, name in (("kernel_size", "kernel"), ("pool_size", "pool"), ("strides", "stride")):
        if key in config:
            if config[key][0] != config[key][1]:
                raise ValueError(f"the layer {layer.name!r} has {key} {config[key]}; the builder shows square ones only")
            found[name] = int(config[key][0])
    for name in ("filters", "units", "padding"):
        if name in config:
            found[name] = config[name]
    if config.get("use_bias") is False or config.get("dilation_rate", (1, 1)) != (1, 1) or config.get("groups", 1) != 1:
        raise ValueError(f"the layer {layer.name!r} is without bias, dilated or grouped, which the builder does not show")
    return found


def _picture(described, built, input_shape):
    """Height of the maps after each layer, one line a stack; a cross where a stack ends before its last layer."""
    fig, ax = style.new(7, 3.6)
    told = []
    for (name, stack), colour, marker in zip(described.items(), ("vermillion", "blue", "green", "purple"), "osD^"):
        heights = [input_shape[0], *(shape[0] for shape, _ in built[name] if len(shape) == 3)]
        ax.plot(range(len(heights)), heights, marker=marker, color=COLOURS[colour], linewidth=2, label=textwrap.fill(name, 30))
        sizes = ", ".join(map(str, heights))
        if len(built[name]) < len(stack):
            stopped = stack[len(built[name])]["type"]
            ax.plot([len(heights) - 1, len(heights)], [heights[-1], 0], ":", color=COLOURS[colour])
            ax.plot(len(heights), 0, "X", color=COLOURS[colour], markersize=13, clip_on=False)
            told.append(f"{name}: {sizes}, then layer {len(built[name]) + 1} ({stopped}) cannot be built")
        else:
            told.append(f"{name}: {sizes}; all {len(stack)} layers can be built")
    ax.set(ylim=(0, 1.05 * input_shape[0]))
    ax.set_xticks(np.arange(0, ax.get_xlim()[1] + 0.01))
    ax.legend(fontsize=TEXT, frameon=False)
    axis_labels(ax, "layers so far", "height of the maps (pixels)")
    return fig, "Height of the feature maps after each layer. " + ". ".join(told) + "."

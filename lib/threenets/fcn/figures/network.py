"""Pictures of the network: its activation functions and its layers drawn to scale."""

import numpy as np

from threenets import style
from threenets.style.drawing import TEXT, axis_labels

_ACTIVATIONS = {"relu": "ReLU", "linear": "linear", "tanh": "tanh", "sigmoid": "sigmoid", "softmax": "softmax"}
_DATA = (-1.0, (255 - 128) / 128)  # range of the normalised pixels
_RANGES = {"ReLU": (0, np.inf), "tanh": (-1, 1), "sigmoid": (0, 1)}  # with the limits that are only approached


def activations():
    """Draw ReLU, tanh and sigmoid, and the range of the normalised pixels that an output has to cover.

    Returns
    -------
    style.Figure
    """
    low, high = _DATA
    x = np.linspace(-4, 4, 401)
    lines = [  # name and where it stands, values, look
        ("ReLU", (1.55, 1.95), np.maximum(0, x), "blue", "-"),
        ("tanh", (-1.55, -0.72), np.tanh(x), "vermillion", "--"),
        ("sigmoid", (-1.7, 0.42), 1 / (1 + np.exp(-x)), "green", "-."),
    ]
    fig, ax = style.new(7, 3.8)
    ax.axhspan(low, high, color=style.COLOURS["yellow"], alpha=0.35, linewidth=0)
    spoken = f"{low:g} to {high:.3f}".replace("-", "−")
    ax.text(3.9, -0.5, f"pixel values:\n{spoken}", fontsize=TEXT, va="center", ha="right")
    for name, place, y, colour, dash in lines:
        ax.plot(x, y, dash, color=style.COLOURS[colour], linewidth=2.5)
        ax.text(*place, name, color=style.COLOURS[colour], fontsize=TEXT + 1, ha="right")
    ax.set(xlim=(-4, 4), ylim=(-1.3, 2.5), yticks=[-1, 0, 1, 2])
    axis_labels(ax, "input x of the activation (no unit)", "output (no unit)")
    alt = "ReLU, tanh and sigmoid for inputs from −4 to 4. "
    covering = [name for name, (least, greatest) in _RANGES.items() if least <= low and high <= greatest]
    alt += f"Pixel values run from {spoken}; this range is covered by {' and '.join(covering)}."
    return style.figure(fig, alt=alt)


def _dense_layers(model):
    """Return [(units, parameters, name of activation)], the input first."""
    try:
        shape = tuple(model.input_shape)
        layers = [layer for layer in model.layers if hasattr(layer, "units")]
        chain = [(layer.units, layer.count_params(), layer.activation.__name__) for layer in layers]
    except (AttributeError, ValueError) as problem:
        raise ValueError(
            "the drawing needs a built Keras model of Dense layers: start it with keras.Input((784,))"
        ) from problem
    if len(shape) != 2 or not chain:
        raise ValueError(f"the drawing needs Dense layers on flat images (None, pixels), not an input of {shape}")
    return [(shape[1], 0, "input"), *chain]


def architecture(model):
    """Draw a chain of Dense layers to scale: height is the number of units, each connection has its parameters.

    Parameters
    ----------
    model : keras.Model
        A built model of Dense layers; shapes and counts are read from it.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If the model is not built, has no Dense layers, or takes anything but flat inputs.
    """
    layers = _dense_layers(model)
    units = [count for count, _, _ in layers]
    code, top = int(np.argmin(units)), max(units) / 2
    total = sum(count for _, count, _ in layers)
    blue, orange, black = (style.COLOURS[name] for name in ("blue", "vermillion", "black"))
    fig, ax = style.new(7, 4)
    for place, (count, parameters, _) in enumerate(layers):
        colour = blue if place < code else orange if place > code else black
        ax.bar(place, count, width=0.16, bottom=-count / 2, color=colour, zorder=3)
        ax.text(place, count / 2 + 0.03 * top, f"{count}", ha="center", va="bottom", fontsize=TEXT + 1, color=colour)
        if place:
            before = units[place - 1]
            outline = [before / 2, count / 2, -count / 2, -before / 2]
            ax.fill([place - 0.92, place - 0.08, place - 0.08, place - 0.92], outline, color=style.COLOURS["sky"],
                    alpha=0.35, linewidth=0)  # fmt: skip
            ax.text(place - 0.5, -0.7 * top, f"{parameters:,}", ha="center", fontsize=TEXT)
    ax.text((len(units) - 1) / 2, -top, f"{total:,} parameters in all", ha="center", fontsize=TEXT)
    phases = [("compress", 0, code, blue), ("reconstruct", code, len(units) - 1, orange)]
    for name, start, end, colour in phases:
        if start < end:
            arrow = {"arrowstyle": "->", "color": colour, "linewidth": 2}
            ax.annotate("", (end - 0.05, 1.3 * top), xytext=(start + 0.05, 1.3 * top), arrowprops=arrow)
            ax.text((start + end) / 2, 1.34 * top, name, ha="center", va="bottom", color=colour, fontsize=TEXT + 1)
    ticks = [f"{_ACTIVATIONS.get(name, name)}\n(None, {count})" for count, _, name in layers]
    ax.set(xlim=(-0.5, len(units) - 0.5), ylim=(-1.05 * top, 1.6 * top), yticks=[])
    axis_labels(ax, "layer: activation and output shape (images, units)", "height: number of units")
    ax.set_xticks(range(len(units)), labels=ticks)
    ax.spines[:].set_visible(False)
    counts = "; ".join(f"{count:,}" for _, count, _ in layers[1:])
    alt = f"The layers have {', '.join(map(str, units))} units, drawn to scale. "
    alt += f"The connections have {counts} parameters, {total:,} in all. "
    alt += f"The narrowest layer has {units[code]} units" + ("." if code in (0, len(units) - 1) else ", the code.")
    return style.figure(fig, alt=alt)

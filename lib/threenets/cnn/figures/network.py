"""Pictures of a network as a whole: its blocks with their shapes, and where parameters and arithmetic are."""

import numpy as np
from matplotlib.patches import Rectangle

from threenets import style
from threenets.cnn.cost import costs, shares
from threenets.cnn.figures._parts import percent
from threenets.style.drawing import TEXT, axis_labels

_CHANNELS = 6  # sheets that are drawn of a stack of maps, at most


def blocks(model):
    """Draw a chain of layers from top to bottom with the shape of each output and its parameters.

    Maps are drawn to scale, as a stack of sheets; a list of numbers is a bar whose length grows with its logarithm.

    Parameters
    ----------
    model : keras.Sequential
        Built.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If the model is not built.
    """
    found = costs(model)
    rows = [("image", tuple(model.input_shape[1:]), 0)]
    rows += [(_words(layer), cost.output, cost.parameters) for layer, cost in zip(model.layers, found)]
    heights = [0.28 + (0.022 * shape[0] if len(shape) == 3 else 0.05) for _, shape, _ in rows]
    fig, ax = style.new(7, 0.5 + sum(heights))
    y = 0.0
    for number, ((words, shape, parameters), height) in enumerate(zip(rows, heights)):
        middle = y + height / 2
        _block(ax, shape, middle)
        ax.text(1.6, middle, words, va="center", fontsize=TEXT)
        ax.text(5.75, middle, " × ".join(map(str, shape)), va="center", ha="right", fontsize=TEXT)
        ax.text(7.0, middle, f"{parameters:,}" if parameters else "–", va="center", ha="right", fontsize=TEXT)
        if number:
            arrow = {"arrowstyle": "-|>", "color": style.COLOURS["grey"]}
            ax.annotate("", (0.75, y + 0.09), (0.75, y - 0.09), arrowprops=arrow)
        y += height
    for x, text, side in ((1.6, "layer", "left"), (5.75, "output", "right"), (7.0, "parameters", "right")):
        ax.text(x, -0.15, text, ha=side, fontsize=TEXT, fontweight="bold")
    ax.set(xlim=(0, 7.05), ylim=(y, -0.3))
    ax.set_axis_off()
    total = sum(cost.parameters for cost in found)
    listed = "; ".join(f"{words} {' × '.join(map(str, shape))}" for words, shape, _ in rows)
    return style.figure(fig, alt=f"A network from input to output, with the shape after each step: {listed}. "
                                 f"{total:,} parameters in all.")  # fmt: skip


def _block(ax, shape, middle):
    if len(shape) == 3:
        side = 0.022 * shape[0]
        sheets = min(shape[2], _CHANNELS)
        for sheet in reversed(range(sheets)):
            corner = 0.75 - side / 2 + 0.05 * (sheet - (sheets - 1) / 2), middle - side / 2
            ax.add_patch(Rectangle(corner, side, side, facecolor=style.COLOURS["sky"], edgecolor="black", linewidth=0.7))
    else:
        length = 0.16 * np.log2(shape[0] + 1)
        ax.add_patch(Rectangle((0.75 - length / 2, middle - 0.06), length, 0.12, facecolor=style.COLOURS["orange"],
                               edgecolor="black", linewidth=0.7))  # fmt: skip


def _words(layer):
    kind, config = type(layer).__name__, layer.get_config()
    if kind == "Conv2D":
        side, stride = config["kernel_size"][0], config["strides"][0]
        return f"convolution {side} × {side}" + (f", stride {stride}" if stride > 1 else "") + f", {config['padding']}"
    if kind in ("MaxPooling2D", "AveragePooling2D"):
        side, stride = config["pool_size"][0], config["strides"][0]
        if side == 1:
            return f"every {stride}nd value"
        return f"{'largest' if kind.startswith('Max') else 'mean'} of {side} × {side}, stride {stride}"
    if kind == "Dense":
        return f"dense, {config['activation']}"
    plain = {"Rescaling": "scale the pixels", "Flatten": "flatten", "GlobalAveragePooling2D": "mean of each map",
             "Softmax": "softmax"}  # fmt: skip
    return plain.get(kind, kind)


def parameters_and_arithmetic(model):
    """Draw for each layer with parameters its share of all parameters and of all multiply-adds.

    Parameters
    ----------
    model : keras.Sequential
        Built.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If the model is not built.
    """
    found = {name: (100 * a, 100 * b) for name, (a, b) in shares(model).items()}
    fig, ax = style.new(7, 1.2 + 0.65 * len(found))
    place = np.arange(len(found))
    for number, (kind, colour) in enumerate((("parameters", "blue"), ("multiply-adds", "orange"))):
        values = np.array([pair[number] for pair in found.values()])
        ax.barh(place + 0.19 * (2 * number - 1), values, height=0.36, color=style.COLOURS[colour], label=kind)
        for row, value in zip(place, values):
            ax.text(value + 1, row + 0.19 * (2 * number - 1), percent(value), va="center", fontsize=TEXT)
    ax.set_yticks(place, labels=list(found))
    ax.set(xlim=(0, 100), ylim=(len(found) - 0.5, -0.5))
    axis_labels(ax, "share of the whole network (%)", "")
    ax.legend(fontsize=TEXT, frameon=False, loc="lower right")
    listed = "; ".join(f"{name} {percent(a)} and {percent(b)}" for name, (a, b) in found.items())
    return style.figure(fig, alt=f"Share of parameters and of multiply-adds by layer: {listed}.")

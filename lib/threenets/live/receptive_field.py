"""The receptive field of a unit, as a live figure: which input pixels it depends on."""

from __future__ import annotations

import numpy as np

from threenets.live.figure import Live, image_bytes
from threenets.style import COLOURS
from threenets.style.drawing import panel, panels

_WINDOWS = ("Conv2D", "MaxPooling2D", "AveragePooling2D")


def receptive_field(model, image):
    """Let readers choose a unit of a layer and see which input pixels it depends on, border included.

    Parameters
    ----------
    model : keras.Sequential
        Its convolution and pooling layers up to the first layer of another kind count (Rescaling is passed over). The
        windows are square, their strides equal in both directions. No weights are used.
    image : array, shape (height, width, channels), uint8
        What the field is shown on; one or three channels.

    Returns
    -------
    Live

    Raises
    ------
    TypeError, ValueError
        If the model has no such layers, a window is not square, or the image does not have the model's input shape.
    """
    image = np.asarray(image)
    if image.shape != tuple(model.input_shape[1:]) or image.ndim != 3:
        raise ValueError(f"the image must have the model's input shape {model.input_shape[1:]}, not {image.shape}")
    layers = _windows(model)
    data = {"input": list(image.shape), "layers": layers, "picture": image_bytes(image)}
    sizes = [(int(s[1]), int(s[2])) for s in (layer.output.shape for layer in model.layers if type(layer).__name__ in _WINDOWS)]
    expected = []
    for place, (height, width) in enumerate(sizes[: len(layers)]):
        for row, column in {(0, 0), (height // 2, width // 2), (height - 1, width // 3)}:
            needed = dependence(layers[: place + 1], image.shape[:2], row, column)
            values = {"rows": needed.any(axis=1), "columns": needed.any(axis=0)}
            expected.append({"setting": {"layer": place, "row": row, "column": column}, "values": values})
    expected.sort(key=lambda entry: list(entry["setting"].values()))
    fig, alt = _picture(layers, sizes, image)
    return Live("receptive-field", data, expected, fig, alt)


def dependence(layers, size, row, column):
    """Find out by a gradient which input pixels a unit depends on.

    The layers are built again with one channel, all weights 1 and averages in place of maxima: then no path from the
    input to the unit is closed, and none cancels another.

    Parameters
    ----------
    layers : list of dict
        ``type``, ``window``, ``stride`` and ``padding`` of each layer from the input on.
    size : tuple of int
        Height and width of the input.
    row, column : int
        Of the unit, counted from 0.

    Returns
    -------
    array of the input's size, bool
    """
    import tensorflow as tf
    from keras import layers as kinds

    pixels = tf.Variable(tf.ones((1, *size, 1)))
    with tf.GradientTape() as tape:
        now = pixels
        for layer in layers:
            settings = {"strides": layer["stride"], "padding": layer["padding"]}
            if layer["type"] == "Conv2D":
                now = kinds.Conv2D(1, layer["window"], kernel_initializer="ones", **settings)(now)
            else:
                now = kinds.AveragePooling2D(layer["window"], **settings)(now)
        unit = now[0, row, column, 0]
    return tape.gradient(unit, pixels).numpy()[0, :, :, 0] > 0


def _windows(model):
    found = []
    for layer in model.layers:
        kind, config = type(layer).__name__, layer.get_config()
        if kind == "Rescaling" and not found:
            continue
        if kind not in _WINDOWS:
            break
        window, stride = config.get("kernel_size", config.get("pool_size")), config["strides"]
        if window[0] != window[1] or stride[0] != stride[1] or config.get("dilation_rate", (1, 1)) != (1, 1):
            raise ValueError(f"the layer {layer.name!r} has a window or a stride that is not square, or is dilated")
        found.append({"type": kind, "name": kind, "window": int(window[0]), "stride": int(stride[0]),
                      "padding": config["padding"]})  # fmt: skip
    if not found:
        raise TypeError("the model does not begin with convolution or pooling layers")
    return found


def _picture(layers, sizes, image):
    """The field of the middle unit of each layer, on the image."""
    fig, axes = panels(7, 2.2 if len(layers) < 6 else 4, -(-len(layers) // 5), min(len(layers), 5))
    for ax in axes.flat[len(layers):]:
        ax.set_axis_off()
    told = []
    for place, (ax, layer) in enumerate(zip(axes.flat, layers)):
        height, width = sizes[place]
        needed = dependence(layers[: place + 1], image.shape[:2], height // 2, width // 2)
        dimmed = (image * np.where(needed, 1, 0.3)[:, :, None]).astype(np.uint8)
        title = f"{place + 1}: {layer['type']}".replace("Pooling", "\nPooling")
        panel(ax, dimmed if image.shape[2] == 3 else dimmed[:, :, 0], (0, 255), title=title)
        rows, columns = int(needed.any(axis=1).sum()), int(needed.any(axis=0).sum())
        ax.set_xlabel(f"{rows} × {columns} pixels", color=COLOURS["black"])
        told.append(f"layer {place + 1} ({layer['type']}): {rows} × {columns}")
    return fig, "Input pixels that the middle unit of each layer depends on. " + "; ".join(told) + "."

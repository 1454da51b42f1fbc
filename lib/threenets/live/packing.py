"""A trained network in a form that a page can carry: its layers in words, its weights in half precision."""

from __future__ import annotations

import base64
import sys

import numpy as np

# For each layer that the page's own forward pass knows: the settings that it needs.
_KEPT = {
    "Dense": ("activation",),
    "Conv2D": ("activation", "kernel_size", "strides", "padding"),
    "MaxPooling2D": ("pool_size", "strides", "padding"),
    "AveragePooling2D": ("pool_size", "strides", "padding"),
    "GlobalAveragePooling2D": (),
    "Flatten": (),
    "Reshape": ("target_shape",),
    "Rescaling": ("scale", "offset"),
    "SimpleRNN": ("activation", "return_sequences"),
}
_LEFT_OUT = ("Dropout", "InputLayer")  # they do nothing to a trained network
_ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "softmax")
# Settings that the forward pass does not have: they must be as here.
_DEFAULTS = {
    "dilation_rate": (1, 1), "groups": 1, "data_format": "channels_last", "go_backwards": False, "keepdims": False,
    "stateful": False,
}  # fmt: skip


def pack(model) -> dict:
    """Describe a chain of layers so that ``assets/live/network.js`` can compute it.

    Parameters
    ----------
    model : keras.Sequential
        Built, of the layers Dense, Conv2D, MaxPooling2D, AveragePooling2D, GlobalAveragePooling2D, Flatten, Reshape,
        Rescaling and SimpleRNN, with the activations linear, ReLU, tanh, sigmoid and softmax. Dropout is left out.

    Returns
    -------
    dict
        ``input``: shape of one sample; ``layers``: type, settings and the shapes of the weights of each layer;
        ``weights``: all weights, layer by layer, in half precision, low byte first, as base64.

    Raises
    ------
    TypeError
        If the model is no chain, or a layer or an activation has no counterpart in the page.
    ValueError
        If the model has no weights yet, a setting has no counterpart, or a weight is too large for half precision.
    """
    import keras

    if not isinstance(model, keras.Sequential):
        raise TypeError(f"a live figure takes a keras.Sequential, a chain of layers, not {type(model).__name__}")
    if not model.built:
        raise ValueError("the model has no shapes yet: begin it with keras.Input(...)")
    layers, flat = [], []
    for layer in model.layers:
        kind = type(layer).__name__
        if kind in _LEFT_OUT:
            continue
        weights = _weights(layer, kind)
        layers.append({"type": kind, **_settings(layer, kind), "shapes": [list(w.shape) for w in weights]})
        flat += [w.ravel() for w in weights]
    numbers = to_half(np.concatenate(flat) if flat else np.zeros(0, np.float32))
    return {"input": list(model.input_shape[1:]), "layers": layers, "weights": base64.b64encode(numbers).decode("ascii")}


def rounded(model):
    """Return a copy of a model with its weights as the page has them, rounded to half precision.

    What the page computes is compared with this twin: the rounding itself, which changes a result in the third or
    fourth digit, is then no difference.
    """
    import keras

    twin = keras.models.clone_model(model)
    twin.set_weights([np.asarray(w).astype(np.float16).astype(np.float32) for w in model.get_weights()])
    return twin


def to_half(numbers):
    """Return numbers as bytes in half precision, low byte first; ValueError where one is too large (over 65,504)."""
    with np.errstate(over="ignore"):
        rounded_numbers = np.ascontiguousarray(numbers, "<f2")
    if not np.isfinite(rounded_numbers).all():
        raise ValueError("a number is not finite in half precision, which ends at 65,504: look for a diverged training")
    return rounded_numbers.tobytes()


def coins(seed, count):
    """Draw random numbers that the page draws as well (Mulberry32; ``threenets.coins`` in ``assets/live/numbers.js``).

    Parameters
    ----------
    seed : int, from 0 to 2**32 - 1
    count : int

    Returns
    -------
    array, shape (count,), float64
        From 0 up to but not including 1.
    """
    whole = 0xFFFFFFFF
    found, state = np.empty(count), seed
    for place in range(count):
        state = (state + 0x6D2B79F5) & whole
        mixed = ((state ^ (state >> 15)) * (1 | state)) & whole
        mixed = ((mixed + (((mixed ^ (mixed >> 7)) * (61 | mixed)) & whole)) & whole) ^ mixed
        found[place] = ((mixed ^ (mixed >> 14)) & whole) / 2**32
    return found


def in_colab():
    """Tell whether this runs in Colab: there a live figure is its picture, and the weights would be dead freight."""
    return "google.colab" in sys.modules


def _settings(layer, kind):
    if kind not in _KEPT:
        raise TypeError(f"the layer {layer.name!r} is a {kind}, which live figures cannot compute; they know {', '.join(_KEPT)}")
    config = layer.get_config()
    for name, wanted in _DEFAULTS.items():
        found = config.get(name, wanted)
        if (tuple(found) if isinstance(found, list | tuple) else found) != wanted:
            raise ValueError(f"the layer {layer.name!r} has {name} = {found}, which live figures cannot compute")
    kept = {name: config[name] for name in _KEPT[kind]}
    if kept.get("activation", "linear") not in _ACTIVATIONS:
        raise TypeError(f"the layer {layer.name!r} has the activation {kept['activation']!r}; live figures know {_ACTIVATIONS}")
    if any(not np.isscalar(kept.get(name, 0)) for name in ("scale", "offset")):
        raise ValueError(f"the layer {layer.name!r} rescales by several numbers, which live figures cannot compute")
    if kind == "Reshape":
        kept["target_shape"] = layer.output.shape[1:]  # without the -1 that may stand in the configuration
    return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def _weights(layer, kind):
    weights = [np.asarray(w, np.float32) for w in layer.get_weights()]
    if weights and not getattr(layer, "use_bias", True):
        weights.append(np.zeros(weights[0].shape[-1], np.float32))  # the page always adds one
    return weights

"""A convolution step by step, as a live figure."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from threenets.live.figure import Live
from threenets.style import COLOURS
from threenets.style.drawing import TEXT, panel, panels

LARGEST = 10  # pixels along a picture's side: more do not fit on a phone beside their padding

KERNELS = {
    "edge: dark to bright": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
    "blur": [[1 / 9] * 3] * 3,
    "corner, its mean subtracted": [[4 / 9, 4 / 9, 4 / 9], [4 / 9, -5 / 9, -5 / 9], [4 / 9, -5 / 9, -5 / 9]],
    "corner, as drawn (a trap)": [[1, 1, 1], [1, 0, 0], [1, 0, 0]],
}  # the trap: without negative weights, a bright patch answers louder than the corner itself
_MODES = ("convolution", "max pooling", "average pooling")
# picture, its size, kernel, stride, padding, layer: odd and even, with and without a rest at the border
_SETTINGS = [
    (0, 7, "edge: dark to bright", 1, "valid", 0), (1, 8, "corner, as drawn (a trap)", 1, "same", 0),
    (1, 8, "corner, its mean subtracted", 2, "same", 0), (2, 9, "blur", 3, "same", 0), (0, 7, 2, 2, "same", 1),
    (1, 10, 3, 2, "same", 2), (0, 6, 5, 4, "valid", 2), (2, 7, 4, 1, "same", 0), (0, 3, 5, 1, "valid", 0),
    (0, 3, 5, 2, "same", 1),
]  # fmt: skip


def pictures():
    """Return the pictures of the figure: ten by ten whole numbers from 0 (dark) to 9 (bright), by name."""
    edge = np.zeros((LARGEST, LARGEST), int)
    edge[:, 3:] = 9
    trap = np.zeros((LARGEST, LARGEST), int)
    trap[1, 1:4] = trap[1:4, 1] = 6  # a corner, and a patch that is brighter
    trap[4:8, 4:8] = 9
    diagonal = 9 * np.eye(LARGEST, dtype=int) + 4 * np.eye(LARGEST, k=1, dtype=int)
    return {"edge": edge, "corner and bright patch": trap, "slanted line": diagonal}


def convolution(images=None, kernels=None):
    """Let readers take a convolution apart: window by window, with products and sum, stride, padding and pooling.

    Parameters
    ----------
    images : dict of str to array, optional
        Pictures to choose from, each 10 by 10 whole numbers from 0 to 9. Default: an edge, a corner beside a bright
        patch, a slanted line.
    kernels : dict of str to square table of float, optional
        Kernels to choose from, of 1 to 5 by as many numbers; readers may change them. Default: edge, blur, corner,
        and a corner whose weights are all positive, which a bright patch sets off.

    Returns
    -------
    Live

    Raises
    ------
    ValueError
        If a picture or a kernel is not as above.
    """
    images = {name: np.asarray(image) for name, image in (images or pictures()).items()}
    kernels = {name: np.asarray(kernel, float) for name, kernel in (kernels or KERNELS).items()}
    for name, image in images.items():
        if image.shape != (LARGEST, LARGEST) or image.dtype.kind not in "iu" or image.min() < 0 or image.max() > 9:
            raise ValueError(f"the picture {name!r} must be {LARGEST} by {LARGEST} whole numbers from 0 to 9")
    for name, kernel in kernels.items():
        if kernel.ndim != 2 or kernel.shape[0] != kernel.shape[1] or not 1 <= len(kernel) <= 5:
            raise ValueError(f"the kernel {name!r} must be a square of 1 to 5 by as many numbers, not {kernel.shape}")
    data = {
        "pictures": [{"name": name, "values": image.tolist()} for name, image in images.items()],
        "kernels": [{"name": name, "values": kernel.ravel().tolist()} for name, kernel in kernels.items()],
    }
    expected = [_expected(list(images.values()), *setting) for setting in _SETTINGS]
    fig, alt = _picture(images, kernels)
    return Live("convolution", data, expected, fig, alt)


def _expected(images, picture, size, kernel, stride, padding, mode):
    """What Keras gives for one setting: output size, zeros before and after, and each output number."""
    picture %= len(images)
    image = images[picture][:size, :size].astype(np.float32)
    weights = np.asarray(KERNELS[kernel] if isinstance(kernel, str) else np.ones((kernel, kernel)), np.float32)
    side = len(weights)
    setting = {
        "picture": picture, "size": size, "kernel": weights.ravel().tolist(), "side": side, "stride": stride,
        "padding": padding, "mode": _MODES[mode],
    }  # fmt: skip
    if padding == "valid" and side > size:  # here Keras refuses; the size is then what its message complains of
        return {"setting": setting, "values": {"sizes": [(size - side) // stride + 1, 0, 0], "output": []}}
    output = _layer(image, weights, stride, padding, mode)
    return {"setting": setting, "values": {"sizes": [len(output), *_zeros(size, side, stride, padding)], "output": output}}


def _layer(image, weights, stride, padding, mode=0):
    import keras

    image = image[None, :, :, None]
    if mode == 0:
        return keras.ops.conv(image, weights[:, :, None, None], strides=stride, padding=padding).numpy()[0, :, :, 0]
    pool = (keras.ops.max_pool, keras.ops.average_pool)[mode - 1]
    return pool(image, len(weights), strides=stride, padding=padding).numpy()[0, :, :, 0]


def _zeros(size, side, stride, padding):
    """How many zeros Keras puts before and after: found out with kernels of a single 1 on an image of ones."""
    ones = np.ones((size, 1), np.float32)
    probes = np.eye(side, dtype=np.float32)[:, :, None]
    seen = np.array([_layer(ones, probe, (stride, 1), padding)[:, 0] for probe in probes]) > 0
    return int((~seen[:, 0]).sum()), int((~seen[:, -1]).sum())


def _picture(images, kernels):
    """A picture, two kernels, and where in the picture each answers: the last two kernels on the second picture."""
    image = list(images.values())[min(1, len(images) - 1)]
    chosen = list(kernels.items())[-2:]
    fig, axes = panels(7, 2.5 * len(chosen), len(chosen), 3)
    told = []
    for number, (row, (name, kernel)) in enumerate(zip(axes, reversed(chosen), strict=True)):
        output = _layer(image.astype(np.float32), kernel.astype(np.float32), 1, "valid")
        _numbers(row[0], image, 9, "input" if number == 0 else "")
        _numbers(row[1], kernel, np.abs(kernel).max(), name)
        _numbers(row[2], output, np.abs(output).max(), "output" if number == 0 else "")
        place = np.unravel_index(np.argmax(output), output.shape)
        told.append(f"{name}: the highest output, {output.max():.0f}, stands in row {place[0] + 1}, column {place[1] + 1}")
    return fig, f"A picture of {len(image)} by {len(image)} pixels, kernels and outputs. " + "; ".join(told) + "."


def _numbers(ax, values, limit, title):
    """Draw a grid of numbers, negative ones on blue, positive ones on orange."""
    colours = LinearSegmentedColormap.from_list("signed", [COLOURS["sky"], "white", COLOURS["orange"]])
    panel(ax, values, (-limit, limit), colours, title)
    for (row, column), value in np.ndenumerate(values):
        text = f"{round(value)}" if abs(value - round(value)) < 1e-5 else f"{value:.1f}"
        ax.text(column, row, text.replace("-", "−"), ha="center", va="center", fontsize=TEXT - (5 if len(values) > 5 else 1))

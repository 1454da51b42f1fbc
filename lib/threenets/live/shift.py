"""A picture that readers shift, and the class that a convolutional network gives it, as a live figure."""

from __future__ import annotations

import numpy as np

from threenets.live.figure import Live, image_bytes
from threenets.live.packing import pack, rounded
from threenets.style.drawing import TEXT, panel, panels

REACH = 8  # pixels that a picture can be shifted in each direction
_SETTINGS = [(0, 0, 0), (1, 3, 0), (-1, -REACH, 5), (0, 1, -2)]  # picture, pixels to the right, pixels down
_SHOWN = (-8, -4, 0, 4, 8)  # shifts of the static picture


def shift(model, images, labels, class_names):
    """Let readers shift a picture and see the probabilities, the feature maps, and which shifts flip the class.

    Parameters
    ----------
    model : keras.Sequential
        Takes images as they are stored, so that scaling, if any, is its first layer; ends in a softmax. Its first
        convolution and pooling layers show their feature maps.
    images : array, shape (pictures, height, width, channels), uint8
        Up to twelve pictures to choose from; one or three channels.
    labels : array of int, shape (pictures,)
    class_names : sequence of str

    Returns
    -------
    Live

    Raises
    ------
    TypeError, ValueError
        If the images do not fit the model, labels the images or class names the outputs, or the model cannot be packed.
    """
    images, labels, names = np.asarray(images), np.asarray(labels), [str(name) for name in class_names]
    packed = pack(model)
    if images.ndim != 4 or list(images.shape[1:]) != packed["input"] or not 1 <= len(images) <= 12:
        raise ValueError(f"shift takes 1 to 12 images of the model's shape {tuple(packed['input'])}, not {images.shape}")
    if labels.shape != (len(images),) or labels.min() < 0 or labels.max() >= len(names):
        raise ValueError(f"labels must be one class number for each image, from 0 to {len(names) - 1}")
    if model.output_shape[1:] != (len(names),) or packed["layers"][-1].get("activation") != "softmax":
        raise ValueError(f"the model must end in a softmax over the {len(names)} classes, not in {model.output_shape}")
    if not any(layer["type"] == "Conv2D" for layer in packed["layers"]):
        raise ValueError("the model has no Conv2D layer, so there are no feature maps to show")
    twin = rounded(model)
    data = {
        "model": packed, "pictures": image_bytes(images), "labels": labels.tolist(), "classes": names, "reach": REACH,
    }  # fmt: skip
    expected = []
    for picture, right, down in _SETTINGS:
        picture %= len(images)
        probabilities = _probabilities(twin, [moved(images[picture], right, down)])[0]
        setting = {"picture": picture, "right": right, "down": down}
        expected.append({"setting": setting, "values": {"probabilities": probabilities}})
    fig, alt = _picture(twin, images[0], names[labels[0]], names)
    return Live("shift", data, expected, fig, alt)


def moved(image, right, down):
    """Return an image shifted by whole pixels, shape (height, width, channels); the outermost pixels are repeated."""
    height, width = image.shape[:2]
    rows = np.clip(np.arange(height) - down, 0, height - 1)
    columns = np.clip(np.arange(width) - right, 0, width - 1)
    return image[rows][:, columns]


def _probabilities(model, images):
    return model(np.asarray(images, np.float32), training=False).numpy()


def _picture(model, image, label, names):
    """One picture at five shifts to the right, and what the network says to each."""
    fig, axes = panels(7, 2.2, 1, len(_SHOWN))
    shifted = [moved(image, right, 0) for right in _SHOWN]
    probabilities = _probabilities(model, shifted)
    told = []
    for ax, right, picture, row in zip(axes[0], _SHOWN, shifted, probabilities, strict=True):
        panel(ax, picture if picture.shape[2] == 3 else picture[:, :, 0], (0, 255), title=f"{right:+d} px".replace("-", "−"))
        best = int(row.argmax())
        ax.set_xlabel(f"{names[best]}\n{100 * row[best]:.0f} %", fontsize=TEXT)
        told.append(f"{right:+d}".replace("-", "−") + f": {names[best]} ({100 * row[best]:.0f} %)")
    alt = f"A picture of the class {label} shifted to the right by some pixels, and the network's answer. "
    return fig, alt + "; ".join(told) + "."

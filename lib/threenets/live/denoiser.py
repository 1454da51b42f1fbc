"""The denoising autoencoder as a live figure."""

from __future__ import annotations

import base64

import numpy as np

from threenets.live.figure import Live, image_bytes
from threenets.live.packing import coins, pack, rounded, to_half
from threenets.style.drawing import TEXT, panel, panels

SIDE = 28
MASK_SEED = 7
EVERY = 13  # of the restored pixels, so many are compared one by one: coprime to 28, so that they lie in every column
SHARES = (0.25, 0.5, 0.75, 0.9)  # of hidden pixels, in the picture
_SETTINGS = [(0, 0.5, False), (0, 0.5, True), (-1, 0.8, False), (-1, 0.0, False)]  # digit, share of hidden pixels, black


def denoiser(model, images, labels, mean_image):
    """Let readers hide pixels of a digit, or draw one, and see what a denoising autoencoder makes of it.

    Parameters
    ----------
    model : keras.Sequential
        From 784 pixels, scaled to [-1, 1] with (x - 128) / 128 and hidden at 0, to the restored 784.
    images : array, shape (digits, 28, 28), uint8
        Up to twenty digits to choose from; not those that the model was trained on.
    labels : array of int, shape (digits,)
    mean_image : array, shape (784,)
        Mean of the scaled training images, for two of the four guesses that the network is compared with.

    Returns
    -------
    Live

    Raises
    ------
    TypeError, ValueError
        If the images are not as above, or the model cannot be packed or does not map 784 pixels to 784.
    """
    images, labels, mean_image = np.asarray(images), np.asarray(labels), np.asarray(mean_image, np.float32)
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE) or not 1 <= len(images) <= 20 or labels.shape != (len(images),):
        shapes = f"{images.shape}, {labels.shape}"
        raise ValueError(f"denoiser takes 1 to 20 images of 28 by 28 pixels, one label each, not {shapes}")
    if mean_image.shape != (SIDE * SIDE,):
        raise ValueError(f"the mean image must have 784 pixels, not the shape {mean_image.shape}")
    data = {"model": pack(model), "digits": image_bytes(images), "names": [str(label) for label in labels], "every": EVERY}
    if model.input_shape[1:] != (SIDE * SIDE,) or model.output_shape[1:] != (SIDE * SIDE,):
        raise ValueError(f"the model must map 784 pixels to 784, not {model.input_shape} to {model.output_shape}")
    mean_image = mean_image.astype(np.float16).astype(np.float32)  # as the page has it
    scaled = (images.reshape(len(images), -1).astype(np.float32) - 128) / 128
    twin = _Twin(rounded(model), scaled, mean_image)
    data["mean"] = base64.b64encode(to_half(mean_image)).decode("ascii")
    data["code_limit"] = float(f"{max(twin.code(scaled).max(), 1e-3):.3g}")
    expected = [twin.expected(*setting) for setting in _SETTINGS]
    fig, alt = _picture(twin, labels)
    return Live("denoiser", data, expected, fig, alt)


class _Twin:
    """The model as the page computes it, and the digits that it is shown."""

    def __init__(self, model, scaled, mean_image):
        import keras

        narrowest = min(model.layers, key=lambda layer: np.prod(layer.output.shape[1:]))
        self.both = keras.Model(model.inputs[0], [narrowest.output, model.outputs[0]])
        self.scaled, self.mean_image = scaled, mean_image

    def code(self, inputs):
        """Codes of scaled images, shape (images, units)."""
        return self.both(inputs, training=False)[0].numpy()

    def see(self, digit, share, black):
        """A digit with pixels hidden, shape (784,), and which they are; the page draws the same coins."""
        hidden = coins(MASK_SEED, SIDE * SIDE) < share
        return np.where(hidden, np.float32(-1 if black else 0), self.scaled[digit]), hidden

    def restore(self, seen):
        """The code and the restored image of one damaged image."""
        code, restored = self.both(seen[None], training=False)
        return code.numpy()[0], restored.numpy()[0]

    def expected(self, digit, share, black):
        """What the page has to come to for one setting."""
        digit %= len(self.scaled)
        clean, (seen, hidden) = self.scaled[digit], self.see(digit, share, black)
        code, restored = self.restore(seen)
        guesses = (restored, np.float32(-1), self.mean_image, seen, np.where(hidden, self.mean_image, seen))
        errors = [np.square(guess - clean).mean(dtype=np.float64) for guess in guesses]
        setting = {"digit": digit, "share": share, "black": black, "seed": MASK_SEED}
        return {"setting": setting, "values": {"errors": errors, "code": code, "restored": restored[::EVERY]}}


def _picture(twin, labels):
    """One digit with more and more pixels hidden, grey and black, and what the network gives back."""
    fig, axes = panels(7, 7.15, 4, len(SHARES))
    errors = {}
    for column, share in enumerate(SHARES):
        for row, black in ((0, False), (2, True)):
            seen, _ = twin.see(0, share, black)
            restored = twin.restore(seen)[1]
            errors[black, share] = np.square(restored - twin.scaled[0]).mean()
            title = f"{100 * share:.0f} % hidden" if row == 0 else ""
            panel(axes[row, column], seen.reshape(SIDE, SIDE), (-1, 1), title=title)
            panel(axes[row + 1, column], restored.reshape(SIDE, SIDE), (-1, 1))
    for ax, text in zip(axes[:, 0], ("hidden: grey", "restored", "hidden: black", "restored"), strict=True):
        ax.set_ylabel(text, fontsize=TEXT)
    told = [f"{errors[black, 0.5]:.3f}" for black in (False, True)]
    alt = f"A {labels[0]} with {', '.join(f'{100 * share:.0f}' for share in SHARES)} % of its pixels hidden, and the network's "
    alt += f"restorations. At 50 % the mean squared error is {told[0]} with grey holes and {told[1]} with black ones."
    return fig, alt

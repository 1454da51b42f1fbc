"""Pictures of what is done to the digits: corruption and restoration."""

import numpy as np
from matplotlib.colors import ListedColormap

from threenets import style
from threenets.fcn.figures._constants import DIGITS, PIXELS
from threenets.style.checks import class_labels, pictures
from threenets.style.drawing import TEXT, colour_bar, counted, panel, panels

_PIXEL_TICKS = [(-1, "−1 (black)"), (0, "0 (mid-grey)"), (1, "1 (white)")]


def _columns(columns, limit):
    """Draw (title, images, cmap, limits) as columns over one colour bar of pixel values."""
    rows, top = len(columns[0][1]), 0.2 * (1 + max(title.count("\n") for title, *_ in columns))
    if rows > limit:
        raise ValueError(f"at most {limit} digits fit into this figure, not {rows}")
    fig, axes = panels(7, 0.8 + top + 2.1 * rows, rows, len(columns))
    for column, (title, images, cmap, limits) in enumerate(columns):
        for row, image in enumerate(images):
            shown = panel(axes[row, column], image, limits, cmap, title if row == 0 else "")
    colour_bar(fig, shown, axes, "pixel value (no unit)", _PIXEL_TICKS)
    return fig, axes


def _kept(clean, masked, blank, name):
    if masked.shape != clean.shape:
        raise ValueError(f"{name} must have the shape of the clean images, {clean.shape}, not {masked.shape}")
    if not np.isclose(masked, np.where(np.isclose(masked, clean), clean, blank)).all():
        raise ValueError(f"{name} must equal the clean images where pixels are kept and {blank:g} everywhere else")
    return np.isclose(masked, clean)  # a clean pixel that equals the blank value counts as kept


def corruption(x_clean, x_masked):
    """Show clean digits, their masks and the product, in the value range that the network sees.

    Parameters
    ----------
    x_clean, x_masked : ndarray, shape (digits, 784) or (digits, 28, 28)
        One to three digits, normalised to [-1, 1]; a missing pixel is 0, mid-grey.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes differ, values leave [-1, 1], more than three digits are given, or a pixel is neither kept nor 0.
    """
    clean, masked = pictures(x_clean, "x_clean", PIXELS), pictures(x_masked, "x_masked", PIXELS)
    kept = _kept(clean, masked, 0, "x_masked")
    two_colours = ListedColormap([style.COLOURS["blue"], "white"])
    columns = [("clean", clean, "gray", PIXELS), ("mask\n(blue: missing)", kept, two_colours, (0, 1))]
    fig, axes = _columns([*columns, ("what the\nnetwork sees", masked, "gray", PIXELS)], 3)
    for row in axes:
        for ax, sign in zip(row, "×="):
            ax.text(1.03, 0.5, sign, transform=ax.transAxes, fontsize=18, va="center")
    alt = f"{counted(len(clean), 'digit')} clean, the mask, and the product on a scale from −1 (black) to 1 (white): "
    alt += f"{100 * (1 - kept.mean()):.0f} % of the pixels are missing and appear mid-grey, at 0."
    return style.figure(fig, alt=alt)


def corruption_grey_and_black(x_clean, x_masked, x_masked_before_normalising):
    """Compare masking after normalisation (missing pixels mid-grey) with masking before it (missing pixels black).

    Parameters
    ----------
    x_clean, x_masked, x_masked_before_normalising : ndarray, shape (digits, 784) or (digits, 28, 28)
        One to three digits in [-1, 1]; a missing pixel is 0 in the second and -1 in the third.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        As for `corruption`.
    """
    clean, grey = pictures(x_clean, "x_clean", PIXELS), pictures(x_masked, "x_masked", PIXELS)
    black = pictures(x_masked_before_normalising, "x_masked_before_normalising", PIXELS)
    _kept(clean, grey, 0, "x_masked")
    _kept(clean, black, -1, "x_masked_before_normalising")
    columns = [("clean", clean), ("normalised,\nthen masked", grey), ("masked,\nthen normalised", black)]
    fig, _ = _columns([(title, images, "gray", PIXELS) for title, images in columns], 3)
    shares = [100 * np.isclose(images, -1).mean() for images in (clean, grey, black)]
    alt = "Digits clean, masked after normalisation (missing pixels mid-grey) and masked before it (missing pixels "
    alt += f"black). Black are {shares[0]:.0f} %, {shares[1]:.0f} % and {shares[2]:.0f} % of the pixels."
    return style.figure(fig, alt=alt)


def restoration(clean, masked, restored, labels, class_names=DIGITS):
    """Show test images clean, corrupted and restored, and the error of the restoration, all at fixed scales.

    Parameters
    ----------
    clean, masked, restored : ndarray, shape (images, 784) or (images, 28, 28)
        Up to six images, pixel values in [-1, 1].
    labels : ndarray of int, shape (images,)
    class_names : sequence of str

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes differ, pixel values of `clean` or `masked` leave [-1, 1], or more than six images are given.
    """
    clean, masked = pictures(clean, "clean", PIXELS), pictures(masked, "masked", PIXELS)
    restored = pictures(restored, "restored")
    if not clean.shape == masked.shape == restored.shape:
        raise ValueError(f"the shapes must agree, not be {clean.shape}, {masked.shape} and {restored.shape}")
    if len(clean) > 6:
        raise ValueError(f"at most 6 images fit into this figure, not {len(clean)}")
    labels = class_labels(labels, len(clean), class_names)
    rows = [("clean", clean), ("corrupted", masked), ("restored", restored), ("error", restored - clean)]
    columns = max(3, len(clean))  # fewer would leave the colour bars no room
    fig, axes = panels(7, 1.75 + 4 * min(1.5, 6.5 / columns), 4, columns)
    for ax in axes[:, len(clean) :].flat:
        ax.set_axis_off()
    for row, (name, images) in enumerate(rows):
        look = ((-2, 2), "RdBu_r") if name == "error" else (PIXELS, "gray")
        for ax, image, label in zip(axes[row], images, labels):
            title = class_names[label] if row == 0 else ""
            shown = panel(ax, image, *look, title)
        axes[row, 0].set_ylabel(name, fontsize=TEXT)
        if name == "restored":
            colour_bar(fig, shown, axes[:3], "pixel value (no unit)", _PIXEL_TICKS)
    ticks = [(-2, "−2 (too dark)"), (0, "0"), (2, "2 (too bright)")]
    colour_bar(fig, shown, axes[3:], "error: restored − clean (pixel value, no unit)", ticks, aspect=45)
    before, after = np.mean((masked - clean) ** 2), np.mean((restored - clean) ** 2)
    names = ", ".join(class_names[label] for label in labels)
    alt = f"{counted(len(clean), 'image')} ({names}) clean, corrupted, restored, and the error of the restoration. "
    alt += f"Mean squared error: corrupted {before:.3f}, restored {after:.3f}."
    return style.figure(fig, alt=alt)

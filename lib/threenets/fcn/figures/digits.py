"""Pictures of the data as they come: one image per class, class means, pixel values."""

import numpy as np

from threenets import style
from threenets.fcn.figures._constants import DIGITS
from threenets.style.checks import class_labels, pictures
from threenets.style.drawing import TEXT, axis_labels, colour_bar, counted, panel, panels

_GREY = (0, 255)  # limits of raw pixel values


def _one_per_class(images, titles, bar=False):
    rows = -(-len(titles) // 5)
    fig, axes = panels(7, 1.66 * rows + 0.7 * bar, rows, 5)
    for ax in axes.flat[len(titles) :]:
        ax.set_axis_off()
    for ax, image, title in zip(axes.flat, images, titles):
        shown = panel(ax, image, _GREY, title=title)
    if bar:
        ticks = [(0, "0 (black)"), (128, "128"), (255, "255 (white)")]
        colour_bar(fig, shown, axes, "mean grey value (0 to 255)", ticks)
    return fig


def _classes(images, labels, class_names):
    images = pictures(images, "images", _GREY)
    labels = class_labels(labels, len(images), class_names)
    absent = [str(name) for number, name in enumerate(class_names) if not (labels == number).any()]
    if absent:
        raise ValueError(f"no image of class {', '.join(absent)} among the {len(images)} given: give more images")
    return images, labels


def gallery(images, labels, class_names=DIGITS):
    """Show the first image of each class.

    Parameters
    ----------
    images : ndarray, shape (images, 28, 28)
        Grey values 0 to 255.
    labels : ndarray of int, shape (images,)
    class_names : sequence of str
        One name per class; label k belongs to the k-th name.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes do not fit, grey values are outside 0 to 255, or a class has no image.
    """
    images, labels = _classes(images, labels, class_names)
    chosen = images[[np.argmax(labels == number) for number in range(len(class_names))]]
    fig = _one_per_class(chosen, class_names)
    share = 100 * (chosen == 0).mean()
    alt = f"One image of each class: {', '.join(class_names)}. {share:.0f} % of the pixels shown are background (0)."
    return style.figure(fig, alt=alt)


def class_means(images, labels, class_names=DIGITS):
    """Show the mean image of each class; parameters and errors as for `gallery`."""
    images, labels = _classes(images, labels, class_names)
    means = np.stack([images[labels == number].mean(axis=0) for number in range(len(class_names))])
    fig = _one_per_class(means, class_names, bar=True)
    listed = ", ".join(f"{name} {mean.mean():.0f}" for name, mean in zip(class_names, means))
    alt = f"Mean image of each class of {counted(len(images), 'image')}. Mean grey value by class, 0 to 255: {listed}."
    return style.figure(fig, alt=alt)


def pixel_histogram(images):
    """Show the share of pixels at each grey value, on a logarithmic scale, with the background marked.

    Parameters
    ----------
    images : ndarray of uint8, shape (images, 28, 28)

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If the shape does not fit or the values are not whole numbers from 0 to 255.
    """
    values = pictures(images, "images", _GREY)
    if values.dtype.kind not in "iu":
        raise ValueError("images must hold whole grey values from 0 to 255: give them as loaded, not normalised")
    # image by image: counting all 47 million pixels at once would first copy them to 8 bytes each
    share = 100 * sum(np.bincount(image.ravel(), minlength=256) for image in values) / values.size
    mark = style.COLOURS["vermillion"]
    fig, ax = style.new(7, 3.4)
    ax.bar(np.arange(1, 256), share[1:], width=1, color=style.COLOURS["blue"])
    ax.plot([0, 0], [1e-9, max(share[0], 1e-9)], color=mark, linewidth=4, solid_capstyle="butt")
    text = f"{share[0]:.1f} % are exactly 0: background"
    ax.text(6, 40, text, color=mark, fontsize=TEXT + 1, va="center")
    lowest = share[share > 0].min()
    ax.set(yscale="log", xlim=(-4, 256), ylim=(min(0.01, 10 ** np.floor(np.log10(lowest))), 100))
    ax.set_xticks([0, 64, 128, 192, 255])
    ax.yaxis.set_major_formatter("{x:g}")
    axis_labels(ax, "grey value (0 black to 255 white)", "share of pixels (%)")
    alt = f"Share of pixels by grey value in {counted(len(values), 'image')}, on a logarithmic scale: "
    alt += f"{share[0]:.1f} % are 0 (background), {share[255]:.2f} % are 255, {share[128]:.2f} % are 128."
    return style.figure(fig, alt=alt)

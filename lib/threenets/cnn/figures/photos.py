"""Pictures of the photographs as they come: one of each class, their colour planes, their pixels in another order."""

import numpy as np

from threenets import style
from threenets.cnn.figures._parts import GREY, photographs
from threenets.style.checks import class_labels
from threenets.style.drawing import TEXT, colour_bar, panel, panels


def gallery(images, labels, class_names, group=()):
    """Show the first image of each class, with the names of one group of classes in colour.

    Parameters
    ----------
    images : ndarray of uint8, shape (images, height, width, 3)
    labels : ndarray of int, shape (images,)
    class_names : sequence of str
        One name per class; label k belongs to the k-th name.
    group : sequence of int
        Labels whose names are in colour.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes or types do not fit, or a class has no image.
    """
    images = photographs(images, "images")
    labels = class_labels(labels, len(images), class_names)
    absent = [str(name) for number, name in enumerate(class_names) if not (labels == number).any()]
    if absent:
        raise ValueError(f"no image of class {', '.join(absent)} among the {len(images)} given: give more images")
    chosen = images[[np.argmax(labels == number) for number in range(len(class_names))]]
    rows = -(-len(class_names) // 5)
    fig, axes = panels(7, 1.75 * rows, rows, 5)
    for ax in axes.flat[len(class_names):]:
        ax.set_axis_off()
    for number, (ax, image) in enumerate(zip(axes.flat, chosen)):
        panel(ax, image, GREY, title=class_names[number])
        if number in group:
            ax.title.set(color=style.COLOURS["blue"], fontweight="bold")
    listed = "; ".join(f"{name} {image.mean():.0f}" for name, image in zip(class_names, chosen))
    alt = f"One photograph of each of {len(class_names)} classes, with its mean brightness from 0 to 255: {listed}."
    if len(group):
        alt += f" Marked in blue: {', '.join(class_names[number] for number in group)}."
    return style.figure(fig, alt=alt)


def colour_planes(image, name):
    """Show one photograph and its red, green and blue values as three grey images.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width, 3)
    name : str

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If the shape or type does not fit.
    """
    image = photographs(np.asarray(image)[None], "image")[0]
    fig, axes = panels(7, 2.7, 1, 4)
    panel(axes[0, 0], image, GREY, title=f"{name}\n{image.shape[0]} × {image.shape[1]} × 3")
    for number, plane in enumerate(("red", "green", "blue")):
        shown = panel(axes[0, number + 1], image[..., number], GREY, title=f"{plane}\n{image.shape[0]} × {image.shape[1]}")
    colour_bar(fig, shown, axes, "value of one colour (0 to 255)", [(0, "0 (none)"), (128, "128"), (255, "255 (full)")], 40)
    means = ", ".join(f"{plane} {image[..., number].mean():.0f}" for number, plane in enumerate(("red", "green", "blue")))
    alt = f"A photograph ({name}) of {image.shape[0]} by {image.shape[1]} pixels and its three colour planes as grey "
    return style.figure(fig, alt=alt + f"images. Mean values from 0 to 255: {means}.")


def permuted_photos(images, moved, names):
    """Show photographs above the same photographs with their pixels in another order.

    Parameters
    ----------
    images, moved : ndarray of uint8, shape (images, height, width, 3)
        At most five of each.
    names : sequence of str

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes or types do not fit, or a picture does not have the same pixels as the one above it.
    """
    images, moved = photographs(images, "images"), photographs(moved, "moved")
    if images.shape != moved.shape or len(images) != len(names) or len(images) > 5:
        raise ValueError(f"give up to five images, as many permuted ones and as many names, not {images.shape}, "
                         f"{moved.shape} and {len(names)}")
    for before, after in zip(images, moved):
        if not np.array_equal(*(np.sort(each.reshape(-1, 3), axis=0) for each in (before, after))):
            raise ValueError("moved must hold the same pixels as images, in another order")
    fig, axes = panels(7, 0.2 + 6.4 / len(images) * 2, 2, len(images))
    for column, (before, after) in enumerate(zip(images, moved)):
        panel(axes[0, column], before, GREY, title=names[column])
        panel(axes[1, column], after, GREY)
    for ax, text in zip(axes[:, 0], ("in place", "permuted")):
        ax.set_ylabel(text, fontsize=TEXT)
    stay = np.mean(np.all(images == moved, axis=-1))
    alt = f"{len(images)} photographs ({', '.join(names)}), below each the same pixels in one and the same random order: "
    alt += f"{100 * stay:.0f} % of the places show what they showed before."
    return style.figure(fig, alt=alt)

"""Pictures of what a kernel responds to, and of how brightness deceives it."""

import numpy as np

from threenets import style
from threenets.cnn.figures._parts import GREY, frame, square, written
from threenets.cnn.filters import response, without_mean
from threenets.style.drawing import colour_bar, panel, panels


def kernel_response(image, kernel, name):
    """Show a grey image, a kernel with its numbers, and the response at each place.

    Parameters
    ----------
    image : array_like, shape (height, width)
        Grey values 0 to 255.
    kernel : array_like, shape (size, size)
        At most 5 × 5.
    name : str
        What the kernel looks for.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If a shape does not fit, or grey values leave 0 to 255.
    """
    image, kernel = _grey(image), _small(kernel)
    map_ = response(image, kernel)
    reach = np.abs(map_).max()
    fig, axes = panels(7, 3.2, 1, 3)
    panel(axes[0, 0], image, GREY, title=f"image, {image.shape[0]} × {image.shape[1]}")
    panel(axes[0, 1], kernel, (-2 * np.abs(kernel).max(), 2 * np.abs(kernel).max()), "RdBu_r", name)
    written(axes[0, 1], kernel)
    shown = panel(axes[0, 2], map_, (-reach, reach), "RdBu_r", f"response, {map_.shape[0]} × {map_.shape[1]}")
    colour_bar(fig, shown, axes, "response (sum of grey values · weights)",
               [(-reach, f"−{reach:,.0f}"), (0, "0"), (reach, f"{reach:,.0f}")])  # fmt: skip
    row, column = np.unravel_index(map_.argmax(), map_.shape)
    span = f"from {map_.min():,.0f} to {map_.max():,.0f}".replace("-", "−")
    alt = f"A grey image, a kernel ({' '.join(name.split())}) and its response, {span}; the strongest response is at row "
    return style.figure(fig, alt=f"{alt}{row + 1}, column {column + 1}.")


def bright_patch(image, kernel, patch, place):
    """Compare the response of a kernel with that of the same kernel without its mean, on an image with a bright patch.

    Parameters
    ----------
    image : array_like, shape (height, width)
        Grey values 0 to 255, with a uniform bright patch in it.
    kernel : array_like, shape (size, size)
        With weights that are not negative, for instance cut out of the image.
    patch : tuple of int
        Row, column, height and width of the bright patch.
    place : tuple of int
        Row and column where the kernel was cut out.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If a shape does not fit, grey values leave 0 to 255, or a weight is negative.
    """
    image, kernel = _grey(image), _small(kernel)
    if kernel.min() < 0:
        raise ValueError("the trap needs a kernel whose weights are not negative")
    size = kernel.shape
    fig, axes = panels(7, 3.4, 1, 3)
    panel(axes[0, 0], image, GREY, title="image with a\nbright patch")
    frame(axes[0, 0], *place, *size, "vermillion")
    told = []
    for ax, name, weights in zip(axes[0, 1:], ("kernel as it is", "kernel minus its mean"), (kernel, without_mean(kernel))):
        map_ = response(image, weights)
        row, column = (int(n) for n in np.unravel_index(map_.argmax(), map_.shape))
        reach = np.abs(map_).max()
        shown = panel(ax, map_ / reach, (-1, 1), "RdBu_r", f"response,\n{name}")
        frame(ax, row - 1, column - 1, 3, 3, "vermillion")
        inside = all(start <= at <= start + length - side for at, start, length, side in
                     zip((row, column), patch[:2], patch[2:], size))  # fmt: skip
        where = "in the bright patch" if inside else "where it was cut out" if (row, column) == tuple(place) else "elsewhere"
        told.append(f"the {name} responds most {where}, at row {row + 1}, column {column + 1}")
    colour_bar(fig, shown, axes, "response (1 is the largest of its map)", [(-1, "−1"), (0, "0"), (1, "1")])
    alt = f"An image with a uniform bright patch; a kernel of {size[0]} × {size[1]} was cut out of it at row "
    return style.figure(fig, alt=f"{alt}{place[0] + 1}, column {place[1] + 1}. {'; '.join(told).capitalize()}.")


def _grey(image):
    image = square(image, "image")
    if image.min() < 0 or image.max() > 255:
        raise ValueError(f"image must hold grey values 0 to 255, but runs from {image.min():g} to {image.max():g}")
    return image.astype(float)


def _small(kernel):
    kernel = square(kernel, "kernel")
    if max(kernel.shape) > 5:
        raise ValueError(f"kernel must be at most 5 × 5 to be written out, not {kernel.shape[0]} × {kernel.shape[1]}")
    return kernel.astype(float)

"""Pictures of the sliding window: step by step, with its products and sums, and with several filters."""

import numpy as np

from threenets import style
from threenets.cnn.by_hand import window_steps
from threenets.cnn.figures._parts import GREY, frame, photographs, signed, square, written
from threenets.style.checks import finite
from threenets.style.drawing import TEXT, colour_bar, panel, panels


def sliding_window(image, kernel, steps=(0, 1, -1)):
    """Show the window at some of its positions: the patch it covers, the products, their sum, the output so far.

    Parameters
    ----------
    image : array_like, shape (height, width)
        Small whole numbers; at most six rows and columns.
    kernel : array_like, shape (height, width)
    steps : sequence of int
        Which positions, counted row by row from 0; negative ones from the end.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If the image is too large to be written out, or the kernel does not fit into it.
    """
    image, kernel = square(image, "image"), square(kernel, "kernel")
    if max(image.shape) > 6:
        raise ValueError(f"at most 6 × 6 numbers can be written out, not {image.shape[0]} × {image.shape[1]}")
    positions = list(window_steps(image, kernel))
    rows, columns = (size - step + 1 for size, step in zip(image.shape, kernel.shape))
    limits = (0, 2 * max(1, np.abs(image).max()))
    fig, axes = panels(7, 2.35 * len(steps), len(steps), 3)
    told = []
    for line, step in zip(axes, steps):
        number = range(len(positions))[step]
        at = positions[number]
        panel(line[0], image, limits, "Greys", f"step {number + 1} of {len(positions)}")
        written(line[0], image)
        frame(line[0], at.row, at.column, *kernel.shape, "vermillion")
        sign = f"sum {signed(at.total)}"
        panel(line[1], at.patch, limits, "Greys", f"patch · kernel, {sign}")
        factors = [[f"{signed(a)}·{signed(b)}" for a, b in zip(*pair)] for pair in zip(at.patch, kernel)]
        written(line[1], at.products, texts=factors)
        done = np.full((rows, columns), np.nan)
        done.flat[:number + 1] = [each.total for each in positions[:number + 1]]
        panel(line[2], np.nan_to_num(done * 0) * 0, limits, "Greys", f"output, {rows} × {columns}")
        known = [["" if np.isnan(value) else signed(value) for value in row] for row in done]
        written(line[2], done, texts=known)
        frame(line[2], number // columns, number % columns, 1, 1, "vermillion")
        told.append(f"step {number + 1}, window at row {at.row + 1} and column {at.column + 1}: sum {signed(at.total)}")
    alt = f"A window of {kernel.shape[0]} × {kernel.shape[1]} on an image of {image.shape[0]} × {image.shape[1]}: "
    return style.figure(fig, alt=alt + "; ".join(told) + f". The output has {rows} × {columns} numbers.")


def filter_maps(image, kernels, responses):
    """Show a photograph, several filters of depth three as colour images, and the map that each of them makes.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width, 3)
    kernels : array_like, shape (size, size, 3, filters)
        Two to four filters.
    responses : array_like, shape (map height, map width, filters)

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes do not fit.
    """
    image = photographs(np.asarray(image)[None], "image")[0]
    kernels, maps = finite(kernels, "kernels", 4), finite(responses, "responses", 3)
    count = kernels.shape[3]
    if kernels.shape[2] != 3 or maps.shape[2] != count or not 2 <= count <= 4:
        raise ValueError("give two to four filters of depth 3 and a map for each, not kernels of shape "
                         f"{kernels.shape} and maps of shape {maps.shape}")
    fig, axes = panels(7, 0.8 + 2.1 * count, count, 3)
    largest, reach = np.abs(kernels).max(), np.abs(maps).max()
    for ax in axes[1:, 0]:
        ax.set_axis_off()
    panel(axes[0, 0], image, GREY, title=f"{image.shape[0]} × {image.shape[1]} × 3")
    for number in range(count):
        size = f"{kernels.shape[0]} × {kernels.shape[1]} × 3"
        panel(axes[number, 1], 0.5 + kernels[..., number] / (2 * largest), (0, 1), title=f"filter {number + 1}: {size}")
        shown = panel(axes[number, 2], maps[..., number], (-reach, reach), "RdBu_r",
                      f"map {number + 1}: {maps.shape[0]} × {maps.shape[1]}")  # fmt: skip
    colour_bar(fig, shown, axes, "response (sum of products)", [(-reach, f"−{reach:.1f}"), (0, "0"), (reach, f"{reach:.1f}")])
    spread = ", ".join(f"{number + 1}: {signed(maps[..., number].min())} to {signed(maps[..., number].max())}"
                       for number in range(count))  # fmt: skip
    alt = f"One colour image, {count} filters of depth 3, and {count} maps of {maps.shape[0]} × {maps.shape[1]}. "
    return style.figure(fig, alt=alt + f"Responses of map {spread}.")

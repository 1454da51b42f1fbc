"""Pictures of the inside: kernels, what excites them, what units see, and what a shift changes."""

import numpy as np
from matplotlib.patches import Rectangle

from threenets import style
from threenets.cnn.figures._parts import GREY, in_percent, percent, photographs
from threenets.style.checks import finite, table
from threenets.style.drawing import TEXT, axis_labels, bars, colour_bar, counted, curves, panel, panels, spoken

_COLOURS = ("vermillion", "yellow", "sky", "orange")


def kernels_and_patches(kernels, patches):
    """Show kernels as colours, grey meaning 0, and below each the input patches that it responds to most.

    Parameters
    ----------
    kernels : array_like, shape (size, size, 3, filters)
        Two to eight filters.
    patches : ndarray of uint8, shape (filters, patches, size, size, 3)

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes do not fit.
    """
    kernels, patches = finite(kernels, "kernels", 4), finite(patches, "patches", 5)
    if not 2 <= kernels.shape[3] <= 8 or len(patches) != kernels.shape[3] or kernels.shape[2] != 3:
        raise ValueError(f"give two to eight filters of depth 3 and patches for each, not {kernels.shape} and {patches.shape}")
    filters, count = patches.shape[:2]
    fig, axes = panels(7, 0.3 + 0.85 * (count + 1), count + 1, filters)
    reach = np.abs(kernels).max()
    for number in range(filters):
        panel(axes[0, number], 0.5 + kernels[..., number] / (2 * reach), (0, 1), title=str(number + 1))
        for rank in range(count):
            panel(axes[rank + 1, number], patches[number, rank], GREY)
    axes[0, 0].set_ylabel("filter", fontsize=TEXT)
    axes[1, 0].set_ylabel("patches", fontsize=TEXT)
    alt = f"{filters} kernels of {kernels.shape[0]} × {kernels.shape[1]} × 3 as colours around grey (0), weights from "
    alt += f"{kernels.min():.2f} to {kernels.max():.2f}".replace("-", "−")
    alt += f", and the {count} patches that each responds to most, with a mean brightness of {patches.mean():.0f} of 255."
    return style.figure(fig, alt=alt)


def exciting_patches(patches, responses):
    """Show for some filters the patches of the input that they respond to most, strongest first.

    Parameters
    ----------
    patches : ndarray of uint8, shape (filters, patches, size, size, 3)
        At most six filters and eight patches.
    responses : array_like, shape (filters, patches)

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes do not fit.
    """
    patches, responses = finite(patches, "patches", 5), finite(responses, "responses", 2)
    if responses.shape != patches.shape[:2] or len(patches) > 6 or patches.shape[1] > 8:
        raise ValueError(f"give up to six filters with up to eight patches, not {patches.shape} and {responses.shape}")
    fig, axes = panels(7, 0.2 + 6.4 / patches.shape[1] * len(patches), *patches.shape[:2])
    for row, line in enumerate(patches):
        for column, patch in enumerate(line):
            panel(axes[row, column], patch, GREY)
        axes[row, 0].set_ylabel(f"filter {row + 1}", fontsize=TEXT)
    listed = ", ".join(f"{values[0]:.1f} to {values[-1]:.1f}" for values in responses)
    alt = f"Patches of {patches.shape[2]} × {patches.shape[3]} pixels that excite {counted(len(patches), 'filter')} most. "
    return style.figure(fig, alt=alt + f"Responses in each row: {listed}.")


def receptive_fields(image, fields, units, influence):
    """Show the fields of one unit after each layer on a photograph, and how much each pixel moves the last of them.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width, 3)
    fields : list of threenets.cnn.receptive.Field
        Up to four.
    units : list of int
        Row and column, the same, of the unit after each layer.
    influence : array_like, shape (height, width)
        See `threenets.cnn.receptive.influence`.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes or numbers do not fit.
    """
    image, influence = photographs(np.asarray(image)[None], "image")[0], finite(influence, "influence", 2)
    if not 1 <= len(fields) <= 4 or len(units) != len(fields) or influence.shape != image.shape[:2]:
        raise ValueError("give one to four fields, a unit for each, and an influence for each pixel of the image")
    fig, axes = panels(7, 4.4, 1, 2)
    panel(axes[0, 0], image, GREY, title="fields, by formula")
    shown = panel(axes[0, 1], 100 * influence, (0, 100 * influence.max()), "cividis",
                  f"{fields[-1].layer}: influence in\nthe trained network")  # fmt: skip
    boxes = {field.layer: field.pixels(unit, len(image)) for field, unit in zip(fields, units)}
    for (layer, box), colour in zip(boxes.items(), _COLOURS):
        for ax in axes[0] if layer == fields[-1].layer else axes[0, :1]:
            ax.add_patch(Rectangle((box.start - 0.5, box.start - 0.5), len(box), len(box), fill=False, linewidth=3,
                                   edgecolor=style.COLOURS[colour], label=f"{layer}: {len(box)} × {len(box)}"))  # fmt: skip
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower left", ncols=2, fontsize=TEXT, frameon=False)
    colour_bar(fig, shown, axes[0, 1:], "share of the influence (% per pixel)",
               [(0, "0"), (100 * influence.max(), f"{100 * influence.max():.1f}")])  # fmt: skip
    box = boxes[fields[-1].layer]
    middle = slice(box.start + len(box) // 4, box.stop - len(box) // 4)
    inner = 100 * influence[middle, middle].sum() / influence.sum()
    listed = ", ".join(f"{layer} {len(pixels)} × {len(pixels)}" for layer, pixels in boxes.items())
    alt = f"What one unit sees of a photograph of {image.shape[0]} × {image.shape[1]} pixels: {listed} pixels. In the "
    alt += f"trained network {inner:.0f} % of the influence comes from the middle {middle.stop - middle.start} × "
    return style.figure(fig, alt=alt + f"{middle.stop - middle.start} pixels.")


def pooling_changes(changes):
    """Draw how much pooled features change under a shift, by the size of the pools.

    Parameters
    ----------
    changes : dict of str to float or sequence of float
        Name of the pooling -> relative change (0 to 1).

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no entry, or a value is not a share.
    """
    spreads = in_percent(changes, "changes")
    fig, ax = style.new(7, 1.1 + 0.55 * len(spreads))
    bars(ax, spreads, style.COLOURS["blue"], percent)
    axis_labels(ax, "relative change of the features (% of their length)", "")
    listed = "; ".join(f"{name} {spoken(values, percent)}" for name, values in spreads.items())
    return style.figure(fig, alt=f"Relative change of features when the picture moves by one pixel: {listed}.")


def shift_curves(results, label="predictions that stay the same (%)"):
    """Draw a share against the distance by which the images are moved; whiskers from lowest to highest seed.

    Parameters
    ----------
    results : dict of str to dict of int to sequence of float
        Name -> distance in pixels -> shares (0 to 1) of all seeds.
    label : str
        What the share is, with its unit.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no entry, or a value is not a share.
    """
    if not isinstance(results, dict) or not results:
        raise ValueError("results must name at least one network")
    spreads = {name: in_percent(points, f"results[{name!r}]") for name, points in results.items()}
    table(next(iter(spreads.values())), "results")
    distances = sorted(next(iter(spreads.values())))
    fig, ax = style.new(7, 3.8)
    lowest = min(values.min() for points in spreads.values() for values in points.values())
    ax.set(xlim=(-0.3, distances[-1] + 0.3), ylim=(max(0, 10 * np.floor(lowest / 10)), 102))
    curves(ax, spreads)
    ax.set_xticks(distances)
    axis_labels(ax, "distance of the shift (pixels)", label)
    listed = "; ".join(f"{name} " + ", ".join(f"{percent(points[d].mean())} at {d}" for d in distances if d in points)
                       for name, points in spreads.items())  # fmt: skip
    return style.figure(fig, alt=f"By distance in pixels, {label.replace(' (%)', '')}: {listed}.")

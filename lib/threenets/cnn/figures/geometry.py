"""Pictures of sizes: where a window stands on a grid, and how large the output becomes."""

from matplotlib.patches import FancyArrowPatch, Rectangle

from threenets import style
from threenets.cnn.sizes import convolution
from threenets.style.drawing import TEXT

_FIRST, _SECOND = "vermillion", "blue"


def window_grids(cases):
    """Draw input and output of up to three windows side by side: the grid, its padding, the first two positions.

    Parameters
    ----------
    cases : dict of str to tuple
        Title -> ``(n, kernel, stride, padding)``, see `threenets.cnn.sizes.convolution`; n at most 9.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there are none or more than three cases, a grid is too large to be drawn, or a window does not fit.
    """
    if not isinstance(cases, dict) or not 1 <= len(cases) <= 3:
        raise ValueError("cases must be a dictionary of one to three windows")
    if any(n > 9 for n, *_ in cases.values()):
        raise ValueError("grids of more than 9 pixels are too fine to be drawn")
    sizes = {title: convolution(*case) for title, case in cases.items()}
    tallest = max(n + size.before + size.after + size.output for (n, *_), size in zip(cases.values(), sizes.values()))
    fig, axes = style.new(7, 0.55 + 0.3 * (tallest + 1.6), 1, len(cases), squeeze=False)
    told = []
    for ax, (title, case) in zip(axes[0], cases.items()):
        _one(ax, title, case, sizes[title], tallest)
        n, kernel, stride, padding = case
        size = sizes[title]
        told.append(f"{title}: input {n} × {n}, kernel {kernel} × {kernel}, stride {stride}, padding {padding} "
                    f"({size.before} before, {size.after} after), output {size.output} × {size.output}")  # fmt: skip
    return style.figure(fig, alt="Windows on grids. " + "; ".join(told) + ".")


def _one(ax, title, case, size, tallest):
    n, kernel, stride, _ = case
    padded = n + size.before + size.after
    width = max(padded, size.output)
    left = (width - padded) / 2
    for row in range(padded):
        for column in range(padded):
            inside = all(size.before <= place < size.before + n for place in (row, column))
            _cell(ax, left + column, row, "#FFFFFF" if inside else "#D9D9D9", "0" if not inside else "")
    below, shift = padded + 1.6, (width - size.output) / 2
    for row in range(size.output):
        for column in range(size.output):
            _cell(ax, shift + column, below + row, "#FFFFFF")
    for number, colour in ((1, _SECOND), (0, _FIRST)):
        if number < size.output:
            _outline(ax, left + number * stride, 0, kernel, colour, "--" if number else "-")
            _outline(ax, shift + number, below, 1, colour, "--" if number else "-")
    ax.add_patch(FancyArrowPatch((width / 2, padded + 0.2), (width / 2, below - 0.25), arrowstyle="-|>", mutation_scale=12,
                                 color=style.COLOURS["grey"]))  # fmt: skip
    ax.set(xlim=(-0.3, width + 0.3), ylim=(max(tallest + 1.9, below + size.output + 0.3), -0.3), aspect="equal")
    ax.set_axis_off()
    ax.set_title(f"{title}\n{n} → {size.output}", fontsize=TEXT)


def _cell(ax, x, y, colour, text=""):
    ax.add_patch(Rectangle((x, y), 1, 1, facecolor=colour, edgecolor=style.COLOURS["grey"], linewidth=0.8))
    if text:
        ax.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=TEXT, color=style.COLOURS["black"])


def _outline(ax, x, y, side, colour, dash):
    ax.add_patch(Rectangle((x + 0.06, y + 0.06), side - 0.12, side - 0.12, fill=False, edgecolor=style.COLOURS[colour],
                           linewidth=3, linestyle=dash, zorder=3))  # fmt: skip

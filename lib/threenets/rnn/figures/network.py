"""Pictures of a recurrent network: unrolled in time, and its states while it reads."""

import numpy as np
from matplotlib.patches import Rectangle

from threenets import style
from threenets.style.checks import finite
from threenets.style.drawing import TEXT, axis_labels


def unrolled(model, steps=4):
    """Draw the forecasting network with its recurrence and, beside it, the same unrolled over `steps` steps.

    Parameters
    ----------
    model : keras.Sequential
        A built model: a recurrent layer, then dense ones. Units and numbers of parameters are read from it.
    steps : int
        Copies of the recurrent layer that are drawn.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If the model is not built or begins with another layer.
    """
    if not getattr(model, "built", False) or not hasattr(model.layers[0], "cell"):
        raise ValueError("the drawing needs a built model that begins with a recurrent layer")
    units = [layer.units for layer in model.layers]
    blue, orange, green = (style.COLOURS[name] for name in ("blue", "vermillion", "green"))
    fig, ax = style.new(7, 4.4)

    def box(x, y, text, colour, width=1.0):
        ax.text(x, y, text, ha="center", va="center", fontsize=TEXT, color="white", zorder=4)
        ax.add_patch(Rectangle((x - width / 2, y - 0.28), width, 0.56, color=colour, zorder=3, linewidth=0))

    def arrow(start, end, text="", colour=style.COLOURS["black"], side=(0, 0), **options):
        ax.annotate("", end, xytext=start, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.6} | options)
        if text:
            middle = (start[0] + end[0]) / 2 + side[0], (start[1] + end[1]) / 2 + side[1]
            ax.text(*middle, text, fontsize=TEXT, color=colour, ha="center", va="center")

    def head(x):
        for height, (count, name) in enumerate(zip(units[1:], ("ReLU", "output")), start=1):
            arrow((x, height - 0.72), (x, height - 0.28), colour=green)
            box(x, height, f"{count} {name}", green, 1.25)

    box(0, 0, f"{units[0]} tanh", blue, 1.25)
    arrow((0, -1.0), (0, -0.28), "$W$", side=(-0.22, 0))
    ax.text(0, -1.2, "$x_t$", fontsize=TEXT + 1, ha="center", va="center")
    arrow((0.62, 0.1), (0.62, -0.12), colour=orange, connectionstyle="arc3,rad=-2.6")
    ax.text(1.3, 0.0, "$U$", fontsize=TEXT, color=orange, va="center")
    head(0)
    first = 2.6
    ax.text(1.85, 0, "=", fontsize=18, ha="center", va="center")
    box(first - 0.15, 0, "0", style.COLOURS["grey"], 0.4)
    for step in range(steps):
        x = first + 1.3 * (step + 1) - 0.1
        before = first + 0.05 if step == 0 else x - 1.3 + 0.4
        arrow((before, 0), (x - 0.4, 0), "$U$", orange, side=(0, 0.2))
        box(x, 0, f"$h_{{{step + 1}}}$", blue, 0.8)
        arrow((x, -1.0), (x, -0.28), "$W$", side=(-0.22, 0))
        ax.text(x, -1.2, f"$x_{{{step + 1}}}$", fontsize=TEXT + 1, ha="center", va="center")
    head(x)
    total = model.count_params()
    ax.set(xlim=(-0.8, x + 0.8), ylim=(-1.45, 2.4), xticks=[], yticks=[])
    ax.set_axis_off()
    alt = f"Left: {units[0]} tanh units with a loop, whose weights are called U; input weights W; then {units[1]} ReLU units "
    alt += f"and {units[2]} output, {total:,} parameters in all. Right: the loop unrolled into {steps} copies in a row, each "
    alt += "with the same W and U; the first gets a state of zeros, the last one feeds the dense layers."
    return style.figure(fig, alt=alt)


def states(inputs, values):
    """Draw what a network reads, and its state after every step: one row a unit.

    Parameters
    ----------
    inputs : array, shape (steps,)
        In ppm per month.
    values : array, shape (steps, units)
        States from -1 to 1.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shapes do not fit, or a state leaves -1 to 1.
    """
    inputs, values = finite(inputs, "inputs", 1), finite(values, "values", 2)
    if len(inputs) != len(values):
        raise ValueError(f"there must be a state for each of the {len(inputs)} inputs, not {len(values)}")
    if np.abs(values).max() > 1:
        raise ValueError("states of tanh units lie between −1 and 1")
    order = np.argsort(values[-1])
    fig, (top, ax) = style.new(7, 5.6, 2, 1, sharex=True, height_ratios=[1, 2.2])
    place = np.arange(1, len(inputs) + 1)
    top.bar(place, inputs, color=style.COLOURS["blue"], width=0.6)
    top.axhline(0, color=style.COLOURS["grey"], linewidth=0.8)
    axis_labels(top, "", "input (ppm\nper month)")
    shown = ax.imshow(values[:, order].T, aspect="auto", cmap="RdBu_r", vmin=-1, vmax=1, interpolation="nearest",
                      extent=(0.5, len(inputs) + 0.5, values.shape[1], 0))
    ax.set_xticks(place)
    axis_labels(ax, "step (month of the window)", "number of the unit,\nsorted by last state")
    bar = fig.colorbar(shown, ax=ax, location="bottom", aspect=40, pad=0.02)
    bar.set_label("state of the unit (no unit)", fontsize=TEXT)
    bar.ax.tick_params(labelsize=TEXT)
    sizes = np.abs(values).mean(axis=1)
    alt = f"Above, {len(inputs)} inputs from {inputs.min():.1f} to {inputs.max():.1f} ppm per month. Below, the states of "
    alt += f"{values.shape[1]} units after each step; their mean size is {sizes[0]:.2f} after the first and "
    alt += f"{sizes[-1]:.2f} after the last."
    return style.figure(fig, alt=alt.replace(" -", " −"))

"""Pictures of slopes that travel back through time, and of what networks remember."""

import numpy as np

from threenets import style
from threenets.style.checks import finite, table
from threenets.style.drawing import TEXT, axis_labels, curves, end_labels, spoken

_LOOKS = [("blue", "o", "-"), ("vermillion", "s", "--"), ("green", "^", "-."), ("purple", "D", ":"), ("grey", "v", "-")]


def vanishing(ratios):
    """Draw how strongly the first input still acts on the last state, against the number of steps.

    Parameters
    ----------
    ratios : dict of str to dict of int to sequence of float
        For each kind of recurrence and each number of steps one positive ratio a seed.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no kind, or a ratio is not positive.
    """
    if not ratios:
        raise ValueError("ratios must hold at least one kind of recurrence")
    fig, ax = style.new(7, 3.9)
    ends, told = [], []
    for (name, points), (colour, marker, dash) in zip(ratios.items(), _LOOKS):
        points = table(points, f"ratios[{name!r}]")
        if min(values.min() for values in points.values()) <= 0:
            raise ValueError("ratios are lengths and must be positive")
        steps = sorted(points)
        logs = [np.log10(points[step]) for step in steps]
        means = np.array([values.mean() for values in logs])
        whiskers = [means - [values.min() for values in logs], [values.max() for values in logs] - means]
        ax.errorbar(steps, means, yerr=whiskers, color=style.COLOURS[colour], marker=marker, linestyle=dash, capsize=3,
                    linewidth=2, markersize=6)  # fmt: skip
        ends.append((means[-1], name, style.COLOURS[colour]))
        told.append(f"{name}: 10 to the power {means[-1]:.1f}")
    ax.axhline(0, color=style.COLOURS["grey"], linewidth=0.8)
    ax.set_xlim(0, 1.04 * steps[-1])
    end_labels(ax, ends)
    ticks = [tick for tick in ax.get_yticks() if tick == int(tick) and ax.get_ylim()[0] <= tick <= ax.get_ylim()[1]]
    ax.set_yticks(ticks, labels=[f"$10^{{{tick:.0f}}}$" for tick in ticks])
    axis_labels(ax, "steps between input and output (number of)", "slope of first input /\nof last input (no unit)")
    alt = f"Strength of the first input relative to the last one after {steps[-1]} steps: {'; '.join(told)}."
    return style.figure(fig, alt=alt.replace("-", "−"))


def input_slopes(slopes):
    """Draw how strongly the output of trained networks depends on the input of each month.

    Parameters
    ----------
    slopes : array, shape (seeds, steps)
        Mean size of the slope over windows, oldest month first.

    Returns
    -------
    style.Figure
    """
    slopes = finite(slopes, "slopes", 2)
    back = np.arange(slopes.shape[1], 0, -1)
    means = slopes.mean(axis=0)
    fig, ax = style.new(7, 3.4)
    ax.bar(back, means, color=style.COLOURS["blue"], width=0.7)
    if len(slopes) > 1:
        whiskers = [means - slopes.min(axis=0), slopes.max(axis=0) - means]
        ax.errorbar(back, means, yerr=whiskers, color=style.COLOURS["black"], linestyle="", capsize=4, linewidth=1.5)
    ax.set_xlim(back[0] + 0.6, 0.4)
    ax.set_xticks(back)
    axis_labels(ax, "input: time before the forecast (months)", "mean size of the slope\n(ppm per ppm)")
    listed = "; ".join(f"{month} back {spoken(column, '{:.2f}'.format)}" for month, column in zip(back, slopes.T))
    return style.figure(fig, alt=f"Mean size of the slope of the forecast with respect to each input, by months: {listed}.")


def memory(errors):
    """Draw the error of recalling the first value of a sequence against its length.

    Parameters
    ----------
    errors : dict of str to dict of int to sequence of float
        For each kind of network and each number of steps one relative error a seed: 1 is a constant guess.

    Returns
    -------
    style.Figure
    """
    spreads = {kind: table(points, f"errors[{kind!r}]") for kind, points in errors.items()}
    if not spreads:
        raise ValueError("errors must hold at least one kind of network")
    steps = sorted(next(iter(spreads.values())))
    fig, ax = style.new(7, 3.6)
    ax.axhline(1, color=style.COLOURS["black"], linestyle=":", linewidth=1.5)
    highest = max(values.max() for points in spreads.values() for values in points.values())
    ax.set(ylim=(-0.04 * highest, 1.15 * highest), xlim=(0, 1.05 * steps[-1]))
    curves(ax, spreads)
    ax.text(steps[0] * 0.3, 1.02, "constant guess", fontsize=TEXT, va="bottom")
    ax.set_xticks(steps)
    axis_labels(ax, "length of the sequence (steps)", "error / error of the\nconstant guess (no unit)")
    listed = []
    for kind, points in spreads.items():
        listed.append(f"{kind} " + ", ".join(f"{spoken(points[step], '{:.2f}'.format)} at {step}" for step in steps))
    return style.figure(fig, alt=f"Error of recalling the first value, relative to a constant guess: {'; '.join(listed)}.")

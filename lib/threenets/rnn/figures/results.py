"""Pictures of forecasts and of their errors."""

import numpy as np

from threenets import style
from threenets.rnn.evaluate import root_mean_square
from threenets.rnn.figures._constants import LINES, SQUARED
from threenets.style.checks import finite, table
from threenets.style.drawing import TEXT, axis_labels, bars, end_labels, spoken


def error_bars(errors):
    """Draw mean squared one-step errors as bars, smallest on top.

    Parameters
    ----------
    errors : dict of str to float or sequence of float
        One value for a rule; the values of all seeds for what is trained (mean and whiskers).

    Returns
    -------
    style.Figure
    """
    errors = table(errors, "errors")
    spreads = {name: errors[name] for name in sorted(errors, key=lambda name: errors[name].mean())}
    fig, ax = style.new(7, 1.1 + 0.46 * len(spreads))
    colours = [style.COLOURS["vermillion" if values.size > 1 else "blue"] for values in spreads.values()]
    bars(ax, spreads, colours, "{:.3f}".format)
    runs = max(values.size for values in spreads.values())
    note = f"\nred: mean of {runs} seeds, whisker from lowest to highest" if runs > 1 else ""
    axis_labels(ax, SQUARED + note, "")
    listed = "; ".join(f"{name} {spoken(values, '{:.3f}'.format)}" for name, values in spreads.items())
    return style.figure(fig, alt=f"Mean squared errors one month ahead, smallest first: {listed}.")


def walk_forward(errors):
    """Draw one point for the forecast from each origin, and their mean: a row for each rule or network.

    Parameters
    ----------
    errors : dict of str to array, shape (origins, horizon) or (seeds, origins, horizon), ppm
        Forecast minus truth; of several seeds the root mean squared errors are averaged.

    Returns
    -------
    style.Figure
    """
    scores = {}
    for name, values in errors.items():
        each = root_mean_square(finite(values, f"errors[{name!r}]", np.ndim(values)))
        scores[name] = each if each.ndim == 1 else each.mean(axis=0)
    order = sorted(scores, key=lambda name: scores[name].mean())
    fig, ax = style.new(7, 1.2 + 0.42 * len(order))
    for row, name in enumerate(order):
        colour = style.COLOURS["vermillion" if np.ndim(errors[name]) == 3 else "blue"]
        ax.scatter(scores[name], np.full(len(scores[name]), row), s=28, color=colour, alpha=0.45, linewidths=0)
        ax.plot([scores[name].mean()] * 2, [row - 0.32, row + 0.32], color=style.COLOURS["black"], linewidth=2.5)
    ax.set_yticks(range(len(order)), labels=order)
    ax.set(ylim=(len(order) - 0.4, -0.6), xlim=(0, None))
    ax.tick_params(axis="y", length=0)
    axis_labels(ax, "root mean squared error over the horizon (ppm)\none point an origin, bar: mean", "")
    listed = "; ".join(f"{name} {scores[name].mean():.2f} ({scores[name].min():.2f} to {scores[name].max():.2f})"
                       for name in order)
    count = len(scores[order[0]])
    return style.figure(fig, alt=f"Errors in ppm from {count} origins, mean and range, best first: {listed}.")


def skill_scores(scores):
    """Draw skill scores against rules as bars to either side of zero.

    Parameters
    ----------
    scores : dict of str to sequence of float
        For each rule the score of the network against it, one a seed.

    Returns
    -------
    style.Figure
    """
    scores = table(scores, "scores")
    order = sorted(scores, key=lambda name: -scores[name].mean())
    means = np.array([scores[name].mean() for name in order])
    fig, ax = style.new(7, 1.1 + 0.42 * len(order))
    colours = [style.COLOURS["blue" if mean > 0 else "vermillion"] for mean in means]
    ax.barh(range(len(order)), means, color=colours, height=0.62)
    low, high = (np.array([pick(scores[name]) for name in order]) for pick in (np.min, np.max))
    ax.errorbar(means, range(len(order)), xerr=[means - low, high - means], color=style.COLOURS["black"], linestyle="",
                capsize=4, linewidth=1.5)  # fmt: skip
    ax.axvline(0, color=style.COLOURS["black"], linewidth=1)
    ax.set_yticks(range(len(order)), labels=order)
    ax.set(ylim=(len(order) - 0.4, -0.6))
    ax.tick_params(axis="y", length=0)
    axis_labels(ax, "skill score (no unit): above 0 the network is better", "")
    listed = "; ".join(f"{name} {spoken(scores[name], '{:.2f}'.format)}" for name in order)
    return style.figure(fig, alt=f"Skill of the network against each rule: {listed}.".replace("-", "−"))


def error_by_horizon(errors):
    """Draw the root mean squared error over all origins against the months ahead.

    Parameters
    ----------
    errors : dict of str to array, shape (origins, horizon) or (seeds, origins, horizon), ppm

    Returns
    -------
    style.Figure
    """
    if not 1 <= len(errors) <= len(LINES):
        raise ValueError(f"one to {len(LINES)} lines fit into this figure, not {len(errors)}")
    fig, ax = style.new(7, 3.8)
    drawn, highest = {}, 0
    for (name, values), (colour, dash) in zip(errors.items(), LINES):
        values = finite(values, f"errors[{name!r}]", np.ndim(values))
        line = root_mean_square(values.reshape(-1, values.shape[-1]), axis=0)
        ax.plot(np.arange(1, len(line) + 1), line, color=style.COLOURS[colour], linestyle=dash, linewidth=2.2)
        drawn[name], highest = (line, style.COLOURS[colour]), max(highest, line.max())
    ax.set(xlim=(0, len(line) + 1), ylim=(0, 1.05 * highest))
    ax.set_xticks(range(0, len(line) + 1, 12))
    end_labels(ax, [(line[-1], name, colour) for name, (line, colour) in drawn.items()])
    axis_labels(ax, "time ahead (months)", "root mean squared\nerror (ppm)")
    listed = "; ".join(f"{name} from {line[0]:.2f} to {line[-1]:.2f}" for name, (line, _) in drawn.items())
    return style.figure(fig, alt=f"Error in ppm from 1 to {len(line)} months ahead: {listed}.")


def error_parts(parts):
    """Draw the mean squared error of long forecasts in two parts, drift and season, stacked.

    Parameters
    ----------
    parts : dict of str to tuple (drift, season), ppm²

    Returns
    -------
    style.Figure
    """
    parts = table(parts, "parts")
    order = sorted(parts, key=lambda name: parts[name].sum())
    fig, ax = style.new(7, 1.9 + 0.42 * len(order))
    drift, season = np.array([parts[name] for name in order]).T
    ax.barh(range(len(order)), drift, color=style.COLOURS["blue"], height=0.62, edgecolor=style.COLOURS["black"],
            linewidth=0.8, label="drift: whole years too high or low")  # fmt: skip
    ax.barh(range(len(order)), season, left=drift, color=style.COLOURS["orange"], height=0.62, edgecolor=style.COLOURS["black"],
            linewidth=0.8, label="season: wrong within the year")  # fmt: skip
    for row, total in enumerate(drift + season):
        ax.text(total + 0.01 * (drift + season).max(), row, f"{total:.2f}", va="center", fontsize=TEXT)
    ax.set_yticks(range(len(order)), labels=order)
    ax.set(ylim=(len(order) - 0.4, -0.6), xlim=(0, 1.12 * (drift + season).max()))
    ax.tick_params(axis="y", length=0)
    fig.legend(fontsize=TEXT, frameon=False, loc="outside upper center")
    axis_labels(ax, SQUARED, "")
    listed = "; ".join(f"{name} {parts[name][0]:.2f} + {parts[name][1]:.2f}" for name in order)
    return style.figure(fig, alt=f"Mean squared error in ppm², drift + season, smallest first: {listed}.")

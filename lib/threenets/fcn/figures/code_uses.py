"""Pictures of what the code is worth: with few labels, for clusters, and by its width."""

import numpy as np

from threenets import style
from threenets.fcn.figures._constants import ERROR_UPRIGHT
from threenets.style.checks import table
from threenets.style.drawing import axis_labels, bars, curves, spoken


def _percent(share):
    return f"{100 * share:.1f} %"


def _nested(results, name):
    if not isinstance(results, dict) or not results:
        raise ValueError(f"{name} must be a dictionary with at least one entry, not {type(results).__name__}")
    found = {key: table(points, f"{name}[{key!r}]") for key, points in results.items()}
    if any(number <= 0 for points in found.values() for number in points):
        raise ValueError(f"{name}: the numbers on the horizontal axis must be positive, the axis is logarithmic")
    return found


def _logarithmic_ticks(ax, spreads, base):
    numbers = sorted({number for points in spreads.values() for number in points})
    ax.set_xscale("log", base=base)
    ax.set_xticks(numbers, labels=[f"{number:,}" for number in numbers])
    ax.set_xticks([], minor=True)
    ax.set_xlim(numbers[0] / 1.25, numbers[-1] * 1.25)


def _means(spreads, form):
    listed = [
        f"{name} " + ", ".join(f"{form(points[number].mean())} at {number:,}" for number in sorted(points))
        for name, points in spreads.items()
    ]
    runs = max(values.size for points in spreads.values() for values in points.values())
    return "; ".join(listed) + (f" (means of {runs} seeds; whiskers from lowest to highest)" if runs > 1 else "")


def probe_accuracies(results):
    """Draw the accuracy of classifiers against the number of labels that they are given, on a logarithmic axis.

    Parameters
    ----------
    results : dict of str to dict of int to sequence of float
        For each way of classifying, for each number of labels, the test accuracies (0 to 1) of all seeds.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no entry, an accuracy is outside 0 to 1, or a number of labels is not positive.
    """
    spreads = _nested(results, "results")
    values = np.concatenate([runs for points in spreads.values() for runs in points.values()])
    if values.min() < 0 or values.max() > 1:
        raise ValueError("accuracies must lie between 0 and 1")
    fig, ax = style.new(7, 4)
    _logarithmic_ticks(ax, spreads, 10)
    ax.set_ylim(min(90, 10 * np.floor(10 * values.min())), 100)
    shown = {name: {number: 100 * runs for number, runs in points.items()} for name, points in spreads.items()}
    curves(ax, shown, labels="legend", dodge=0.03)
    axis_labels(ax, "labelled training images (number)", "accuracy on test images (%)")
    return style.figure(fig, alt=f"Test accuracy by number of labels: {_means(spreads, _percent)}.")


def cluster_scores(results):
    """Draw how pure the clusters found in each representation are.

    Parameters
    ----------
    results : dict of str to float or sequence of float
        For each representation the purities (0 to 1) of all seeds.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no entry or a purity is outside 0 to 1.
    """
    spreads = table(results, "results")
    if any(values.min() < 0 or values.max() > 1 for values in spreads.values()):
        raise ValueError("purities must lie between 0 and 1")
    fig, ax = style.new(7, 1.1 + 0.55 * len(spreads))
    shown = {name: 100 * values for name, values in spreads.items()}
    bars(ax, shown, style.COLOURS["blue"], lambda value: f"{value:.1f} %", limit=100)
    axis_labels(ax, "purity of the clusters (% of images in the majority class)", "")
    listed = "; ".join(f"{name} {spoken(values, _percent)}" for name, values in spreads.items())
    return style.figure(fig, alt=f"Purity of clusters by representation: {listed}.")


def code_width(results, linear=None):
    """Draw the test error against the number of code units, on a logarithmic axis.

    Parameters
    ----------
    results : dict of int to sequence of float
        For each code width the mean squared errors of all seeds.
    linear : dict of int to float, optional
        The same for the best linear map through a bottleneck of that width.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no entry, a value is not finite, or a width is not positive.
    """
    spreads = _nested({"autoencoder": results} | ({"linear map": linear} if linear else {}), "results")
    fig, ax = style.new(7, 3.8)
    _logarithmic_ticks(ax, spreads, 2)
    ax.set_ylim(0, 1.08 * max(runs.max() for points in spreads.values() for runs in points.values()))
    curves(ax, spreads, labels="legend" if linear else None)
    axis_labels(ax, "width of the code (units)", ERROR_UPRIGHT)
    return style.figure(fig, alt=f"Test error by code width: {_means(spreads, lambda value: f'{value:.3f}')}.")

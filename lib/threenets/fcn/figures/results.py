"""Pictures of training and evaluation: losses, errors with their spread over seeds, outputs."""

import numpy as np

from threenets import style
from threenets.fcn.figures._constants import ERROR, ERROR_UPRIGHT, PIXELS
from threenets.style.checks import finite, numbers, table
from threenets.style.drawing import TEXT, axis_labels, bars, counted, curves, end_labels, spoken


def _three_digits(value):
    return f"{value:.3f}"


def losses(histories, references=None):
    """Draw the loss against the epoch: a thin line for each seed, and their mean.

    Parameters
    ----------
    histories : list of dict, or dict
        One per seed, each with the key "loss": mean squared error by epoch. Where all of them have the key
        "held_out_loss" it is drawn as well.
    references : dict of str to float, optional
        Errors to compare with, drawn as horizontal lines with their names.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no history, one has no "loss", their lengths differ, or a value is not finite.
    """
    histories = [histories] if isinstance(histories, dict) else histories
    if not histories or any("loss" not in history for history in histories):
        raise ValueError('histories must be a list of dictionaries with the key "loss", one per seed')
    if len({len(history["loss"]) for history in histories}) > 1:
        raise ValueError("all histories must have the same number of epochs")
    kinds = {"training loss": ("loss", "blue", "sky", "-")}
    if all("held_out_loss" in history for history in histories):
        kinds["held-out loss"] = ("held_out_loss", "vermillion", "orange", "--")
    references = {name: value[0] for name, value in table(references, "references").items()} if references else {}
    grey, seeds, highest = style.COLOURS["grey"], counted(len(histories), "seed"), max([0, *references.values()])
    fig, ax = style.new(7, 3.8)
    labels, told = [], []
    for name, (key, strong, light, dash) in kinds.items():
        runs = finite([history[key] for history in histories], f"histories[...][{key!r}]", 2)
        mean, epochs = runs.mean(axis=0), np.arange(1, runs.shape[1] + 1)
        ax.plot(epochs, runs.T, dash, color=style.COLOURS[light], linewidth=1)
        ax.plot(epochs, mean, dash, color=style.COLOURS[strong], linewidth=2.5, marker="o" if len(epochs) < 21 else None)
        labels.append((mean[-1], name if len(runs) == 1 else f"{name}, mean of {seeds}", style.COLOURS[strong]))
        told.append(f"the {name} goes from {mean[0]:.3f} to {mean[-1]:.3f}")
        highest = max(highest, runs.max())
    ax.set(xlim=(0.8, len(epochs) + 0.2), ylim=(0, 1.08 * highest))
    ax.set_xticks(np.unique(np.linspace(1, len(epochs), min(len(epochs), 10)).round().astype(int)))
    for reference, value in references.items():
        ax.axhline(value, color=grey, linestyle=":", linewidth=1.5)
        labels.append((value, reference, grey))
    end_labels(ax, labels)
    axis_labels(ax, "epoch (passes over the training images)", ERROR_UPRIGHT)
    alt = f"Mean of {seeds} over {counted(len(epochs), 'epoch')}: {'; '.join(told)}."
    if references:
        alt += " For comparison: " + "; ".join(f"{key} {value:.3f}" for key, value in references.items()) + "."
    return style.figure(fig, alt=alt)


def _error_figure(spreads, start):
    order = sorted(spreads, key=lambda name: spreads[name].mean())
    spreads = {name: spreads[name] for name in order}
    trained, once = style.COLOURS["blue"], style.COLOURS["grey"]
    fig, ax = style.new(7, 1.1 + 0.52 * len(spreads))
    bars(ax, spreads, [trained if values.size > 1 else once for values in spreads.values()], _three_digits)
    runs = sorted({values.size for values in spreads.values() if values.size > 1})
    note = f"\nblue: mean of {' or '.join(map(str, runs))} seeds, whiskers from lowest to highest" if runs else ""
    axis_labels(ax, ERROR + note, "")
    listed = "; ".join(f"{name} {spoken(values, _three_digits)}" for name, values in spreads.items())
    return fig, f"{start}, lowest first: {listed}."


def error_bars(errors):
    """Draw mean squared errors as bars, lowest on top: guesses, linear maps, networks.

    Parameters
    ----------
    errors : dict of str to float or sequence of float
        One value for what is computed once; the values of all seeds for what is trained (mean and whiskers).

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no entry, or a value is not finite.
    """
    fig, alt = _error_figure(table(errors, "errors"), "Mean squared errors on test images")
    return style.figure(fig, alt=alt)


def activation_comparison(results):
    """Draw the test error by activation of the output layer; parameters and errors as for `error_bars`."""
    fig, alt = _error_figure(table(results, "results"), "Mean squared error by activation of the output layer")
    return style.figure(fig, alt=alt)


def error_by_masked_share(shares, errors):
    """Draw the error of restoration against the share of masked pixels.

    Parameters
    ----------
    shares : sequence of float
        Shares of missing pixels, 0 to 1, increasing.
    errors : dict of str to array_like, shape (shares,) or (seeds, shares)
        For each way of restoring its errors.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If shares are outside 0 to 1 or not increasing, there is no entry, or a shape does not fit.
    """
    shares = finite(shares, "shares", 1)
    if shares[0] < 0 or shares[-1] > 1 or (np.diff(shares) <= 0).any():
        raise ValueError(f"shares must increase from 0 at the least to 1 at the most, not be {shares.tolist()}")
    if not isinstance(errors, dict) or not errors:
        raise ValueError("errors must be a dictionary that names at least one way of restoring")
    spreads = {}
    for name, values in errors.items():
        runs = finite(np.atleast_2d(numbers(values, f"errors[{name!r}]")), f"errors[{name!r}]", 2)
        if runs.shape[1] != len(shares):
            raise ValueError(f"errors[{name!r}] must have {len(shares)} values per seed, not {runs.shape[1]}")
        spreads[name] = dict(zip(100 * shares, runs.T))
    fig, ax = style.new(7, 3.8)
    highest = max(runs.max() for points in spreads.values() for runs in points.values())
    ax.set(xlim=(100 * shares[0] - 2, 100 * shares[-1] + 2), ylim=(0, 1.05 * highest))
    curves(ax, spreads)
    axis_labels(ax, "share of masked pixels (%)", ERROR_UPRIGHT)
    ends = []
    for name, points in spreads.items():
        first, last = (points[100 * share].mean() for share in (shares[0], shares[-1]))
        ends.append(f"{name} from {first:.3f} to {last:.3f}")
    alt = f"Error of restoration from {100 * shares[0]:.0f} % to {100 * shares[-1]:.0f} % masked pixels: "
    return style.figure(fig, alt=alt + "; ".join(ends) + ".")


def outputs_histogram(outputs):
    """Draw how the outputs of a tanh layer are distributed, with the share that is saturated at -1.

    Parameters
    ----------
    outputs : ndarray of float32, any shape
        Outputs of the network, in [-1, 1].

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If empty, not finite, or outside [-1, 1].
    """
    values = finite(np.ravel(numbers(outputs, "outputs")), "outputs", 1)
    if values.min() < -1 or values.max() > 1:
        raise ValueError(f"outputs of tanh lie between −1 and 1, not {values.min():g} to {values.max():g}")
    share = 100 * np.histogram(values, bins=40, range=PIXELS)[0] / values.size
    fig, ax = style.new(7, 3.4)
    ax.bar(np.arange(40) * 0.05 - 0.975, share, width=0.046, color=style.COLOURS["blue"])
    exact, near = 100 * np.mean(values == -1), 100 * np.mean(values < -0.999)
    text = f"{near:.1f} % lie within 0.001 of −1,\n{exact:.1f} % are exactly −1"
    ax.text(-0.85, 60, text, color=style.COLOURS["vermillion"], fontsize=TEXT + 1, va="top")
    ax.set(yscale="log", xlim=(-1.02, 1.02), ylim=(0.01, 100))
    ax.yaxis.set_major_formatter("{x:g}")
    axis_labels(ax, "output of the network (pixel value, −1 black to 1 white)", "share of outputs (%)")
    alt = f"Distribution of {values.size:,} outputs on a logarithmic scale: {exact:.1f} % are exactly −1, "
    alt += f"{near:.1f} % lie within 0.001 of it, {share[-1]:.1f} % above 0.95; the greatest is {values.max():.4f}."
    return style.figure(fig, alt=alt)

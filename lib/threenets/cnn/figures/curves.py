"""Pictures of training: curves over the epochs, accuracies of variants, single runs."""

import numpy as np

from threenets import style
from threenets.cnn.figures._parts import VALIDATION_ACCURACY, in_percent, percent
from threenets.style.checks import finite
from threenets.style.drawing import TEXT, axis_labels, bars, counted, end_labels, spoken

_PARTS = {"training": ("", "blue", "sky", "-"), "validation": ("held_out_", "vermillion", "orange", "--")}


def learning_curves(histories, references=None):
    """Draw accuracy and loss against the epoch, in training and validation: a thin line for each seed, and their mean.

    Parameters
    ----------
    histories : list of dict, one per seed
        Each with "loss", "accuracy", "held_out_loss" and "held_out_accuracy" by epoch.
    references : dict of str to float, optional
        Accuracies (0 to 1) to compare with, drawn as dotted lines.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no history, a key is missing, lengths differ, or a value is not finite.
    """
    if not histories or any(f"{part}{key}" not in history for history in histories
                            for part, *_ in _PARTS.values() for key in ("loss", "accuracy")):  # fmt: skip
        raise ValueError('histories must be dictionaries with "loss", "accuracy", "held_out_loss" and "held_out_accuracy"')
    references = {name: values[0] for name, values in in_percent(references, "references").items()} if references else {}
    fig, axes = style.new(7, 6, 2, 1, sharex=True)
    told = []
    for ax, key, label, factor in ((axes[0], "accuracy", "accuracy (%)", 100), (axes[1], "loss", "loss (cross-entropy)", 1)):
        ends, lowest, highest = [], np.inf, max([0, *references.values()]) if key == "accuracy" else 0
        for name, (part, strong, light, dash) in _PARTS.items():
            runs = factor * finite([history[part + key] for history in histories], f"histories[...][{part + key!r}]", 2)
            mean, epochs = runs.mean(axis=0), np.arange(1, runs.shape[1] + 1)
            ax.plot(epochs, runs.T, dash, color=style.COLOURS[light], linewidth=1)
            ax.plot(epochs, mean, dash, color=style.COLOURS[strong], linewidth=2.5)
            ends.append((mean[-1], name, style.COLOURS[strong]))
            lowest, highest = min(lowest, runs.min()), max(highest, runs.max())
            form = percent if key == "accuracy" else "{:.3f}".format
            best = f", lowest in epoch {mean.argmin() + 1}" if part and key == "loss" else ""
            told.append(f"{name} {key} from {form(mean[0])} to {form(mean[-1])}{best}")
        ax.set(xlim=(0.8, len(epochs) + 0.2), ylim=(0.95 * lowest, 1.05 * highest))
        for name, value in references.items() if key == "accuracy" else ():
            ax.axhline(value, color=style.COLOURS["grey"], linestyle=":", linewidth=1.5)
            ax.annotate(name, (1, value), (0, 4), textcoords="offset points", color=style.COLOURS["grey"], fontsize=TEXT)
        end_labels(ax, ends)
        axis_labels(ax, "epoch (passes over the training images)" if key == "loss" else "", label)
    axes[0].set_xlabel("")
    ticks = np.unique(np.linspace(1, len(epochs), min(len(epochs), 9)).round().astype(int))
    axes[1].set_xticks(ticks)
    axes[0].tick_params(labelbottom=False)
    alt = f"Mean of {counted(len(histories), 'seed')} over {counted(len(epochs), 'epoch')}: {'; '.join(told)}."
    if references:
        alt += " For comparison: " + "; ".join(f"{key} {percent(value)}" for key, value in references.items()) + "."
    return style.figure(fig, alt=alt)


def accuracy_bars(results):
    """Draw accuracies on the validation images as bars, in the order given; whiskers from lowest to highest seed.

    Parameters
    ----------
    results : dict of str to float or sequence of float
        Shares from 0 to 1, one value per seed.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no entry, or a value is not a share.
    """
    spreads = in_percent(results, "results")
    fig, ax = style.new(7, 1.1 + 0.55 * len(spreads))
    bars(ax, spreads, style.COLOURS["blue"], percent, limit=min(115, 1.25 * max(values.max() for values in spreads.values())))
    axis_labels(ax, VALIDATION_ACCURACY, "")
    listed = "; ".join(f"{name} {spoken(values, percent)}" for name, values in spreads.items())
    return style.figure(fig, alt=f"Accuracy on validation images: {listed}.")


def single_runs(results, chance=0.1):
    """Draw the accuracy of every single run as a dot, by variant, with the level of chance.

    Parameters
    ----------
    results : dict of str to sequence of float
        Shares from 0 to 1, one value per seed.
    chance : float
        Accuracy of guessing, 0 to 1.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no entry, or a value is not a share.
    """
    spreads = in_percent(results, "results")
    fig, ax = style.new(7, 1.3 + 0.6 * len(spreads))
    ax.axvline(100 * chance, color=style.COLOURS["vermillion"], linestyle="--", linewidth=2)
    for row, values in enumerate(spreads.values()):
        ax.scatter(values, np.full(values.size, row), s=90, color=style.COLOURS["blue"], edgecolors="black", alpha=0.6,
                   zorder=3)  # fmt: skip
    ax.set_yticks(np.arange(len(spreads)), labels=list(spreads))
    highest = max(values.max() for values in spreads.values())
    ax.set(xlim=(0, 1.15 * max(highest, 100 * chance)), ylim=(len(spreads) - 0.4, -0.9))
    ax.text(100 * chance + 0.5, -0.6, "chance", color=style.COLOURS["vermillion"], fontsize=TEXT)
    axis_labels(ax, VALIDATION_ACCURACY, "")
    near = {name: int((values < 100 * chance + 3).sum()) for name, values in spreads.items()}
    listed = "; ".join(f"{name} {', '.join(percent(value) for value in np.sort(values))} "
                       f"({near[name]} of {values.size} within three points of chance)"
                       for name, values in spreads.items())  # fmt: skip
    return style.figure(fig, alt=f"Accuracy of single runs; chance is {percent(100 * chance)}: {listed}.")

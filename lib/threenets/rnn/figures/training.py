"""Pictures of training: losses by epoch."""

import numpy as np

from threenets import style
from threenets.rnn.figures._constants import SQUARED
from threenets.style.checks import finite
from threenets.style.drawing import TEXT, axis_labels, counted, end_labels


def losses(histories):
    """Draw training and held-out loss against the epoch: a thin line for each seed, and their means.

    Parameters
    ----------
    histories : list of dict
        One per seed: "loss" and "held_out_loss" by epoch, in ppm².

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If there is no history, lengths differ, or a value is not finite.
    """
    if not histories:
        raise ValueError("histories must hold at least one training run")
    fig, ax = style.new(7, 3.8)
    ends, told, highest = [], [], 0
    for key, name, strong, light, dash in (("loss", "training", "blue", "sky", "-"),
                                           ("held_out_loss", "held out", "vermillion", "orange", "--")):
        runs = finite([history[key] for history in histories], f"histories[...][{key!r}]", 2)
        epochs, mean = np.arange(1, runs.shape[1] + 1), runs.mean(axis=0)
        ax.plot(epochs, runs.T, dash, color=style.COLOURS[light], linewidth=1)
        ax.plot(epochs, mean, dash, color=style.COLOURS[strong], linewidth=2.5)
        ends.append((mean[-1], name, style.COLOURS[strong]))
        told.append(f"{name} from {mean[0]:.2f} to {mean[-1]:.3f}")
        highest = max(highest, runs.max())
    ax.set(xlim=(0.5, len(epochs) + 0.5), ylim=(0, 1.05 * highest))
    end_labels(ax, ends)
    axis_labels(ax, "epoch (passes over the training windows)", SQUARED)
    alt = f"Loss over {counted(len(epochs), 'epoch')}, mean of {counted(len(histories), 'seed')}: {'; '.join(told)}."
    return style.figure(fig, alt=alt)


def stated_losses(stated, histories):
    """Draw the losses that a source states beside those of our own runs, on a logarithmic scale.

    Parameters
    ----------
    stated : sequence of float
        Training loss by epoch as the source prints it.
    histories : list of dict
        Our runs, one per seed, each with "loss" for as many epochs.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If numbers of epochs differ or a loss is not positive.
    """
    stated = finite(stated, "stated", 1)
    runs = finite([history["loss"] for history in histories], "histories", 2)
    if runs.shape[1] != len(stated):
        raise ValueError(f"our runs have {runs.shape[1]} epochs, the source {len(stated)}")
    if min(stated.min(), runs.min()) <= 0:
        raise ValueError("losses on a logarithmic scale must be positive")
    epochs = np.arange(1, len(stated) + 1)
    fig, ax = style.new(7, 3.8)
    ax.set(yscale="log", xlim=(0.5, len(epochs) + 0.5), ylim=(runs.min() / 1.3, 1.3 * max(runs.max(), stated.max())))
    for number, run in enumerate(runs):
        ax.plot(epochs, run, color=style.COLOURS["blue"], linewidth=1.4,
                label=f"here, {counted(len(runs), 'seed')}" if number == 0 else None)
    ax.plot(epochs, stated, "--", color=style.COLOURS["vermillion"], linewidth=2.2, marker="s", markersize=4,
            label="as the source states")
    ticks = [tick for tick in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2) if ax.get_ylim()[0] <= tick <= ax.get_ylim()[1]]
    ax.set_yticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    ax.legend(fontsize=TEXT, frameon=False)
    axis_labels(ax, "epoch (passes over the training windows)", SQUARED)
    alt = f"Training loss over {len(epochs)} epochs. The source states {stated[0]:.3f} at first and {stated[-1]:.4f} at "
    alt += f"last; our runs go from {runs[:, 0].min():.3f}–{runs[:, 0].max():.3f} to {runs[:, -1].min():.4f}–"
    return style.figure(fig, alt=alt + f"{runs[:, -1].max():.4f}.")

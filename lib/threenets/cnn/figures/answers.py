"""Pictures of what a trained classifier answers: which classes it mixes up, and what its alarms are worth."""

import numpy as np

from threenets import style
from threenets.cnn.vehicles import precision_at
from threenets.style.checks import class_labels
from threenets.style.drawing import TEXT, axis_labels, panel


def confusion(truth, answers, class_names, order):
    """Draw how often each class is given which name, in percent of the class, with a line between two groups.

    Parameters
    ----------
    truth, answers : ndarray of int, shape (images,)
    class_names : sequence of str
    order : tuple of two sequences of int
        Labels of the first and of the second group.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If labels do not fit, the groups do not hold each class once, or a class has no image.
    """
    answers = class_labels(answers, len(truth), class_names)
    truth = class_labels(truth, len(truth), class_names)
    labels = [*order[0], *order[1]]
    if sorted(labels) != list(range(len(class_names))):
        raise ValueError(f"the two groups must hold each of the {len(class_names)} classes once, not {labels}")
    table = np.array([[np.sum((truth == row) & (answers == column)) for column in labels] for row in labels], float)
    if (table.sum(axis=1) == 0).any():
        raise ValueError("every class needs at least one image")
    split = len(order[0])
    across = (table[:split, split:].sum() + table[split:, :split].sum()) / table.sum()
    right = np.trace(table) / table.sum()
    shares = 100 * table / table.sum(axis=1, keepdims=True)
    names = [class_names[label] for label in labels]
    fig, ax = style.new(7, 6.4)
    panel(ax, shares, (0, 200), "Blues")
    for (row, column), share in np.ndenumerate(shares):
        ax.text(column, row, f"{share:.0f}", ha="center", va="center", fontsize=TEXT)
    for line in (ax.axhline, ax.axvline):
        line(split - 0.5, color=style.COLOURS["vermillion"], linewidth=3)
    ax.set_xticks(range(len(names)), labels=names, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(names)), labels=names)
    axis_labels(ax, "named by the network (% of the class)", "true class")
    worst = np.unravel_index(np.argmax(np.where(np.eye(len(names)), 0, shares)), shares.shape)
    alt = f"Which class of {len(truth):,} images is given which name: {100 * right:.1f} % are named rightly, "
    alt += f"{100 * across:.1f} % are put into the wrong one of the two groups. The most frequent confusion: "
    alt += f"{names[worst[0]]} called {names[worst[1]]}, {shares[worst]:.0f} %."
    return style.figure(fig, alt=alt)


def precision_by_prevalence(recall, false_alarms, marks):
    """Draw how precise the same answers are where what is looked for is more or less frequent.

    Parameters
    ----------
    recall, false_alarms : float
        Share of the members that are found, and of the others that are called one; between 0 and 1.
    marks : dict of str to float
        Prevalences (0 to 1) to mark, with their names.

    Returns
    -------
    style.Figure

    Raises
    ------
    ValueError
        If a share is not between 0 and 1, or nothing is marked.
    """
    if not marks or any(not 0 <= share <= 1 for share in (recall, false_alarms, *marks.values())):
        raise ValueError("recall, false alarms and at least one prevalence must be shares between 0 and 1")
    shares = np.linspace(0.002, 0.6, 300)
    fig, ax = style.new(7, 3.6)
    ax.plot(100 * shares, 100 * precision_at(shares, recall, false_alarms), color=style.COLOURS["blue"], linewidth=2.5)
    ax.set(xlim=(0, 60), ylim=(0, 109))
    told = []
    for name, share in marks.items():
        value = 100 * precision_at(share, recall, false_alarms)
        ax.plot(100 * share, value, "o", color=style.COLOURS["vermillion"], markersize=9)
        ax.annotate(f"{name}: {value:.0f} %", (100 * share, value), xytext=(14, -22), textcoords="offset points", fontsize=TEXT)
        told.append(f"{name}, {100 * share:.0f} % of the images: {value:.0f} %")
    axis_labels(ax, "share of vehicles among the images (%)", "alarms that are right (%)")
    alt = f"Share of the alarms that are right, with {100 * recall:.1f} % of the vehicles found and "
    return style.figure(fig, alt=alt + f"{100 * false_alarms:.1f} % of the rest called one. {'; '.join(told)}.")

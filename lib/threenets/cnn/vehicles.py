"""The chapter's question, vehicle or not, asked of networks that name one of ten classes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

VEHICLES = ("airplane", "automobile", "ship", "truck")
ROAD_VEHICLES = ("automobile", "truck")


class Verdict(NamedTuple):
    """How well a yes-or-no question was answered; all shares from 0 to 1.

    accuracy : share of right answers
    recall : share of the true members that were found
    precision : share of true members among what was called one; 0 if nothing was
    false_alarms : share of the others that were called a member
    prevalence : share of the true members among all
    no_effort : accuracy of always giving the more frequent answer
    """

    accuracy: float
    recall: float
    precision: float
    false_alarms: float
    prevalence: float
    no_effort: float


def members(labels, class_names, group=VEHICLES) -> np.ndarray:
    """Which labels belong to a group of classes: bool, shape of `labels`.

    Raises
    ------
    ValueError
        If a name of the group is not a class.
    """
    absent = [name for name in group if name not in class_names]
    if absent:
        raise ValueError(f"no class is called {', '.join(absent)}: the classes are {', '.join(class_names)}")
    return np.isin(labels, [list(class_names).index(name) for name in group])


def probability(probabilities, class_names, group=VEHICLES) -> np.ndarray:
    """Probability of the group, shape (n,): the sum over its classes. `probabilities` has the shape (n, classes)."""
    return np.asarray(probabilities)[:, members(np.arange(len(class_names)), class_names, group)].sum(axis=1)


def verdict(truth, answer) -> Verdict:
    """Compare answers with the truth.

    Parameters
    ----------
    truth, answer : array, shape (n,), bool

    Raises
    ------
    ValueError
        If the shapes differ, or the truth has only members or none.
    """
    truth, answer = np.asarray(truth, dtype=bool), np.asarray(answer, dtype=bool)
    if truth.shape != answer.shape or truth.ndim != 1 or truth.all() or not truth.any():
        raise ValueError("truth and answer must be two lists of equal length with members and others in the truth, "
                         f"not of the shapes {truth.shape} and {answer.shape} with {truth.sum()} members")
    prevalence = truth.mean()
    return Verdict(*map(float, (
        np.mean(truth == answer), answer[truth].mean(), truth[answer].mean() if answer.any() else 0,
        answer[~truth].mean(), prevalence, max(prevalence, 1 - prevalence))))


def precision_at(prevalence, recall, false_alarms) -> float:
    """Precision of the same answers where members are more or less frequent.

    Of all images, ``prevalence * recall`` are found and ``(1 - prevalence) * false_alarms`` are wrongly called one. An
    array of prevalences gives an array; where nothing is called one, the precision is 0.
    """
    found = np.multiply(prevalence, recall)
    called = found + (1 - np.asarray(prevalence)) * false_alarms
    return np.where(called > 0, found / np.where(called > 0, called, 1), 0.0)[()]

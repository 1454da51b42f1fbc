"""The chapter's main experiment: train its network over several seeds and judge it on photographs it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from threenets import plans
from threenets.cnn.models import classifier
from threenets.training import predict, train


@dataclass(frozen=True)
class Plan:
    """How much is computed.

    images, held_out : number of training and held-out images that are used (the first ones)
    epochs : epochs of the main experiment
    long_epochs : epochs of the long training
    side_images, side_epochs : images and epochs of each variant in `threenets.cnn.comparisons`
    few_images, few_epochs : images and epochs of the network that learns its images by heart
    seeds : one training run each; a seed fixes the first weights and the order of the images
    many_seeds : the same where it is counted how often a training fails
    batch_size : images a step
    """

    images: int
    held_out: int
    epochs: int
    long_epochs: int
    side_images: int
    side_epochs: int
    few_images: int
    few_epochs: int
    seeds: tuple[int, ...]
    many_seeds: tuple[int, ...]
    batch_size: int = 32


PLANS = {
    "full": Plan(images=50_000, held_out=10_000, epochs=3, long_epochs=25, side_images=15_000, side_epochs=2,
                 few_images=2_000, few_epochs=30, seeds=(1, 2, 3), many_seeds=(1, 2, 3, 4, 5, 6)),
    "fast": Plan(images=1_200, held_out=400, epochs=1, long_epochs=2, side_images=600, side_epochs=1,
                 few_images=200, few_epochs=2, seeds=(1, 2), many_seeds=(1, 2)),
}


def plan(profile="full", seed=1) -> Plan:
    """The `Plan` of a profile; its seeds are consecutive and begin with `seed` (see `threenets.plans.choose`)."""
    return plans.choose(PLANS, profile, seed, ("seeds", "many_seeds"))


class Task(NamedTuple):
    """Images to learn from, to watch the training with, and to judge with in the end.

    images, validation, test : uint8, shape (n, height, width, channels), values 0 to 255
    labels, validation_labels, test_labels : whole numbers, shape (n,)
    """

    images: np.ndarray
    labels: np.ndarray
    validation: np.ndarray
    validation_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray


class Trained(NamedTuple):
    """Networks trained with different seeds.

    models : list of keras.Sequential, one per seed
    histories : list of dict, one per seed: "loss", "accuracy", "held_out_loss" and "held_out_accuracy" by epoch; the
        held-out images are those of the validation
    """

    models: list
    histories: list[dict[str, list[float]]]

    @property
    def accuracies(self) -> list[float]:
        """Accuracy on the validation images after the last epoch, per seed."""
        return [history["held_out_accuracy"][-1] for history in self.histories]


def prepare(photos, plan: Plan) -> Task:
    """Make the `Task` from an image set (anything with train_images, train_labels, test_images, test_labels).

    No network learns from the set's test images. The first half of them is for decisions on the way (validation),
    the second for the final judgement alone.
    """
    images, labels = photos.test_images[:plan.held_out], np.asarray(photos.test_labels[:plan.held_out])
    half = len(images) // 2
    return Task(photos.train_images[:plan.images], np.asarray(photos.train_labels[:plan.images]),
                images[:half], labels[:half], images[half:], labels[half:])


def first(task: Task, images) -> Task:
    """The same task with fewer training images: the first ones."""
    return task._replace(images=task.images[:images], labels=task.labels[:images])


def learn(task: Task, plan: Plan, build, *, epochs=None, seeds=None, batch_size=None) -> Trained:
    """Train one network per seed to name the classes.

    Parameters
    ----------
    task : Task
    plan : Plan
    build : callable
        ``build(seed=seed)`` returns the network to train.
    epochs, seeds, batch_size : optional
        In place of those of the plan.

    Returns
    -------
    Trained
    """
    models, histories = [], []
    for seed in plan.seeds if seeds is None else seeds:
        models.append(build(seed=seed))
        histories.append(train(
            models[-1], task.images, task.labels, epochs=plan.epochs if epochs is None else epochs, seed=seed,
            batch_size=batch_size or plan.batch_size, loss="sparse_categorical_crossentropy",
            held_out=(task.validation, task.validation_labels)))
    return Trained(models, histories)


class BestEpoch:
    """Keeps the weights of the epoch with the lowest loss on the validation images; for ``after_epoch`` of `train`.

    Attributes
    ----------
    number : int
        The epoch, counted from 1; 0 before the first.
    """

    def __init__(self):
        self.number, self._loss, self._weights = 0, np.inf, []

    def __call__(self, history, network):
        if history["held_out_loss"][-1] < self._loss:
            self.number, self._loss = len(history["held_out_loss"]), history["held_out_loss"][-1]
            self._weights = network.get_weights()

    def give(self, model):
        """Give the kept weights to a network of the same kind, and return it."""
        model.set_weights(self._weights)
        return model


class LongTraining(NamedTuple):
    """One long training: its history, the network after the last epoch, the best epoch and the network after that."""

    history: dict[str, list[float]]
    last: object
    best_epoch: int
    best: object


def learn_long(task: Task, plan: Plan, seed, scaling="unit") -> LongTraining:
    """Train the chapter's network for many epochs, and keep it as it was when the validation loss was lowest."""
    keeper, model = BestEpoch(), classifier(scaling=scaling, seed=seed)
    history = train(model, task.images, task.labels, epochs=plan.long_epochs, batch_size=plan.batch_size, seed=seed,
                    loss="sparse_categorical_crossentropy", held_out=(task.validation, task.validation_labels),
                    after_epoch=keeper)
    return LongTraining(history, model, keeper.number, keeper.give(classifier(scaling=scaling)))


def accuracy(model, images, labels) -> float:
    """Share of images whose class is named rightly."""
    return float(np.mean(predict(model, images).argmax(axis=1) == labels))

"""The chapter's main experiment: train the restoring network over several seeds and judge it on held-out digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from threenets import plans
from threenets.fcn import baselines, mistakes
from threenets.fcn.model import autoencoder
from threenets.fcn.score import mean_squared_error
from threenets.fcn.transform import denormalise, keep_mask, mask_pixels, normalise
from threenets.training import predict, train

HELD_OUT_MASK_SEED = 2048  # the held-out digits are damaged alike for every seed, so that differences are the models'


@dataclass(frozen=True)
class Plan:
    """How much is computed.

    images, held_out : number of training and held-out images that are used (the first ones)
    epochs : epochs of the main experiment
    side_epochs : epochs of each variant in `threenets.fcn.choices`
    code_epochs : epochs of the networks whose codes are looked into with `threenets.fcn.latent`
    probe_steps : steps of each network that learns from few labels there
    seeds : one training run each; a seed fixes the first weights, the training mask and the order of the images
    """

    images: int
    held_out: int
    epochs: int
    side_epochs: int
    code_epochs: int
    probe_steps: int
    seeds: tuple[int, ...]
    keep_probability: float = 0.5


PLANS = {
    "full": Plan(images=60_000, held_out=10_000, epochs=10, side_epochs=3, code_epochs=5, probe_steps=800,
                 seeds=(1, 2, 3)),
    "fast": Plan(images=3_000, held_out=1_000, epochs=2, side_epochs=1, code_epochs=2, probe_steps=100,
                 seeds=(1, 2)),
}


def plan(profile="full", seed=1) -> Plan:
    """The `Plan` of a profile; its seeds are consecutive and begin with `seed` (see `threenets.plans.choose`)."""
    return plans.choose(PLANS, profile, seed)


class Task(NamedTuple):
    """Digits to restore. All pixels are normalised float32, shape (n, 784).

    clean : training images without damage
    labels : their digits, int64, shape (n,)
    held_out, held_out_labels : the same for images that no network is trained on
    held_out_keep : bool, True where a held-out pixel is kept
    held_out_masked : the held-out images as they are given to a network
    """

    clean: np.ndarray
    labels: np.ndarray
    held_out: np.ndarray
    held_out_labels: np.ndarray
    held_out_keep: np.ndarray
    held_out_masked: np.ndarray


class Trained(NamedTuple):
    """Networks trained with different seeds.

    models : list of keras.Sequential, one per seed
    histories : list of dict, one per seed: "loss" and "held_out_loss", one value per epoch each
    """

    models: list
    histories: list[dict[str, list[float]]]

    @property
    def final_errors(self) -> list[float]:
        """Held-out mean squared error after the last epoch, per seed."""
        return [history["held_out_loss"][-1] for history in self.histories]


def prepare(images, plan: Plan) -> Task:
    """Make the `Task` from an image set (anything with train_images, train_labels, test_images, test_labels)."""
    clean, held_out = normalise(images.train_images[:plan.images]), normalise(images.test_images[:plan.held_out])
    return Task(
        clean, np.asarray(images.train_labels[:plan.images]),
        held_out, np.asarray(images.test_labels[:plan.held_out]),
        keep_mask(held_out.shape, plan.keep_probability, HELD_OUT_MASK_SEED),
        mask_pixels(held_out, plan.keep_probability, HELD_OUT_MASK_SEED),
    )


def restore(task: Task, plan: Plan, *, epochs=None, fresh_masks=None, hidden_value=0.0, **architecture) -> Trained:
    """Train one autoencoder per seed to turn masked images into clean ones.

    Parameters
    ----------
    task : Task
    plan : Plan
    epochs : int, optional
        In place of ``plan.epochs``.
    fresh_masks : callable, optional
        ``corrupt`` of `threenets.training.train`: hides other pixels in every epoch. Without it each image has one
        mask for the whole training.
    hidden_value : float
        What hidden pixels are replaced with, in training and on held-out images.
    **architecture
        Passed on to `threenets.fcn.model.autoencoder`.

    Returns
    -------
    Trained
    """
    targets = tf.constant(task.clean)
    held_out_inputs = np.where(task.held_out_keep, task.held_out, np.float32(hidden_value))
    models, runs = [], []
    for seed in plan.seeds:
        inputs = targets
        if fresh_masks is None:
            inputs = mask_pixels(task.clean, plan.keep_probability, seed, hidden_value=hidden_value)
        models.append(autoencoder(seed=seed, **architecture))
        runs.append(train(models[-1], inputs, targets, epochs=plan.epochs if epochs is None else epochs, seed=seed,
                          corrupt=fresh_masks, held_out=(held_out_inputs, task.held_out)))
    return Trained(models, runs)


def held_out_errors(task: Task, models, inputs=None, where=None) -> list[float]:
    """Mean squared error per model on the held-out images, from the masked ones or from other `inputs`."""
    inputs = task.held_out_masked if inputs is None else inputs
    return [mean_squared_error(predict(model, inputs), task.held_out, where) for model in models]


def references(task: Task, where=None) -> dict[str, float]:
    """Held-out mean squared error of the four guesses; with ``where=~task.held_out_keep`` on missing pixels only."""
    guesses = baselines.reference_guesses(task.held_out_masked, task.held_out_keep, task.clean.mean(axis=0))
    return baselines.errors(guesses, task.held_out, where)


def linear_references(task: Task, plan: Plan, rank=32) -> dict[str, float]:
    """Held-out mean squared error of the linear maps, with all their freedom and through `rank` numbers, also clipped.

    They are fitted to the same masked images as the network of the plan's first seed.
    """
    masked = mask_pixels(task.clean, plan.keep_probability, plan.seeds[0])
    found = {}
    for chosen, linear in baselines.fit_linear_maps(masked, task.clean, (None, rank)).items():
        name = "linear map" if chosen is None else f"linear map of rank {rank}"
        for suffix, clip in (("", False), (", clipped", True)):
            found[name + suffix] = mean_squared_error(linear(task.held_out_masked, clip), task.held_out)
    return found


def mismatched_inputs(task: Task, plan: Plan, models) -> dict[str, list[float]]:
    """Held-out error per model when the damage is not made as in training: what three slips cost."""
    images = denormalise(task.held_out)
    damage = plan.keep_probability, HELD_OUT_MASK_SEED
    return {
        "normalised, then masked": held_out_errors(task, models),
        "not masked at all": held_out_errors(task, models, task.held_out),
        "masked, then normalised": held_out_errors(task, models, mistakes.mask_then_normalise(images, *damage)),
        "masked, never normalised": held_out_errors(task, models, mistakes.mask_without_normalising(images, *damage)),
    }


def keep_probability_sweep(task: Task, models, probabilities) -> dict[str, list]:
    """Held-out error when more or fewer pixels are kept than the half seen in training.

    Returns
    -------
    dict
        "keep probability": list; "network": one list per model; every reference guess: list.
    """
    found: dict[str, list] = {"keep probability": list(probabilities), "network": [[] for _ in models]}
    for probability in probabilities:
        keep = keep_mask(task.held_out.shape, probability, HELD_OUT_MASK_SEED)
        other = task._replace(held_out_keep=keep, held_out_masked=np.where(keep, task.held_out, np.float32(0)))
        for per_model, error in zip(found["network"], held_out_errors(other, models), strict=True):
            per_model.append(error)
        for name, error in references(other).items():
            found.setdefault(name, []).append(error)
    return found

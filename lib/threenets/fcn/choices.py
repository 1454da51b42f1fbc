"""Choices a designer makes, tested one at a time: scaling, output activation, width and kind of the code, masks.

Every variant is trained over the seeds of the plan; all else stays as in the main experiment.
"""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from threenets.fcn.experiments import HELD_OUT_MASK_SEED, Plan, Task, Trained, held_out_errors, restore
from threenets.fcn.latent import codes, dead_units
from threenets.fcn.model import autoencoder, softmax_regression
from threenets.fcn.score import mean_squared_error
from threenets.fcn.transform import denormalise, fresh_mask, mask_pixels
from threenets.training import predict, train


def output_activations(task: Task, plan: Plan, activations=("tanh", "linear", "relu", "sigmoid"), epochs=1):
    """Held-out error per output activation: dict activation -> one value per seed.

    One epoch shows the difference; more would not make a range cover targets that lie outside of it.
    """
    return {name: held_out_errors(task, restore(task, plan, epochs=epochs, output_activation=name).models)
            for name in activations}


def raw_targets(task: Task, plan: Plan, epochs=1) -> dict[str, list[float]]:
    """Train the same tanh network on grey values 0 to 255 in place of normalised ones.

    The errors are not comparable, so each is divided by the error of the same constant guess, background everywhere.

    Returns
    -------
    dict of lists, one value per seed
        "raw": relative held-out error (1 = no better than the guess); "raw, largest output"; "normalised".
    """
    grey = denormalise(task.clean).reshape(task.clean.shape).astype(np.float32)
    held_out_grey = denormalise(task.held_out).reshape(task.held_out.shape).astype(np.float32)
    held_out_masked = mask_pixels(held_out_grey, plan.keep_probability, HELD_OUT_MASK_SEED)
    found: dict[str, list[float]] = {"raw": [], "raw, largest output": []}
    for seed in plan.seeds:
        model = autoencoder(seed=seed)
        train(model, mask_pixels(grey, plan.keep_probability, seed), grey, epochs=epochs, seed=seed)
        outputs = predict(model, held_out_masked)
        found["raw"].append(mean_squared_error(outputs, held_out_grey) / float(np.mean(held_out_grey**2)))
        found["raw, largest output"].append(float(outputs.max()))
    background = float(np.mean((task.held_out + 1) ** 2))
    normalised = held_out_errors(task, restore(task, plan, epochs=epochs).models)
    return found | {"normalised": [error / background for error in normalised]}


def code_widths(task: Task, plan: Plan, widths=(2, 8, 32, 64)) -> dict[int, list[float]]:
    """Held-out error per number of code units, after the plan's side epochs."""
    return {width: held_out_errors(task, restore(task, plan, epochs=plan.side_epochs, widths=(64, width, 64)).models)
            for width in widths}


def code_activations(task: Task, plan: Plan, activations=("relu", "linear", "tanh")) -> dict[str, dict[str, list]]:
    """Per activation of the code: "error" (held-out) and "dead units" (always zero on held-out digits), per seed."""
    found = {}
    for name in activations:
        models = restore(task, plan, epochs=plan.side_epochs, code_activation=name).models
        dead = [dead_units(codes(model, task.held_out_masked)) for model in models]
        found[name] = {"error": held_out_errors(task, models), "dead units": dead}
    return found


def fresh_masks(task: Task, plan: Plan) -> Trained:
    """The main experiment with other hidden pixels in every epoch, to compare with one fixed mask per image."""
    return restore(task, plan, fresh_masks=fresh_mask)


def generalisation_gap(task: Task, plan: Plan, models) -> dict[str, list[float]]:
    """Per model: error on training images behind their own training mask and behind a new one, and on held-out images.

    The running mean that training prints mixes better and worse weights; here all three use the final weights.
    """
    sample = slice(len(task.held_out))  # as many as there are held-out images
    own = [mask_pixels(task.clean, plan.keep_probability, seed)[sample] for seed in plan.seeds]
    new = mask_pixels(task.clean[sample], plan.keep_probability, HELD_OUT_MASK_SEED + 1)

    def error(model, inputs):
        return mean_squared_error(predict(model, inputs), task.clean[sample])

    return {
        "training images, training mask": [error(model, inputs) for model, inputs in zip(models, own, strict=True)],
        "training images, new mask": [error(model, new) for model in models],
        "held-out images": held_out_errors(task, models),
    }


def hidden_values(task: Task, plan: Plan) -> dict[str, list[float]]:
    """Held-out error when hidden pixels are middle grey (0) or black (-1) like the background, per seed."""
    found = {}
    for name, value in (("grey", 0.0), ("black", -1.0)):
        models = restore(task, plan, epochs=plan.side_epochs, hidden_value=value).models
        inputs = np.where(task.held_out_keep, task.held_out, np.float32(value))
        found[name] = held_out_errors(task, models, inputs)
    return found


def logistic_regression(task: Task, plan: Plan, epochs=10) -> list[list[float]]:
    """Held-out accuracy of softmax regression on clean images: one list per seed, one value per epoch."""
    clean = tf.constant(task.clean)
    return [train(softmax_regression(seed=seed), clean, task.labels, epochs=epochs, seed=seed,
                  loss="sparse_categorical_crossentropy",
                  held_out=(task.held_out, task.held_out_labels))["held_out_accuracy"] for seed in plan.seeds]

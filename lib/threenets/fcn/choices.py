"""Choices a designer makes, tested one at a time: scaling, output activation, width and kind of the code, masks.

Every variant is trained over the seeds of the plan; all else stays as in the main experiment.
"""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from threenets.fcn.baselines import fit_linear_maps
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
    return {name: restore(task, plan, epochs=epochs, output_activation=name).final_errors for name in activations}


def saturation(task: Task, models) -> dict[str, list[float]]:
    """How far tanh is driven towards its ends, which it cannot reach, on held-out digits; one value per model.

    Returns
    -------
    dict of lists
        "black": share of outputs within half a grey level of -1; "exactly -1": share that float32 rounds to -1
        (this one depends on how a processor or library computes tanh); "largest output".
    """
    outputs = [predict(model, task.held_out_masked) for model in models]
    return {
        "black": [float(np.mean(y < -1 + 1 / 256)) for y in outputs],
        "exactly -1": [float(np.mean(y == -1)) for y in outputs],
        "largest output": [float(y.max()) for y in outputs],
    }


def raw_targets(task: Task, plan: Plan, epochs=1) -> dict[str, list[float]]:
    """Train the same tanh network on grey values 0 to 255 in place of normalised ones.

    Returns
    -------
    dict of lists, one value per seed
        "relative error": held-out error divided by that of a black guess (1 = no better than that). Squared grey
        levels cannot be compared with squared normalised values, but this ratio can: divide the errors of the
        normalised network by the error of the guess "background everywhere".
        "largest output": never above 1, the end of tanh, where targets go up to 255.
    """
    grey = denormalise(task.clean).reshape(task.clean.shape).astype(np.float32)
    held_out = denormalise(task.held_out).reshape(task.held_out.shape).astype(np.float32)
    held_out_masked = mask_pixels(held_out, plan.keep_probability, HELD_OUT_MASK_SEED)
    black = mean_squared_error(np.zeros_like(held_out), held_out)
    found: dict[str, list[float]] = {"relative error": [], "largest output": []}
    for seed in plan.seeds:
        model = autoencoder(seed=seed)
        train(model, mask_pixels(grey, plan.keep_probability, seed), grey, epochs=epochs, seed=seed)
        outputs = predict(model, held_out_masked)
        found["relative error"].append(mean_squared_error(outputs, held_out) / black)
        found["largest output"].append(float(outputs.max()))
    return found


def baseline(task: Task, plan: Plan) -> Trained:
    """The chapter's network after the plan's side epochs: what the variants below are compared with."""
    return restore(task, plan, epochs=plan.side_epochs)


def code_widths(task: Task, plan: Plan, base: Trained, widths=(2, 8, 64)) -> dict[int, list[float]]:
    """Held-out error per number of code units, narrowest first; `base` (see `baseline`) stands for its own width."""
    found = {base.models[0].get_layer("code").units: base.final_errors}
    for width in widths:
        found[width] = restore(task, plan, epochs=plan.side_epochs, widths=(64, width, 64)).final_errors
    return dict(sorted(found.items()))


def linear_code_widths(task: Task, plan: Plan, widths=(2, 8, 32, 64)) -> dict[int, float]:
    """Held-out error of the best linear map through so many numbers, clipped to [-1, 1], for comparison."""
    masked = mask_pixels(task.clean, plan.keep_probability, plan.seeds[0])
    return {width: mean_squared_error(linear(task.held_out_masked, clip=True), task.held_out)
            for width, linear in fit_linear_maps(masked, task.clean, widths).items()}


def code_activations(task: Task, plan: Plan, base: Trained, activations=("linear", "tanh")) -> dict[str, dict]:
    """Kinds of code compared; `base` (see `baseline`) is the one with ReLU.

    Returns
    -------
    dict activation -> dict
        "error" (held-out) and "dead units" (always zero on held-out digits): lists, one value per seed.
    """
    trained = {"relu": base} | {
        name: restore(task, plan, epochs=plan.side_epochs, code_activation=name) for name in activations}
    return {name: {"error": result.final_errors,
                   "dead units": [dead_units(codes(model, task.held_out_masked)) for model in result.models]}
            for name, result in trained.items()}


def black_masks(task: Task, plan: Plan) -> list[float]:
    """Held-out error per seed when hidden pixels are black (-1) like the background, in training and held-out.

    To be compared with `baseline`, where they are middle grey, a value that hardly any real pixel has.
    """
    return restore(task, plan, epochs=plan.side_epochs, hidden_value=-1.0).final_errors


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


def logistic_regression(task: Task, plan: Plan, epochs=8, black=0.0) -> list[list[float]]:
    """Held-out accuracy of softmax regression on clean images: one list per seed, one value per epoch.

    `black` is the input for the background: with 0, as is customary for this model, the four pixels in five that are
    background do not take part in a step; with -1, as in the rest of the chapter, they shake all weights.
    """
    def scaled(x):
        return black + (x + 1) * (1 - black) / 2

    clean, held_out = tf.constant(scaled(task.clean)), (scaled(task.held_out), task.held_out_labels)
    runs = [train(softmax_regression(seed=seed), clean, task.labels, epochs=epochs, seed=seed,
                  loss="sparse_categorical_crossentropy", held_out=held_out) for seed in plan.seeds]
    return [run["held_out_accuracy"] for run in runs]

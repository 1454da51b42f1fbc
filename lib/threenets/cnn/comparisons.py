"""Variants of the chapter's network and its rivals, over the seeds of the plan; all else stays as it is."""

from __future__ import annotations

import functools

import numpy as np

from threenets.cnn.experiments import Plan, Task, Trained, first, learn
from threenets.cnn.models import classifier, kernel_block, perceptron, without_dense


def scalings(task: Task, plan: Plan, kinds=("raw", "unit", "standard")) -> dict[str, Trained]:
    """The chapter's network after one epoch by the scaling of the pixels, for each of the plan's many seeds."""
    few = first(task, plan.side_images)
    return {kind: learn(few, plan, functools.partial(classifier, scaling=kind), epochs=1, seeds=plan.many_seeds)
            for kind in kinds}


def same_places(images, places) -> np.ndarray:
    """Put the pixels of every image in the same new order; no pixel is lost.

    Parameters
    ----------
    images : array, shape (n, height, width, channels)
    places : array of int, shape (height * width,)
        Which old place each new place takes its pixel from.
    """
    images = np.asarray(images)
    return images.reshape(len(images), -1, images.shape[3])[:, places].reshape(images.shape)


def permuted(task: Task, seed) -> Task:
    """The task with the pixels of all images in one and the same random order."""
    places = np.random.default_rng(seed).permutation(task.images[0, :, :, 0].size)
    return task._replace(**{name: same_places(getattr(task, name), places) for name in ("images", "validation", "test")})


def layouts(task: Task, plan: Plan, seed) -> dict[str, dict[str, list[float]]]:
    """Validation accuracy of a convolutional and of a dense network, on images as they are and with permuted pixels.

    Parameters
    ----------
    seed : int
        Of the permutation; the networks have the seeds of the plan.

    Returns
    -------
    dict network ("convolutional", "dense") -> dict pixels ("in place", "permuted") -> one value per seed
    """
    few = first(task, plan.side_images)
    tasks = {"in place": few, "permuted": permuted(few, seed)}
    builds = {"convolutional": classifier, "dense": functools.partial(perceptron, (64,))}
    return {network: {pixels: learn(each, plan, build, epochs=plan.side_epochs).accuracies for pixels, each in tasks.items()}
            for network, build in builds.items()}


def permuted_first_weights(dense, places):
    """A dense network that answers for permuted images as `dense` does for images in place: its first weights moved.

    Parameters
    ----------
    dense : keras.Sequential
        From `threenets.cnn.models.perceptron`.
    places : array of int, shape (height * width,)
        As for `same_places`.
    """
    twin = perceptron([layer.units for layer in dense.layers[2:-1]], image=dense.input_shape[1:])
    first_weights, *others = dense.get_weights()
    channels = dense.input_shape[3]
    moved = first_weights.reshape(-1, channels, first_weights.shape[1])[places].reshape(first_weights.shape)
    twin.set_weights([moved, *others])
    return twin


def budgets(task: Task, plan: Plan, widths=(13, 64)) -> dict[str, dict]:
    """The chapter's network against dense networks: one with as many parameters (13 hidden units), one with more.

    Returns
    -------
    dict name -> dict
        "parameters": int; "accuracy": on the validation images, one value per seed.
    """
    few = first(task, plan.side_images)
    builds = {"convolutional": classifier} | {
        f"dense, {width} hidden units": functools.partial(perceptron, (width,)) for width in widths}
    return {name: {"parameters": build().count_params(),
                   "accuracy": learn(few, plan, build, epochs=plan.side_epochs).accuracies}
            for name, build in builds.items()}


def kernel_stacks(task: Task, plan: Plan, stacks=((5,), (3, 3))) -> dict[tuple, dict]:
    """One kernel of 5 x 5 against two of 3 x 3, which see as much: dict stack -> as for `budgets`."""
    few = first(task, plan.side_images)
    return {stack: {"parameters": kernel_block(stack).count_params(),
                    "accuracy": learn(few, plan, functools.partial(kernel_block, stack), epochs=plan.side_epochs).accuracies}
            for stack in stacks}


def poolings(task: Task, plan: Plan, kinds=("max", "average", "none")) -> dict[str, Trained]:
    """The chapter's network by its kind of pooling; shapes and parameters are the same for all."""
    few = first(task, plan.side_images)
    return {kind: learn(few, plan, functools.partial(classifier, pooling=kind)) for kind in kinds}


def no_dense_layer(task: Task, plan: Plan) -> Trained:
    """The classifier that has no dense layer."""
    return learn(first(task, plan.side_images), plan, without_dense)


def by_heart(task: Task, plan: Plan) -> Trained:
    """The chapter's network on few images and for many epochs, watched on half as many validation images."""
    half = plan.few_images // 2
    few = first(task, plan.few_images)._replace(
        validation=task.validation[:half], validation_labels=task.validation_labels[:half])
    return learn(few, plan, classifier, epochs=plan.few_epochs)

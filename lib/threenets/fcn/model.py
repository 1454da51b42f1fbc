"""The networks of the chapter on fully connected networks, as plain Keras models."""

from __future__ import annotations

import keras
from keras import layers

PIXELS = 784  # 28 x 28


def autoencoder(widths=(64, 32, 64), code_activation="relu", output_activation="tanh", *, pixels=PIXELS, seed=None):
    """The denoising autoencoder: damaged image in, restored image out.

    Parameters
    ----------
    widths : sequence of int
        Units of the hidden layers. The middle one holds the code (the latent representation).
    code_activation : str or None
        Activation of the code layer; None is linear. All other hidden layers are ReLU.
    output_activation : str or None
        Its range has to cover the range of the targets: tanh for [-1, 1].
    pixels : int
        Length of input and output.
    seed : int, optional
        Given to `keras.utils.set_random_seed` before the weights are drawn.

    Returns
    -------
    keras.Sequential
        Shape (n, pixels) to (n, pixels), float32. With the default arguments 50,240 + 2,080 + 2,112 + 50,960 =
        105,392 parameters.

    Raises
    ------
    ValueError
        If there is no hidden layer.
    """
    widths = tuple(widths)
    if not widths:
        raise ValueError("an autoencoder needs at least one hidden layer, the code: for example widths=(32,)")
    if seed is not None:
        keras.utils.set_random_seed(seed)
    middle = len(widths) // 2
    model = keras.Sequential(name="autoencoder")
    model.add(keras.Input((pixels,), name="image"))
    for number, units in enumerate(widths):
        # Fixed names let `threenets.training` see that two networks are equal and compile them once.
        if number == middle:
            model.add(layers.Dense(units, activation=code_activation, name="code"))
        else:
            phase = "compress" if number < middle else "reconstruct"
            model.add(layers.Dense(units, activation="relu", name=f"{phase}_{number + 1}"))
    model.add(layers.Dense(pixels, activation=output_activation, name="output"))
    return model


def encoder(model):
    """The compressing half of an `autoencoder`: from the image to the code, sharing the autoencoder's weights."""
    return keras.Model(model.inputs, model.get_layer("code").output, name="encoder")


def softmax_regression(classes=10, *, pixels=PIXELS, seed=None):
    """Multinomial logistic regression: one dense layer with softmax, shape (n, pixels) to (n, classes)."""
    return classifier((), classes, pixels=pixels, seed=seed)


def classifier(widths=(64, 32), classes=10, *, pixels=PIXELS, seed=None):
    """A multilayer perceptron: ReLU layers, then a softmax over the classes.

    With the default `widths` its hidden layers have the shapes of the autoencoder's compressing half, so that
    `start_from` can give it the weights of a trained one.

    Parameters
    ----------
    widths : sequence of int
        Units of the hidden layers; none at all gives logistic regression.
    classes, pixels : int
    seed : int, optional
        Given to `keras.utils.set_random_seed` before the weights are drawn.

    Returns
    -------
    keras.Sequential
        Shape (n, pixels) to (n, classes); every row of the output sums to 1.
    """
    if seed is not None:
        keras.utils.set_random_seed(seed)
    model = keras.Sequential(name="classifier")
    model.add(keras.Input((pixels,), name="image"))
    for number, units in enumerate(widths):
        model.add(layers.Dense(units, activation="relu", name=f"hidden_{number + 1}"))
    model.add(layers.Dense(classes, activation="softmax", name="output"))
    return model


def start_from(classifier_model, autoencoder_model):
    """Copy the compressing half of a trained autoencoder into the hidden layers of a classifier (fine-tuning).

    Raises
    ------
    ValueError
        If the widths of the two do not agree.
    """
    pretrained = [layer for layer in encoder(autoencoder_model).layers if layer.weights]
    hidden = classifier_model.layers[:-1]
    if [layer.units for layer in hidden] != [layer.units for layer in pretrained]:
        raise ValueError(f"the hidden layers have {[layer.units for layer in hidden]} units, the autoencoder's "
                         f"compressing half has {[layer.units for layer in pretrained]}: they must be equal")
    for target, source in zip(hidden, pretrained, strict=True):
        target.set_weights(source.get_weights())
    return classifier_model

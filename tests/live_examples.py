"""One live figure of each kind, on untrained networks of the chapters' architectures: the arithmetic is the same."""

import functools

import numpy as np
from keras import layers

from threenets import live
from threenets.cnn.models import classifier
from threenets.fcn.model import autoencoder
from threenets.rnn import baselines
from threenets.rnn.model import forecaster

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def with_biases(model, seed=0):
    """Give every weight a share of chance: a fresh network has zeros where mistakes would not be seen."""
    random = np.random.default_rng(seed)
    model.set_weights([w + random.normal(0, 0.05, w.shape).astype(np.float32) for w in model.get_weights()])
    return model


def convolutional():
    """The repaired network of the chapter on convolutional networks."""
    return with_biases(classifier(seed=1))


def recurrent():
    """The network of the chapter on recurrent networks."""
    return with_biases(forecaster(seed=1))


def broken():
    """The layers of the network that cannot be built."""
    return [layers.Conv2D(16, 9, strides=2), layers.Conv2D(32, 7), layers.Conv2D(64, 7), layers.Flatten(), layers.Dense(10)]


def digits(count=3):
    """Bright blobs on dark paper, uint8, shape (count, 28, 28)."""
    y, x = np.mgrid[:28, :28]
    return np.stack([np.clip(400 - 9 * (np.abs(x - 14) - 3 * n) ** 2 - 3 * (y - 14) ** 2, 0, 255) for n in range(count)]).astype(np.uint8)


def photographs(count=3):
    """Coloured noise, uint8, shape (count, 32, 32, 3)."""
    return np.random.default_rng(0).integers(0, 256, (count, 8, 8, 3)).repeat(4, axis=1).repeat(4, axis=2).astype(np.uint8)


def series():
    """Twenty years of monthly values and their months."""
    months = np.arange(240)
    names = [f"{1990 + month // 12}-{month % 12 + 1:02d}" for month in months]
    return np.round(350 + 0.12 * months + 3 * np.sin(months * np.pi / 6) + 0.2 * np.cos(months * 1.7), 2), names


def rules():
    """The rules that the forecast is compared with, as the section has them."""
    names = (baselines.REPEAT, baselines.DRIFT, baselines.SEASONAL, baselines.LAST)
    return {name: baselines.RULES[name](None) for name in names}


MAKERS = {
    "denoiser": lambda: live.denoiser(with_biases(autoencoder(seed=1)), digits(), [0, 1, 2], np.full(784, -0.9)),
    "convolution": live.convolution,
    "builder": lambda: live.builder({"broken": broken(), "repaired": convolutional().layers}, (32, 32, 3)),
    "shift": lambda: live.shift(convolutional(), photographs(), [0, 3, 9], CLASSES),
    "receptive-field": lambda: live.receptive_field(convolutional(), photographs()[0]),
    "forecast": lambda: live.forecast(recurrent(), *series(), rules(), trained_until="2004-12", centre=0.1, spread=1.2),
    "unrolled": lambda: live.unrolled(recurrent(), *series(), centre=0.1, spread=1.2),
}
NAMES = tuple(MAKERS)


@functools.cache
def figure(name):
    """Return the live figure of an element; made once a session."""
    return MAKERS[name]()

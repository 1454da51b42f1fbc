"""Coloured shapes that stand in for a set of photographs where none is to be had: made, not measured.

Each class is a shape. Its place, size, turn and colours, those of the ground, and the grain are drawn at random, so
that neither a tint nor single pixels tell the class. Labels keep the set's numbers: the four vehicles of
CIFAR-10 become shapes with corners, its six animals shapes with curves, so that telling the two groups apart is a
task here as well.
"""

from collections.abc import Mapping

import numpy as np

from threenets.data.copies import Copy
from threenets.data.manifest import SetInfo

SEED = 1
GRAIN = 12  # grey levels: the largest deviation of a pixel from its colour
SMALLEST, LARGEST = 0.45, 0.8  # half the extent of a shape, where half an image is 1
GROUND, COLOUR = (0, 112), (144, 256)  # of each channel: dark behind bright, so that few epochs are enough


def disc(x, y):
    """Return where the points (x, y) lie in a disc; the other functions here do the same for their shapes."""
    return x * x + y * y < 0.8


def ring(x, y):
    """A disc with a hole."""
    return disc(x, y) & (x * x + y * y > 0.3)


def half_disc(x, y):
    """Half a disc."""
    return ((x * x + (y + 0.45) ** 2) < 0.95) & (y > -0.45)


def two_discs(x, y):
    """Two discs that touch."""
    return np.minimum((x - 0.5) ** 2, (x + 0.5) ** 2) + y * y < 0.22


def ellipse(x, y):
    """A flat ellipse."""
    return x * x + 5 * y * y < 1


def crescent(x, y):
    """A crescent."""
    return disc(x, y) & ((x - 0.45) ** 2 + y * y > 0.5)


def triangle(x, y):
    """A triangle."""
    return (y > -0.6) & (y < 0.95 - 1.8 * np.abs(x))


def square(x, y):
    """A square."""
    return np.maximum(np.abs(x), np.abs(y)) < 0.7


def cross(x, y):
    """A cross with arms of equal length."""
    return (np.minimum(np.abs(x), np.abs(y)) < 0.28) & (np.maximum(np.abs(x), np.abs(y)) < 0.95)


def bar(x, y):
    """A long bar."""
    return (np.abs(x) < 0.95) & (np.abs(y) < 0.25)


# By name of the class that the shape stands in for.
SHAPES = {
    "airplane": triangle, "automobile": square, "bird": disc, "cat": ring, "deer": half_disc,
    "dog": two_discs, "frog": ellipse, "horse": crescent, "ship": cross, "truck": bar,
}  # fmt: skip


def make(copy: Copy, info: SetInfo) -> Mapping[str, tuple[np.ndarray, np.ndarray]]:
    """Draw the images of a generated copy.

    Returns
    -------
    dict of str to (images, labels)
        For each split uint8 images of shape (count, *info.shape) and int64 labels of shape (count,), with
        ``copy.histogram`` images of each class in shuffled order; the same bytes on every machine.
    """
    # NumPy's frozen generator and nothing but + - * / and roots, which every processor rounds in the same way.
    random = np.random.RandomState(SEED)
    arrays = {}
    for split, histogram in copy.histogram.items():
        labels = random.permutation(np.repeat(np.arange(len(histogram)), histogram)).astype(np.int64)
        images = np.empty((len(labels), *info.shape), np.uint8)
        for label, name in enumerate(info.class_names):
            chosen = np.flatnonzero(labels == label)
            images[chosen] = _draw(SHAPES[name], len(chosen), info.shape[0], random)
        arrays[split] = images, labels
    return arrays


def _draw(shape, count: int, size: int, random: np.random.RandomState) -> np.ndarray:
    def draw(low, high, *more):
        return random.uniform(low, high, (count, 1, 1, *more))

    pixel = (2 * np.arange(size) + 1) / size - 1  # centres of the pixels, from -1 to 1
    scale = draw(SMALLEST, LARGEST)
    x = (pixel[None, None, :] - draw(-1, 1) * (1 - scale)) / scale
    y = (pixel[None, :, None] - draw(-1, 1) * (1 - scale)) / scale
    across, along = draw(-1, 1), draw(0.05, 1)
    length = np.sqrt(across * across + along * along)
    cosine, sine = along / length, across / length
    inside = shape(cosine * x + sine * y, cosine * y - sine * x)[..., None]
    ground = random.randint(*GROUND, (count, 1, 1, 3))
    colour = random.randint(*COLOUR, (count, 1, 1, 3))
    grain = random.randint(-GRAIN, GRAIN + 1, (count, size, size, 3))
    return np.clip(np.where(inside, colour, ground) + grain, 0, 255).astype(np.uint8)

"""A convolution in NumPy."""

import numpy as np

from threenets.grading.answer import as_array, expect
from threenets.grading.exercise import Exercise

by_hand = Exercise(
    "cnn-4",
    "A convolution by hand",
    hints=(
        "Two loops, over the rows and columns of the output; the part of the image that belongs to one place is a slice.",
        "The slice begins at row · stride and column · stride and is as large as the kernel, with all its channels.",
        "`np.tensordot(part, kernel, axes=3)` multiplies and adds over height, width and channels, for all filters at "
        "once.",
    ),
)  # fmt: skip


def conv2d(answer, image, kernel, stride=1):
    """Call the learner's function and return its array."""
    sizes = [(n - k) // stride + 1 for n, k in zip(image.shape[:2], kernel.shape[:2], strict=True)]
    what = f"For an image {image.shape}, a kernel {kernel.shape} and the stride {stride}, the result"
    return as_array(answer.call("conv2d", image, kernel, *([stride] if stride > 1 else [])), what, (*sizes, kernel.shape[3]))


def wanted(image, kernel, stride=1):
    """Return the maps of an image."""
    parts = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("ijcab,abcf->ijf", parts, kernel)


@by_hand.check("example")
def _(answer):
    kernel = np.array([[1.0, 0.0], [0.0, 2.0]])[..., None, None]
    found = conv2d(answer, np.arange(9.0).reshape(3, 3, 1), kernel)[0, 0, 0]
    expect(
        found == 8,
        f"In the example the first number is {found:g}: the kernel lies on the image as it is, without being turned round.",
    )


@by_hand.check("sides", needs="example")
def _(answer):
    image, kernel = answer.random.normal(size=(7, 5, 1)), answer.random.normal(size=(2, 3, 1, 1))
    expect(
        np.allclose(conv2d(answer, image, kernel), wanted(image, kernel), atol=1e-4),
        "For an image and a kernel that are not square the result is wrong: are rows and columns mixed up?",
    )


@by_hand.check("channels", needs="example")
def _(answer):
    image, kernel = np.ones((3, 3, 3)), np.ones((2, 2, 3, 2))
    found = conv2d(answer, image, kernel)[0, 0, 0]
    expect(
        abs(found - 12) < 1e-4,
        f"An image of ones with 3 channels under a kernel of 2 · 2 · 3 ones gives {found:g}: what happens to the channels?",
    )


@by_hand.check("stride", needs="example")
def _(answer):
    image, kernel = answer.random.normal(size=(8, 9, 1)), answer.random.normal(size=(3, 3, 1, 1))
    expect(
        np.allclose(conv2d(answer, image, kernel, 2), wanted(image, kernel, 2), atol=1e-4),
        "With the stride 2 the kernel should move by two, down as well as to the right.",
    )


@by_hand.check("any-image", points=2, needs=("sides", "channels", "stride"))
def _(answer):
    channels, filters, stride = (int(n) for n in answer.random.integers(2, 5, size=3))
    image, kernel = answer.random.normal(size=(11, 8, channels)), answer.random.normal(size=(3, 2, channels, filters))
    same = np.allclose(conv2d(answer, image, kernel, stride), wanted(image, kernel, stride), atol=1e-4)
    expect(
        same, f"For a random image with {channels} channels, {filters} filters and the stride {stride} some numbers are wrong."
    )

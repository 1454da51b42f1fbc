"""Damaging pictures, and nothing else."""

import numpy as np

from threenets.grading.answer import as_array, expect
from threenets.grading.exercise import Exercise

mask = Exercise(
    "fcn-4",
    "Mend the mask",
    hints=(
        "There are five faults. Try the broken function on `np.ones((2, 8))`, twice with seed 0, and look at what you "
        "gave it.",
        "`if seed` is false for one perfectly good seed. And whose random numbers does `np.random.seed` change?",
        "`np.random.default_rng(seed)` is a generator of your own; one random number a pixel has the shape `images.shape`; "
        "`np.where` makes a new array.",
    ),
)  # fmt: skip


def masked(answer, images, *more):
    """Call the learner's function and return its array."""
    return as_array(answer.call("mask_pixels", images, *more), "What `mask_pixels` returns", images.shape)


@mask.check("kept-or-zero")
def _(answer):
    images = answer.random.uniform(1, 2, size=(6, 40))
    found = masked(answer, images, 0.5, 3)
    odd = found[(found != images) & (found != 0)]
    expect(not odd.size, "Some pixels are neither what they were nor 0.")


@mask.check("share", needs="kept-or-zero")
def _(answer):
    images = answer.random.uniform(1, 2, size=(50, 200))
    for keep in (0.0, 1.0, 0.8, 0.3):
        share = (masked(answer, images, keep, 5) != 0).mean()
        off = 5 * np.sqrt(keep * (1 - keep) / images.size)  # five standard deviations
        expect(abs(share - keep) <= off, f"With `keep` {keep:g}, {share:.0%} of the pixels are kept.")


@mask.check("each-image", needs="kept-or-zero")
def _(answer):
    found = masked(answer, np.ones((4, 60)), 0.5, 2)
    expect(len(np.unique(found, axis=0)) == 4, "Several images miss the same pixels: each image should have holes of its own.")


@mask.check("seeds", points=2, needs="kept-or-zero")
def _(answer):
    images, found = np.ones((3, 80)), {}
    for seed in (0, 7):
        found[seed] = masked(answer, images, 0.5, seed)
        expect(
            (found[seed] == masked(answer, images, 0.5, seed)).all(),
            f"Called twice with seed {seed}, the function gives two different masks.",
        )
    expect((found[0] != found[7]).any(), "Seeds 0 and 7 give the same mask.")


@mask.check("own-generator", needs="kept-or-zero")
def _(answer):
    images, after = np.ones((3, 80)), []
    for _ in range(2):
        masked(answer, images, 0.5, 7)
        after.append(masked(answer, images, 0.5))
    expect(
        (after[0] != after[1]).any(),
        "A call with a seed decides what a later call without a seed gives: the seed changes a generator that others use too.",
    )

"""Sizes on paper: the shapes and parameters of a network, the size rules."""

import numpy as np

from threenets.grading.answer import as_array, as_number, counted, expect
from threenets.grading.exercise import Exercise

shapes = Exercise(
    "cnn-1",
    "Five shapes and five counts",
    hints=(
        "Height and width first: without padding n becomes n − k + 1 at stride 1.",
        "With `same` padding the kernel does not matter for the size: it is n divided by the stride, rounded up.",
        "The last number of a shape is the number of filters; pooling keeps it. A filter looks at all channels it is "
        "given.",
    ),
)  # fmt: skip
WANTED = ((60, 60, 16), (30, 30, 16), (30, 30, 32), (15, 15, 32), (8, 8, 32))
IDEAS = (
    "at how many places can a kernel of 5 start without padding",
    "what does a stride of 2 do, and what does pooling do to the channels",
    "with padding and a stride of 1, what changes apart from the channels",
    "how many are every second of 30 places",
    "what becomes of an odd size at stride 2 with padding",
)


def given(answer, number):
    """Return the learner's shape of a layer, counted from 1."""
    value = answer.value("shapes")
    expect(isinstance(value, list | np.ndarray) and len(value) == 5, "`shapes` should be a list of five shapes, one a layer.")
    shape = as_array(value[number - 1], f"Shape {number}")
    expect(
        shape.shape == (3,),
        f"Shape {number} should be three numbers, height, width and channels, and is {tuple(shape.ravel().tolist())}.",
    )
    return tuple(shape.tolist())


def add_shape_check(number, name):
    """Add the check of one layer's shape: partial credit for each."""

    @shapes.check(name)
    def _(answer):
        found = given(answer, number)
        expect(found == WANTED[number - 1], f"For layer {number} you have {found}: {IDEAS[number - 1]}?")


for number, name in enumerate(("first", "second", "third", "fourth", "fifth"), start=1):
    add_shape_check(number, name)


@shapes.check("parameters", points=2)
def _(answer):
    found = answer.array("parameters", (5,)).tolist()
    for number in (2, 4):
        expect(found[number - 1] == 0, f"Layer {number} has {counted(found[number - 1], 'parameter')}: what would pooling have to learn?")
    for number, count in ((1, 1216), (3, 4640), (5, 9248)):
        expect(
            found[number - 1] == count,
            f"Layer {number} has {counted(found[number - 1], 'parameter')}: each filter has a weight for every place of its "
            "kernel in every channel it sees, and one bias.",
        )


rules = Exercise(
    "cnn-2",
    "Sizes before Keras says them",
    hints=(
        "Without padding the kernel can start at n − k + 1 places, and the stride uses every s-th of them.",
        "With `same` padding the size is n / s, rounded up: `-(-n // s)`. How many zeros are then needed together?",
        "Together: (size − 1) · s + k − n, but never below 0. The odd zero goes to the right.",
    ),
)  # fmt: skip


def out_size(answer, *inputs):
    """Return what the learner's function says."""
    return as_number(answer.call("out_size", *inputs), "The size")


def size(n, k, s, padding):
    """Return the size on n places of a kernel of k that moves by s."""
    return -(-n // s) if padding == "same" else (n - k) // s + 1


@rules.check("valid")
def _(answer):
    for n, k, s in ((10, 3, 1), (10, 3, 2), (7, 7, 3)):
        found = out_size(answer, n, k, s, "valid")
        expect(
            found == size(n, k, s, "valid"),
            f"For n = {n}, k = {k}, s = {s} without padding your function says {found:g}: at how many places can the "
            "kernel start?",
        )


@rules.check("same")
def _(answer):
    for n, k, s in ((10, 3, 1), (5, 3, 2), (7, 2, 3)):
        found = out_size(answer, n, k, s, "same")
        expect(
            found == size(n, k, s, "same"),
            f"For n = {n}, k = {k}, s = {s} with padding your function says {found:g}: every s-th place, begun places "
            "counted in full.",
        )


@rules.check("too-small", needs="valid")
def _(answer):
    expect(
        answer.refuses("out_size", 6, 7, 1, "valid"),
        "A kernel of 7 does not fit into 6 places: raise a ValueError instead of returning a size.",
    )


@rules.check("sides", points=2)
def _(answer):
    for n, k, s in ((10, 3, 1), (10, 4, 1), (32, 3, 2), (7, 3, 2), (9, 1, 2), (8, 1, 2)):
        found = as_array(answer.call("pad_sides", n, k, s), "What `pad_sides` returns", (2,)).tolist()
        total = max((size(n, k, s, "same") - 1) * s + k - n, 0)
        shown = f"For n = {n}, k = {k}, s = {s} `pad_sides` says {found[0]} and {found[1]}"
        expect(sum(found) == total, f"{shown}: so that the last kernel just fits, another number of zeros is needed.")
        expect(found == [total // 2, total - total // 2], f"{shown}: the total is right, the sides are not.")


@rules.check("any-size", points=2, needs=("valid", "same", "too-small"))
def _(answer):
    for _ in range(12):
        n, k, s = (int(answer.random.integers(low, high)) for low, high in ((9, 200), (1, 10), (1, 6)))
        for padding in ("valid", "same"):
            words = f"For n = {n}, k = {k}, s = {s} and padding {padding!r} the size is wrong."
            expect(out_size(answer, n, k, s, padding) == size(n, k, s, padding), words)

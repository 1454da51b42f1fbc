"""The end of a network: which activation and which loss fit a target."""

import numpy as np

from threenets.grading.answer import expect
from threenets.grading.exercise import Exercise, Wrong

endings = Exercise(
    "fcn-3",
    "The right end for each target",
    hints=(
        "First the activation: which values can it give at all? Compare that with the values that the targets have.",
        "Then the loss: put a target of −0.5 into the formula of the cross-entropy. Does it still have its minimum there?",
        "Ten classes: the outputs should add up to 1, and the loss should look at the logarithm of the right class's "
        "share.",
    ),
)  # fmt: skip
RANGES = {"zero to one": (0, 1), "minus one to one": (-1, 1), "any number": (-20, 20), "one of ten": (0, 1)}
ACTIVATIONS = ("linear", "relu", "sigmoid", "softmax", "softplus", "tanh")
LOSSES = ("mean_squared_error", "mean_absolute_error", "binary_crossentropy", "categorical_crossentropy",
          "sparse_categorical_crossentropy")  # fmt: skip


def chosen(answer):
    """Return the learner's pairs of activation and loss, by target."""
    value = answer.value("endings")
    expect(isinstance(value, dict), "`endings` should be a dict with a pair (activation, loss) for each target.")
    absent = [name for name in RANGES if name not in value]
    expect(not absent, f"`endings` says nothing about {', '.join(map(repr, absent))}.")
    for name in RANGES:
        pair = value[name]
        expect(
            isinstance(pair, list) and len(pair) == 2, f"{name!r} should have a pair: the names of an activation and of a loss."
        )
        expect(pair[0] in ACTIVATIONS, f"{name!r}: the activation should be one of {', '.join(ACTIVATIONS)}.")
        expect(pair[1] in LOSSES, f"{name!r}: the loss should be one of {', '.join(LOSSES)}.")
    return value


def outputs(activation, rows=41):
    """Return what an activation makes of rows of ten logits between −20 and 20; in the last row all are 20."""
    import keras

    logits = np.linspace(-20, 20, rows * 10, dtype="float32").reshape(10, rows).T
    return np.asarray(keras.activations.get(activation)(np.vstack([logits, np.full((1, 10), 20, "float32")])))


@endings.check("reaches", points=2)
def _(answer):
    for name, (activation, _) in chosen(answer).items():
        low, high = RANGES[name]
        found = outputs(activation)
        span = f"{found.min():.0f} to {found.max():.0f}".replace("-", "−")
        words = f"Targets {name!r}: for logits from −20 to 20, {activation} gives values from {span}"
        expect(found.min() < low + 0.05 and found.max() > high - 0.05, f"{words}, so that some targets can never be reached.")
        together = name == "one of ten" or found.sum(axis=1).max() > 1.01
        expect(together, f"Targets {name!r}: with {activation} all outputs add up to 1, so that they cannot be large together.")


@endings.check("stays", needs="reaches")
def _(answer):
    for name, (activation, _) in chosen(answer).items():
        found = outputs(activation)
        inside = found.min() > RANGES[name][0] - 1e-3 and found.max() < RANGES[name][1] + 1e-3
        expect(inside, f"Targets {name!r}: {activation} also gives values that no target has.")
    sums = outputs(chosen(answer)["one of ten"][0]).sum(axis=1)
    expect(np.allclose(sums, 1, atol=1e-4), "Targets 'one of ten': the ten outputs of a row should add up to 1, as shares do.")


@endings.check("loss-fits", points=2, needs="reaches")
def _(answer):
    import keras

    for name, (_, loss) in chosen(answer).items():
        low, high = RANGES[name]
        words = f"Targets {name!r}: {loss} is not smallest where the output equals the target."
        # of one output alone, a loss for classes makes the same whatever it is: Keras would warn
        expect(name == "one of ten" or "categorical" not in loss, words)
        guesses = np.linspace(low, high, 201)[:, None]
        targets = [guesses[n] for n in (50, 100, 130)]
        if name == "one of ten":
            targets, guesses = np.eye(10)[:3], answer.random.dirichlet(np.ones(10), size=201)
        for target in targets:
            every = np.vstack([target, guesses]).astype("float32")
            try:
                costs = np.asarray(getattr(keras.losses, loss)(np.broadcast_to(target, every.shape).astype("float32"), every))
            except Exception as error:
                raise Wrong(
                    f"Targets {name!r}: {loss} cannot be computed for such targets. Which form do they have?"
                ) from error
            others = costs[1:][np.abs(guesses - target).max(axis=1) > 1e-6]
            expect((costs[0] < others).all(), words)


@endings.check("confident-mistake", needs="loss-fits")
def _(answer):
    import keras

    loss = chosen(answer)["one of ten"][1]
    target, shares = np.eye(10, dtype="float32")[[0, 0]], np.array([0.001, 0.5], "float32")
    rows = np.where(target == 1, shares[:, None], (1 - shares[:, None]) / 9).astype("float32")
    worse, fair = np.asarray(getattr(keras.losses, loss)(target, rows))
    expect(
        worse > 5 * fair,
        f"Targets 'one of ten': with {loss}, giving the right class 1 in 1,000 costs only {worse / fair:.1f} times as "
        "much as giving it 1 in 2. Which loss asks how surprised the network is?",
    )

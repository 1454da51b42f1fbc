"""The skill of a forecast against simple rules."""

import numpy as np

from threenets.grading.answer import as_array, as_number, counted, expect
from threenets.grading.checks.rnn.stand_ins import always
from threenets.grading.exercise import Exercise, Wrong
from threenets.grading.wire import Stub

skill = Exercise(
    "rnn-6",
    "Better than a simple rule?",
    hints=(
        "Begin with the truth: the last `months` changes. The window of change n holds the twelve changes before it, "
        "n − 12 to n − 1.",
        "A simple rule's guesses are the series itself, shifted: by one month for the last change, by twelve for last "
        "year.",
        "The score is 1 − (mean squared error of the model) / (mean squared error of the rule); it may well be negative.",
    ),
)  # fmt: skip
RULES = {
    "no change": lambda window: 0 * window[0],
    "last change": lambda window: window[-1],
    "last year": lambda window: window[0],
}


def scores(answer, function, changes, months):
    """Let the learner judge a one-step model, a function or Keras'; return the windows that it was given, and the scores."""
    seen = []

    def model(inputs):
        windows = as_array(inputs, "What the model is given")
        expect(
            windows.ndim == 3 and windows.shape[1:] == (12, 1),
            f"The model is given an array of shape {windows.shape}: it wants (windows, 12, 1).",
        )
        seen.extend(windows[..., 0])
        return np.array([[function(window)] for window in windows[..., 0]])

    given = Stub(model, (None, 12, 1), (None, 1)) if not hasattr(function, "layers") else function
    found = answer.call("skill_scores", given, changes, months)
    expect(
        isinstance(found, dict) and set(RULES) <= set(found),
        f"`skill_scores` should return a dict with {', '.join(map(repr, RULES))}.",
    )
    return seen, {rule: as_number(found[rule], f"The score against {rule!r}") for rule in RULES}


@skill.check("held-out", points=2)
def _(answer):
    changes = answer.random.normal(size=60)
    seen, _ = scores(answer, lambda window: 0.1, changes, 10)
    expect(len(seen) == 10, f"The model is asked about {counted(len(seen), 'month')}, and 10 are held out.")
    wanted = np.stack([changes[n - 12 : n] for n in range(50, 60)])
    expect(
        np.allclose(seen, wanted, atol=1e-4),
        "Some windows are not the twelve changes before their month: does one hold the answer already?",
    )


def follower(changes):
    """Return a perfect model: it looks up which change follows a window."""

    def look_up(window):
        fits = [n for n in range(12, len(changes)) if np.allclose(changes[n - 12 : n], window, atol=1e-4)]
        if not fits:
            raise Wrong("The model is given a window that is not in the series.")
        return changes[fits[0]]

    return look_up


@skill.check("scores", points=2, needs="held-out")
def _(answer):
    changes = answer.random.normal(size=60)
    perfect = follower(changes)
    _, found = scores(answer, perfect, changes, 10)
    expect(
        all(abs(score - 1) < 1e-4 for score in found.values()),
        f"A perfect model has the score {found['no change']:.2f} against 'no change'.",
    )
    _, found = scores(answer, lambda window: perfect(window) + 0.5, changes, 10)
    right = abs(found["no change"] - (1 - 0.25 / (changes[-10:] ** 2).mean())) < 1e-4
    expect(
        right,
        f"A model that is off by 0.5 in every month has the score {found['no change']:.2f} against 'no change': "
        "compare mean squared errors of the changes.",
    )


@skill.check("references", points=2, needs="held-out")
def _(answer):
    changes = answer.random.normal(size=60)
    for rule, function in RULES.items():
        _, found = scores(answer, function, changes, 10)
        expect(
            abs(found[rule]) < 1e-4,
            f"A model that does exactly what {rule!r} says has the score {found[rule]:.2f} against it, and not 0.",
        )


@skill.check("worse-is-negative", needs="held-out")
def _(answer):
    _, found = scores(answer, always(9, 12), answer.random.normal(size=60), 10)
    expect(
        found["no change"] < 0,
        f"A model that is far worse than 'no change' has the score {found['no change']:.2f}: what tells a learner that "
        "it is worse?",
    )

"""A forecast of many steps."""

import numpy as np

from threenets.grading.answer import as_array, counted, expect
from threenets.grading.checks.rnn.stand_ins import always
from threenets.grading.exercise import Exercise
from threenets.grading.wire import Stub

ahead = Exercise(
    "rnn-5",
    "Many months ahead",
    hints=(
        "`np.diff(levels)[-width:]` is the first window; the model wants it with the shape (1, width, 1).",
        "After each answer the window loses its oldest change and gains the answer as its newest.",
        "The levels are the last known level plus the sums of the changes: `np.cumsum`.",
    ),
)  # fmt: skip


def forecast(answer, function, levels, width, horizon):
    """Let the learner forecast with a one-step model, a function or Keras'; return the windows that it was given, and levels."""
    seen = []

    def model(inputs):
        window = as_array(inputs, "What the model is given")
        expect(
            window.ndim == 3 and window.shape[::2] == (1, 1),
            f"The model is given an array of shape {window.shape}: it wants (1, steps, 1).",
        )
        expect(window.shape[1] == width, f"The model is given a window of {counted(window.shape[1], 'step')}, and was trained on {width}.")
        seen.append(window[0, :, 0])
        return np.array([[function(window[0, :, 0])]])

    given = Stub(model, (None, width, 1), (None, 1)) if not hasattr(function, "layers") else function
    found = answer.call("forecast", given, levels, width, horizon)
    return seen, as_array(found, "The forecast").ravel()


@ahead.check("what-the-model-sees")
def _(answer):
    levels = np.cumsum(answer.random.normal(size=20)) + 300
    seen, _ = forecast(answer, lambda window: 0.0, levels, 5, 1)
    expect(seen, "The model is never asked.")
    expect(
        not np.allclose(seen[0], levels[-5:], atol=1e-4),
        "The model is given levels, and was trained on changes from month to month.",
    )
    expect(
        np.allclose(seen[0], np.diff(levels)[-5:], atol=1e-4),
        "The first window does not hold the most recent changes in their order.",
    )


@ahead.check("slides", points=2, needs="what-the-model-sees")
def _(answer):
    answers = iter((7.0, 9.0, 8.0, 8.0))
    seen, _ = forecast(answer, lambda window: next(answers, 8.0), np.array([10.0, 11, 13, 16, 20]), 3, 3)
    expect(len(seen) >= 3, f"The model is asked {counted(len(seen), 'time')} for 3 months: each of its answers is one month.")
    second, third = (", ".join(f"{change:g}" for change in window) for window in seen[1:3])
    expect(
        np.allclose(seen[1], [3, 4, 7]),
        f"The changes 2, 3, 4 are followed by the answer 7, and the second window is {second}: the oldest leaves, the "
        "answer comes last.",
    )
    expect(np.allclose(seen[2], [4, 7, 9]), f"The window 3, 4, 7 is followed by the answer 9, and the third window is {third}.")


@ahead.check("horizon", needs="what-the-model-sees")
def _(answer):
    for horizon in (1, 4):
        _, found = forecast(answer, always(1, 3), np.arange(9.0), 3, horizon)
        expect(len(found) == horizon, f"A forecast of {counted(horizon, 'month')} has {counted(len(found), 'value')}.")


@ahead.check("levels", points=2, needs="what-the-model-sees")
def _(answer):
    answers = iter((2.0, 5.0, 1.0))
    _, found = forecast(answer, lambda window: next(answers, 1.0), np.array([310.0, 311, 313, 316]), 2, 3)
    shown = ", ".join(f"{level:g}" for level in found)
    expect(
        np.allclose(found[:3], [318, 323, 324], atol=1e-3),
        f"The last level is 316 and the model answers 2, 5, 1: your forecast is {shown}. A level is the level before it plus "
        "its change.",
    )

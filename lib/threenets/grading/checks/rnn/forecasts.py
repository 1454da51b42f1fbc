"""Honest forecasts: a split without a leak, a forecast of many steps, skill against simple rules."""

import numpy as np

from threenets.grading.answer import as_array, as_number, expect
from threenets.grading.exercise import Exercise, Wrong
from threenets.grading.wire import Stub

split = Exercise(
    "rnn-4",
    "A split without a leak",
    hints=(
        "`dates < date` is an array of truth values, and `values[dates < date]` takes the values where it is true.",
        "What may a forecaster who lives before the date know? The mean of which values?",
        "Mean and standard deviation of the training part alone; use the same two numbers for both parts.",
    ),
)  # fmt: skip


def series(answer):
    """Return 60 monthly values with a trend, their dates, and the date at which 45 of them are over."""
    values = np.cumsum(answer.random.normal(1, 1, size=60))
    return values, np.arange("2001-01", "2006-01", dtype="datetime64[M]").astype("datetime64[D]"), np.datetime64("2004-10-01")


def parts(answer, values, dates, date):
    """Call the learner's function and return training and test part as arrays."""
    result = answer.call("split_and_scale", values, dates, date)
    expect(isinstance(result, list) and len(result) == 2, "`split_and_scale` should return two arrays: training, test.")
    return as_array(result[0], "The training part"), as_array(result[1], "The test part")


@split.check("in-order", points=2)
def _(answer):
    values, dates, date = series(answer)
    train, test = parts(answer, values, dates, date)
    sizes = (
        f"Of 60 months, of which 45 lie before the date, {train.size} are in the training part and {test.size} in the test part"
    )
    expect((train.shape, test.shape) == ((45,), (15,)), f"{sizes}: the date itself is the first day of the test.")
    rising = np.arange(60.0)
    train, test = parts(answer, rising, dates, date)
    expect(
        (np.diff(train) > 0).all() and (np.diff(test) > 0).all(),
        "The months are not in their order any more: a forecast is never judged on months before its training ends.",
    )


@split.check("scaled", needs="in-order")
def _(answer):
    train, _ = parts(answer, *series(answer))
    expect(abs(train.mean()) < 1e-6, f"The training part has the mean {train.mean():.2f} after scaling: it should be 0.")
    expect(
        abs(train.std() - 1) < 0.03,
        f"The training part has the standard deviation {train.std():.2f} after scaling: it should be 1.",
    )


@split.check("no-leak", points=2, needs="in-order")
def _(answer):
    values, dates, date = series(answer)
    before, _ = parts(answer, values, dates, date)
    values = np.where(dates < date, values, 1e6)
    after, _ = parts(answer, values, dates, date)
    expect(
        np.allclose(before, after),
        "When values after the date become huge, the training part changes: it knows something of the future.",
    )


@split.check("same-scale", needs="in-order")
def _(answer):
    values, dates, date = series(answer)
    values[-1] = values[0]
    train, test = parts(answer, values, dates, date)
    expect(
        abs(test[-1] - train[0]) < 1e-6,
        "The same value is another one in the test part than in the training part: both need one scale.",
    )


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
        expect(window.shape[1] == width, f"The model is given a window of {window.shape[1]} steps, and was trained on {width}.")
        seen.append(window[0, :, 0])
        return np.array([[function(window[0, :, 0])]])

    given = Stub(model, (None, width, 1), (None, 1)) if not hasattr(function, "layers") else function
    found = answer.call("forecast", given, levels, width, horizon)
    return seen, as_array(found, "The forecast").ravel()


def always(value, steps):
    """Return a Keras model that says the same about every window."""
    import keras

    layers = [keras.layers.Flatten(), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((steps, 1)), *layers])
    layers[-1].set_weights([np.zeros((steps, 1)), np.array([value])])
    return model


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
    expect(len(seen) >= 3, f"The model is asked {len(seen)} times for 3 months: each of its answers is one month.")
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
        expect(len(found) == horizon, f"A forecast of {horizon} month{'s' if horizon > 1 else ''} has {len(found)} values.")


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
    expect(len(seen) == 10, f"The model is asked about {len(seen)} months, and 10 are held out.")
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

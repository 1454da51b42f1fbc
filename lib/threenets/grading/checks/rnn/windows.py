"""Windows of a series."""

import numpy as np

from threenets.grading.answer import as_array, counted, expect
from threenets.grading.exercise import Exercise

windows = Exercise(
    "rnn-1",
    "Windows of a series",
    hints=(
        "Write down by hand the windows of the series 0, 1, 2, 3, 4 for windows of 3 values: how many are there, and which "
        "value follows each?",
        "The last window ends one value before the end of the series, because the last value is its target.",
        "A loop over the start of the window and `np.stack` are enough; `[..., None]` adds the last axis.",
    ),
)  # fmt: skip


def make_windows(answer, series, width):
    """Call the learner's function and return windows and targets as arrays."""
    result = answer.call("make_windows", series, width)
    expect(isinstance(result, list) and len(result) == 2, "`make_windows` should return two arrays: windows, targets.")
    return as_array(result[0], "The array of windows"), as_array(result[1], "The array of targets")


@windows.check("shapes")
def _(answer):
    inputs, targets = make_windows(answer, np.arange(20.0), 12)
    expect(
        inputs.ndim == 3 and inputs.shape[2] == 1,
        f"The windows have the shape {inputs.shape}: a recurrent layer wants (windows, steps, features), here with one "
        "feature.",
    )
    expect(
        targets.ndim == 2 and targets.shape[1] == 1,
        f"The targets have the shape {targets.shape}: one row a window, one column.",
    )
    expect(inputs.shape[1] == 12, f"The windows have {counted(inputs.shape[1], 'step')}, and 12 were asked for.")
    expect(len(inputs) == len(targets), f"To {counted(len(inputs), 'window')} belong {counted(len(targets), 'target')}.")


@windows.check("every-window", needs="shapes")
def _(answer):
    inputs, targets = make_windows(answer, np.arange(20.0), 12)
    expect(
        targets[-1, 0] == 19,
        f"The last target in 0, 1, … 19 is {targets[-1, 0]:g}: a window is missing, or there is one too many.",
    )
    expect(inputs[0, 0, 0] == 0, f"The first window in 0, 1, … 19 begins with {inputs[0, 0, 0]:g}.")
    inputs, targets = make_windows(answer, np.arange(5.0), 4)
    expect(len(inputs) == 1, f"A series one value longer than the window gives {counted(len(inputs), 'window')}.")


@windows.check("target-follows", needs="shapes")
def _(answer):
    inputs, targets = make_windows(answer, np.arange(20.0), 12)
    gap = targets[0, 0] - inputs[0, -1, 0]
    expect(
        gap == 1,
        f"In 0, 1, 2, … the first target is {gap:+g} from the last value of its window: it should be the value right after it.",
    )


@windows.check("any-series", points=4, needs=("every-window", "target-follows"))
def _(answer):
    for _ in range(3):
        width = int(answer.random.integers(2, 9))
        series = answer.random.normal(size=width + int(answer.random.integers(1, 30)))
        inputs, targets = make_windows(answer, series, width)
        wanted = np.lib.stride_tricks.sliding_window_view(series[:-1], width)[..., None]
        same = inputs.shape == wanted.shape and np.allclose(inputs, wanted) and np.allclose(targets.ravel(), series[width:])
        expect(same, f"In a random series of {len(series)} values with windows of {width}, some windows or targets are wrong.")


@windows.check("too-short", needs="shapes")
def _(answer):
    expect(
        answer.refuses("make_windows", np.arange(4.0), 4),
        "A series of 4 values has no window of 4 with a target after it: raise a ValueError that says so.",
    )

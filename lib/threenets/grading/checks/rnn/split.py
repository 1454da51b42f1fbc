"""A split of a series without a leak."""

import numpy as np

from threenets.grading.answer import as_array, expect
from threenets.grading.exercise import Exercise

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

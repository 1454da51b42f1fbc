"""Forecasts beside what came later. Newer series may not be to be had: then a function gives nothing, and does not fail."""

from __future__ import annotations

import numpy as np

from threenets.rnn import figures, mistakes, source
from threenets.rnn.forecast import forecast_differences
from threenets.rnn.series import YEAR, restore_levels

BEFORE = 24  # months in front of an origin that a figure shows


def revision(monthly, newer) -> dict[str, float]:
    """How a newer evaluation of the same record differs from `monthly`, in ppm: mean, spread, mean of the last year.

    `newer` is a `threenets.data.SeriesData` or None, which gives an empty dictionary.
    """
    if newer is None:
        return {}
    both = newer.values.reindex(monthly.index) - monthly
    return {"mean": float(both.mean()), "spread": float(both.std()), "last": float(both.iloc[-YEAR:].mean())}


def two_places(monthly, world) -> dict[str, float]:
    """Mauna Loa beside the mean over all seas, in the years that both have; empty without `world`.

    Returns
    -------
    dict of str to float
        "offset": mean difference; "swing, here" and "swing, seas": mean range within a calendar year; "spread, here" and
        "spread, seas": standard deviation of the monthly differences, all in ppm; "correlation": of the differences.
    """
    if world is None:
        return {}
    here = monthly[world.values.index[YEAR]:]
    places = {"here": here, "seas": world.values.reindex(here.index)}
    found = {"offset": float((places["here"] - places["seas"]).mean())}
    for name, values in places.items():
        by_year = values.groupby(values.index.year)
        found[f"swing, {name}"] = float((by_year.max() - by_year.min()).mean())
        found[f"spread, {name}"] = float(values.diff().std())
    return found | {"correlation": float(here.diff().corr(places["seas"].diff()))}


def around(data, first, horizon):
    """The months of `data` from two years before `first` to `horizon` months after it, as a Series; None without data.

    Raises
    ------
    ValueError
        If the series does not reach that far.
    """
    if data is None:
        return None
    origin = data.values.index.get_loc(f"{first}-01")
    if origin < BEFORE or origin + horizon > len(data.values):
        raise ValueError(f"the series has not the {horizon} months from {first} on, and {BEFORE} before")
    return data.values.iloc[origin - BEFORE:origin + horizon]


def errors(said, came) -> dict[str, np.ndarray]:
    """Forecast minus truth in ppm, shape (forecasts, months), of each entry of `said`; empty where nothing came."""
    if came is None:
        return {}
    truth = came.to_numpy()[BEFORE:]
    return {name: np.atleast_2d(lines)[:, :len(truth)] - truth[:np.shape(lines)[-1]] for name, lines in said.items()}


def envelope(came, said, months=None):
    """Figure of the forecasts `said` beside what came, over the first `months`; None where nothing came."""
    if came is None:
        return None
    months = len(came) - BEFORE if months is None else months
    shown = came.iloc[:BEFORE + months]
    return figures.forecasts(shown.index, shown.to_numpy(), {name: np.array(lines)[..., :months]
                                                            for name, lines in said.items()}, BEFORE)


def source_series(world):
    """The months that the source used, as it used them: levels, differences and windows; three times None without `world`."""
    if world is None:
        return None, None, None
    levels = world.values[source.FIRST_MONTH:source.LAST_MONTH]
    changes = mistakes.differences_with_an_invented_zero(levels)
    return levels, changes, mistakes.windows_without_the_last(changes.to_numpy())


def continued(models, levels, horizon) -> np.ndarray:
    """Levels continued by trained networks, shape (networks, horizon), ppm."""
    changes = np.diff(levels)
    return np.array([restore_levels(levels[-1], forecast_differences(model, changes, horizon)) for model in models])

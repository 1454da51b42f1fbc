"""The chapter's main experiments: train forecasting networks over several seeds, and judge them from many origins."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

import numpy as np

from threenets import plans
from threenets.rnn.evaluate import origins
from threenets.rnn.forecast import forecast_differences, keras_step, recursive
from threenets.rnn.model import forecaster
from threenets.rnn.series import YEAR, restore_levels
from threenets.rnn.windows import WINDOW, Windows, make_windows, split_windows
from threenets.training import predict, train


@dataclass(frozen=True)
class Plan:
    """How much is computed.

    epochs : of every network, unless it is said otherwise
    test : last months that are held out
    horizon : months of a long forecast
    first : months known at the first origin of the walk-forward
    every, seldom : months between two origins, and between two of those from which slower networks start
    seeds : one training run each; a seed fixes the first weights and the order of the windows
    """

    epochs: int
    test: int
    horizon: int
    first: int
    every: int
    seldom: int
    seeds: tuple[int, ...]


PLANS = {
    "full": Plan(epochs=25, test=60, horizon=60, first=180, every=12, seldom=36, seeds=(1, 2, 3)),
    "fast": Plan(epochs=2, test=60, horizon=60, first=180, every=120, seldom=240, seeds=(1, 2)),
}


def plan(profile="full", seed=1) -> Plan:
    """The `Plan` of a profile; its seeds are consecutive and begin with `seed` (see `threenets.plans.choose`)."""
    return plans.choose(PLANS, profile, seed)


class Trained(NamedTuple):
    """Networks trained with different seeds.

    models : list of keras.Sequential, one per seed
    histories : list of dict, one per seed: "loss" and, where something was held out, "held_out_loss", by epoch
    """

    models: list
    histories: list[dict[str, list[float]]]

    @property
    def final_errors(self) -> list[float]:
        """Held-out mean squared error after the last epoch, per seed."""
        return [history["held_out_loss"][-1] for history in self.histories]


def train_networks(windows: Windows, plan: Plan, *, kind="SimpleRNN", held_out=None, epochs=None) -> Trained:
    """Train one network per seed to predict the value after each window.

    Parameters
    ----------
    windows : Windows
        Of shape (n, window, 1) and (n, 1).
    plan : Plan
    kind : {"SimpleRNN", "LSTM", "GRU"}
    held_out : Windows, optional
        Judged after every epoch, never trained on.
    epochs : int, optional
        In place of ``plan.epochs``.
    """
    models, runs = [], []
    for seed in plan.seeds:
        models.append(forecaster(kind, window=windows.inputs.shape[1], seed=seed))
        runs.append(train(models[-1], *windows, epochs=plan.epochs if epochs is None else epochs, seed=seed,
                          held_out=held_out))
    return Trained(models, runs)


def one_step(levels, plan: Plan, **options) -> Trained:
    """Networks that never see the last ``plan.test`` changes of `levels`, shape (n,), and are judged on them."""
    past, held_out = split_windows(np.diff(levels), plan.test)
    return train_networks(past, plan, held_out=held_out, **options)


def starts(levels, plan: Plan, every=None) -> list[int]:
    """Origins of the walk-forward: numbers of known months."""
    return origins(len(levels), plan.first, plan.every if every is None else every, plan.horizon)


def walk_forward(levels, plan: Plan, known, *, kind="SimpleRNN", window=WINDOW, epochs=None) -> np.ndarray:
    """Train networks anew at every origin, on nothing but what was known there, and let each forecast from there.

    Parameters
    ----------
    levels : array, shape (n,), ppm
    plan : Plan
    known : sequence of int
        From `starts`.
    kind, window, epochs
        As for `train_networks`.

    Returns
    -------
    array, shape (seeds, origins, horizon), ppm
        Forecast minus truth.
    """
    levels = np.asarray(levels, float)
    errors = np.empty((len(plan.seeds), len(known), plan.horizon))
    for column, months in enumerate(known):
        forecasts = continuations(levels[:months], plan, kind=kind, window=window, epochs=epochs)
        errors[:, column] = forecasts - levels[months:months + plan.horizon]
    return errors


def continuations(levels, plan: Plan, *, kind="SimpleRNN", window=WINDOW, epochs=None) -> np.ndarray:
    """Train one network per seed on all changes of `levels` and continue the levels, shape (seeds, horizon), ppm."""
    changes = np.diff(levels)
    trained = train_networks(make_windows(changes, window), plan, kind=kind, epochs=epochs)
    return np.array([restore_levels(levels[-1], forecast_differences(model, changes, plan.horizon, window))
                     for model in trained.models])


def held_out_errors(models, windows: Windows) -> list[float]:
    """Mean squared error per network on given windows."""
    return [float(np.mean((predict(model, windows.inputs) - windows.targets) ** 2)) for model in models]


def error_parts(errors) -> tuple[float, float]:
    """Split the mean squared error of long forecasts: what is wrong with whole years, and what within a year.

    Parameters
    ----------
    errors : array, shape (..., horizon), whole years

    Returns
    -------
    drift, season : float
        Mean square of each forecast year's mean error, and of what is left; they add up to the mean squared error.

    Raises
    ------
    ValueError
        If the horizon is not made of whole years.
    """
    errors = np.asarray(errors, float)
    if errors.shape[-1] % YEAR:
        raise ValueError(f"the horizon must be whole years, not {errors.shape[-1]} months")
    years = errors.reshape(-1, YEAR)
    means = years.mean(axis=1, keepdims=True)
    return float(np.mean(means**2)), float(np.mean((years - means) ** 2))


def loops_compared(model, history, steps) -> tuple[float, float]:
    """Forecast with ``model.predict`` in a Python loop and with the compiled loop; both have run before.

    Returns
    -------
    ratio : float
        Time of the Python loop over that of the compiled loop, whose time is the shortest of five.
    difference : float
        Largest difference of their forecasts.
    """
    step = keras_step(model)
    recursive(step, history, 1)  # compiles `predict`
    compiled = forecast_differences(model, history, steps)
    fast = min(_seconds(lambda: forecast_differences(model, history, steps)) for _ in range(5))
    begin = perf_counter()
    looped = recursive(step, history, steps)
    return (perf_counter() - begin) / fast, float(np.abs(looped - compiled).max())


def _seconds(function) -> float:
    begin = perf_counter()
    function()
    return perf_counter() - begin

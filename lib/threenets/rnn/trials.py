"""Smaller experiments: one decision changed at a time, and one thing looked at more closely."""

from __future__ import annotations

import numpy as np

from threenets.rnn.evaluate import root_mean_square
from threenets.rnn.experiments import Plan, held_out_errors, train_networks
from threenets.rnn.gradients import input_slopes
from threenets.rnn.model import forecaster
from threenets.rnn.series import YEAR, yearly_growth
from threenets.rnn.windows import Scaling, Windows, fit_scaling, make_windows, split_windows
from threenets.training import predict, train


def representations(levels, plan: Plan) -> dict[str, list[float]]:
    """Train on raw levels, on levels scaled by the past, and on differences; compare forecasts of levels.

    Returns
    -------
    dict of str to list of float
        Root mean squared error of the level one month ahead on the last ``plan.test`` months, in ppm, one a seed.
    """
    levels = np.asarray(levels, float)
    truth, before = levels[-plan.test:], levels[-plan.test - 1:-1]
    found = {}
    for name, scaling in (("level", Scaling(0.0, 1.0)), ("scaled level", fit_scaling(levels[:-plan.test]))):
        past, held_out = split_windows(scaling.apply(levels), plan.test)
        trained = train_networks(past, plan)
        found[name] = [_root(scaling.undo(predict(model, held_out.inputs)[:, 0]), truth) for model in trained.models]
    past, held_out = split_windows(np.diff(levels), plan.test)
    trained = train_networks(past, plan)
    found["difference"] = [_root(before + predict(model, held_out.inputs)[:, 0], truth) for model in trained.models]
    return found


def _root(forecast, truth) -> float:
    return float(root_mean_square(forecast - truth))


def peeking(levels, plan: Plan, epochs=None) -> list[float]:
    """Mean squared error on the last ``plan.test`` changes, per network, of networks that were trained on them too."""
    changes = np.diff(levels)
    _, held_out = split_windows(changes, plan.test)
    return held_out_errors(train_networks(make_windows(changes), plan, epochs=epochs).models, held_out)


def shuffled_steps(models, windows: Windows, seed) -> list[float]:
    """Mean squared error per network when the steps of every window come in another order, the same for all."""
    order = np.random.default_rng(seed).permutation(windows.inputs.shape[1])
    return held_out_errors(models, Windows(windows.inputs[:, order], windows.targets))


def slopes_by_month(models, windows: Windows) -> np.ndarray:
    """Mean size of the slope of the forecast with respect to each input, shape (networks, steps)."""
    return np.array([np.abs(input_slopes(model, windows.inputs)).mean(axis=0) for model in models])


def recall(kind, steps, seeds, *, sequences=1000, epochs=20, **architecture) -> list[float]:
    """Train networks to give back the first value of a random sequence after having read all of it.

    Parameters
    ----------
    kind : {"SimpleRNN", "LSTM", "GRU"}
    steps : int
        Length of the sequences; their values are normal with standard deviation 1.
    seeds : sequence of int
    sequences, epochs : int
    **architecture
        Passed on to `threenets.rnn.model.forecaster`, whose recurrent layer has 32 units here.

    Returns
    -------
    list of float, one a seed
        Mean squared error on fresh sequences over that of the best constant guess; about 1 where nothing was learned.
    """
    found = []
    for seed in seeds:
        random = np.random.default_rng([seed, steps])
        inputs = random.normal(size=(sequences + 1000, steps, 1)).astype(np.float32)
        model = forecaster(kind, units=32, window=steps, seed=seed, **architecture)
        train(model, inputs[:sequences], inputs[:sequences, 0], epochs=epochs, batch_size=32, seed=seed)
        fresh = inputs[sequences:]
        found.append(float(np.mean((predict(model, fresh) - fresh[:, 0]) ** 2) / fresh[:, 0].var()))
    return found


def with_growth(forecasts, levels) -> np.ndarray:
    """Tilt forecasts so that they end where the growth of the last ten known years leads; their season stays.

    Parameters
    ----------
    forecasts : array, shape (..., horizon), ppm, whole years
    levels : array, shape (at least 121,), ppm
        What was known when the forecasts were made.

    Returns
    -------
    array, shape (..., horizon)
        A straight line that begins at the last known month was added.
    """
    forecasts, levels = np.asarray(forecasts, float), np.asarray(levels, float)
    horizon = forecasts.shape[-1]
    end = levels[-1] + yearly_growth(levels) * horizon / YEAR  # the same calendar month as the last known one
    return forecasts + (end - forecasts[..., -1:]) * np.arange(1, horizon + 1) / horizon

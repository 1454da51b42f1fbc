"""Forecasts beside what came later: right where it is known, and silent where the newer series are not to be had."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from threenets import data
from threenets.rnn import judged, series, source
from threenets.rnn.baselines import repeat_differences

MONTHS = pd.date_range("1979-01-01", periods=600, freq="MS")
LEVELS = pd.Series(300 + 0.1 * np.arange(600.0) + np.tile(np.sin(np.arange(12)), 50), MONTHS)
OURS = SimpleNamespace(values=LEVELS)


def test_revision_of_a_record():
    found = judged.revision(LEVELS["1990":"1999"], SimpleNamespace(values=LEVELS + 0.5))
    assert found == pytest.approx({"mean": 0.5, "spread": 0, "last": 0.5})


def test_two_places():
    calm = SimpleNamespace(values=(300 + 0.1 * np.arange(600) + 0.5 * (LEVELS - 300 - 0.1 * np.arange(600))))
    found = judged.two_places(LEVELS["1970":"2001"], calm)
    assert list(found) == ["offset", "swing, here", "spread, here", "swing, seas", "spread, seas", "correlation"]
    assert found["swing, here"] > found["swing, seas"] and found["spread, here"] > found["spread, seas"]
    assert found["correlation"] == pytest.approx(1)


def test_what_came_begins_two_years_before_the_forecast():
    came = judged.around(OURS, "1990-01", 60)
    assert (f"{came.index[0]:%Y-%m}", f"{came.index[-1]:%Y-%m}", len(came)) == ("1988-01", "1994-12", 84)
    for first, horizon in (("1979-06", 60), ("2028-01", 60)):
        with pytest.raises(ValueError, match=f"has not the 60 months from {first} on"):
            judged.around(OURS, first, horizon)


def test_errors_of_one_or_many_forecasts():
    came = judged.around(OURS, "1990-01", 60)
    truth = came.to_numpy()[24:]
    said = {"rule": truth + 1, "networks": np.array([truth - 1, truth - 3]), "short": truth[:10] + 2}
    errors = judged.errors(said, came)
    assert {name: away.shape for name, away in errors.items()} == {"rule": (1, 60), "networks": (2, 60), "short": (1, 10)}
    assert errors["rule"] == pytest.approx(1) and errors["networks"][1] == pytest.approx(-3) and errors["short"] == pytest.approx(2)
    figure = judged.envelope(came, said, months=10)
    assert "10 months from January 1990" in figure.alt and "networks 2.00 (1.00 to 3.00" in figure.alt


def test_the_series_of_the_source_has_its_windows():
    levels, changes, windows = judged.source_series(OURS)
    assert (len(levels), len(changes), windows.inputs.shape) == (463, 463, (450, 12, 1))
    assert changes.iloc[0] == 0 and f"{levels.index[0]:%Y-%m}" == source.FIRST_MONTH


def test_without_newer_series_nothing_is_said_and_nothing_fails():
    assert judged.revision(LEVELS, None) == judged.two_places(LEVELS, None) == {}
    assert judged.around(None, "1990-01", 60) is None and judged.errors({"rule": np.zeros(60)}, None) == {}
    assert judged.envelope(None, {}) is None and judged.source_series(None) == (None, None, None)


def test_the_published_forecast_was_worse_than_repeating_the_last_year():
    world = data.load_series("co2-global", optional=True)
    if world is None:
        pytest.skip("the newer global series is not to be had here")
    levels, changes, _ = judged.source_series(world)
    came = judged.around(world, "2018-08", 60)
    rule = repeat_differences(levels.to_numpy())(levels.to_numpy(), 60)
    errors = judged.errors({"source": np.array(source.FORECAST), "rule": rule[:10]}, came)
    found = {name: float(np.sqrt(np.mean(away**2))) for name, away in errors.items()}
    assert found == pytest.approx({"source": 0.92, "rule": 0.15}, abs=0.01)
    assert np.abs(changes.to_numpy()[:20] - source.DIFFERENCES).max() < 0.05  # revised since, but the same series


def test_the_newer_record_of_mauna_loa_is_the_embedded_one_revised():
    newer = data.load_series("co2-mauna-loa", optional=True)
    if newer is None:
        pytest.skip("the newer series of Mauna Loa is not to be had here")
    monthly = series.monthly_means(data.load_series("co2").values).values
    found = judged.revision(monthly, newer)
    assert found["mean"] == pytest.approx(0.16, abs=0.01) and found["spread"] < 0.3

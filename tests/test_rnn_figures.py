"""The figures of the section on recurrent networks, drawn from synthetic arrays."""

from types import SimpleNamespace

import figure_cases
import numpy as np
import pandas as pd
import pytest

from threenets import style
from threenets.rnn import figures

MONTHS = pd.date_range("1990-01-01", periods=120, freq="MS")
WAVE = np.array([0, 1, 2, 3, 4, 3, 2, 0, -3, -4, -2, -1.0])  # highest in May, lowest in October
LEVELS = pd.Series(300 + 0.1 * np.arange(120) + np.tile(WAVE, 10), MONTHS)
CHANGES = np.diff(LEVELS)
WEEKLY = pd.Series(300 + 0.1 * np.arange(100), pd.date_range("2000-01-01", periods=100, freq="W-SAT"))
WEEKLY.iloc[[10, 11, 12, 50]] = np.nan
SEEDS = [0.12, 0.13, 0.14]
TRUTH = LEVELS.to_numpy()[:84]
AHEAD = {"RNN": TRUTH[24:] - np.array([[1.0], [3.0]]), "seasonal naive + drift": TRUTH[24:] + 0.5}
ERRORS = {"RNN": np.full((2, 5, 60), 2.0) * [[[1]], [[2]]], "last value": np.ones((5, 60)) * np.arange(1, 6)[:, None]}
RUN = {"loss": [0.9, 0.2, 0.1], "held_out_loss": [0.5, 0.3, 0.15]}
LEFT = {"gain 0.5": {2: [0.5, 0.4], 60: [1e-18, 1e-20]}, "gain 1.5": {2: [1.2, 1.3], 60: [10, 100]}}
RECALL = {"SimpleRNN": {12: [0.1, 0.2], 60: [0.3, 1.1]}, "LSTM": {12: [0.2, 0.2], 60: [1.0, 1.0]}}
_LAYERS = [SimpleNamespace(units=64, cell=None), SimpleNamespace(units=32), SimpleNamespace(units=1)]
MODEL = SimpleNamespace(built=True, layers=_LAYERS, count_params=lambda: 8449)
STATES = np.tanh(np.linspace(-2, 2, 12 * 64).reshape(12, 64))

# function, arguments, what the text alternative must say
CASES = [
    ("readings", (WEEKLY,), ["100 weekly readings from January 2000", "4 readings are missing, in 2 gaps", "lasts 3 weeks"]),
    ("trend_and_season", (LEVELS,), ["from 301 to 312 ppm", "highest in May with 3.6", "lowest in Oct with 4.4"]),
    ("level_and_change", (LEVELS, 24), ["from 300 to 311 ppm", "of the 24 held-out months", "between −2.9 and 2.1 ppm",
                                        "100 % of the held-out ones"]),
    ("sliding_windows", (CHANGES,), ["5 windows over 17 values", "takes 12 values", "1.10, 1.10, 1.10, 1.10, −0.90 ppm"]),
    ("sliding_windows", (CHANGES, 6, 4, 8), ["4 windows over 10 values", "before value 9: 2 windows"]),
    ("unrolled", (MODEL,), ["64 tanh units", "then 32 ReLU units and 1 output", "8,449 parameters", "4 copies"]),
    ("states", (CHANGES[:12], STATES), ["12 inputs from −2.9 to 2.1", "64 units", "0.95 after the first"]),
    ("vanishing", (LEFT,), ["after 60 steps", "gain 0.5: 10 to the power −19.0", "gain 1.5: 10 to the power 1.5"]),
    ("input_slopes", (np.array([[0.1] * 11 + [0.4], [0.3] * 11 + [0.6]]),), ["12 back 0.20 (0.10 to 0.30", "1 back 0.50"]),
    ("memory", (RECALL,), ["SimpleRNN 0.15 (0.10 to 0.20 over 2 seeds) at 12, 0.70", "LSTM 0.20"]),
    ("losses", ([RUN, RUN],), ["3 epochs", "2 seeds", "training from 0.90 to 0.100", "held out from 0.50 to 0.150"]),
    ("stated_losses", ([0.8, 0.3, 0.2], [RUN]), ["3 epochs", "0.800 at first and 0.2000 at last", "0.1000–0.1000"]),
    ("error_bars", ({"last value": 1.5, "RNN": SEEDS},), ["first: RNN 0.130 (0.120 to 0.140 over 3 seeds); last value 1.500"]),
    ("forecasts", (MONTHS[:84], TRUTH, AHEAD), ["60 months from January 1992", "RNN 2.00 (1.00 to 3.00", "drift 0.50"]),
    ("ahead", (MONTHS[:84], TRUTH[:24], AHEAD, np.ones(60)), ["to December 1991", "December 1996", "drift 307.8"]),
    ("walk_forward", (ERRORS,), ["from 5 origins", "last value 3.00 (1.00 to 5.00)", "RNN 3.00 (3.00 to 3.00)"]),
    ("skill_scores", ({"last value": [0.8, 0.9], "drift": [-0.7, -0.5]},), ["last value 0.85 (0.80", "drift −0.60 (−0.70"]),
    ("error_by_horizon", (ERRORS,), ["1 to 60 months", "RNN from 3.16 to 3.16", "last value from 3.32 to 3.32"]),
    ("error_parts", ({"RNN": (1.9, 0.2), "drift": (1.0, 0.2)},), ["drift 1.00 + 0.20; RNN 1.90 + 0.20"]),
]  # fmt: skip

TestFigures = figure_cases.section(figures, CASES)


def axes(name, *arguments):
    return figure_cases.draw(figures, name, *arguments)[1].axes


def test_windows_stand_where_their_values_are():
    top, rows = axes("sliding_windows", CHANGES, 6, 4, 8)
    drawn = [line.get_xdata().tolist() for line in rows.get_lines()[:8]]
    assert drawn[::2] == [[1, 6], [2, 7], [3, 8], [4, 9]]  # inputs from … to
    assert [float(place) for [place] in drawn[1::2]] == [7, 8, 9, 10]  # targets
    colours = [line.get_color() for line in rows.get_lines()[:8:2]]
    assert colours == [style.COLOURS["blue"]] * 2 + [style.COLOURS["green"]] * 2  # the cut lies before value 9
    assert np.array_equal(top.get_lines()[0].get_ydata(), CHANGES[:10])


def test_forecasts_and_their_errors_are_drawn_for_every_seed():
    above, below = axes("forecasts", MONTHS[:84], TRUTH, AHEAD)
    assert [line.get_ydata()[0] for line in below.get_lines()[:3]] == pytest.approx([-1, -3, 0.5])
    assert np.array_equal(above.get_lines()[0].get_ydata(), TRUTH)
    assert [text.get_text() for text in above.figure.legends[0].get_texts()] == ["observed", "RNN", "seasonal naive + drift"]


def test_bars_and_points_are_sorted_best_first():
    [ax] = axes("walk_forward", ERRORS | {"good": np.full((5, 60), 0.1)})
    assert [text.get_text() for text in ax.get_yticklabels()][0] == "good"
    [ax] = axes("skill_scores", {"drift": [-0.5], "last value": [0.8]})
    assert [round(bar.get_width(), 3) for bar in ax.patches] == [0.8, -0.5]
    [ax] = axes("error_parts", {"RNN": (1.9, 0.2), "drift": (1.0, 0.3)})
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([1.0, 1.9, 0.3, 0.2])


def test_gaps_are_marked_from_reading_to_reading():
    whole = axes("readings", WEEKLY)[0]
    spans = [patch.get_extents().width for patch in whole.patches]
    assert len(spans) == 2 and spans[0] == pytest.approx(2 * spans[1], rel=0.05)  # 4 weeks and 2


NARROW = np.array([[1.0, 2.0], [3.0, 4.0]])
REFUSED = [
    ("readings", (WEEKLY.dropna(),), "have no gap"),
    ("trend_and_season", (LEVELS * np.nan,), "not finite"),
    ("sliding_windows", (CHANGES[:16],), "5 windows of 12 inputs and a target need 17 values, got 16"),
    ("sliding_windows", (NARROW,), "1 dimension"),
    ("unrolled", (SimpleNamespace(built=False, layers=_LAYERS),), "a built model"),
    ("unrolled", (SimpleNamespace(built=True, layers=_LAYERS[1:]),), "begins with a recurrent layer"),
    ("states", (CHANGES[:11], STATES), "a state for each of the 11 inputs, not 12"),
    ("states", (CHANGES[:12], 2 * STATES), "between −1 and 1"),
    ("vanishing", ({},), "at least one kind"),
    ("vanishing", ({"gain 1": {12: [0.0]}},), "must be positive"),
    ("input_slopes", (np.ones(12),), "2 dimension"),
    ("memory", ({},), "at least one kind"),
    ("losses", ([],), "at least one training run"),
    ("losses", ([{"loss": [1, np.inf], "held_out_loss": [1, 1]}],), "not finite"),
    ("stated_losses", ([0.8, 0.3], [RUN]), "our runs have 3 epochs, the source 2"),
    ("stated_losses", ([0.8, 0.3, 0.0], [RUN]), "must be positive"),
    ("error_bars", ({},), "at least one entry"),
    ("forecasts", (MONTHS[:80], TRUTH, AHEAD), "give 84 dates"),
    ("forecasts", (MONTHS[:84], TRUTH, {"RNN": np.ones(10)}), r"must have 60 months, not 10"),
    ("forecasts", (MONTHS[:84], TRUTH, {}), "one to 5 forecasts"),
    ("ahead", (MONTHS[:84], TRUTH[:24], {"RNN": [np.nan] * 60}), "not finite"),
    ("walk_forward", ({"RNN": np.full((2, 3), np.nan)},), "not finite"),
    ("skill_scores", ({"last value": []},), "non-empty"),
    ("error_by_horizon", ({},), "one to 5 lines"),
    ("error_parts", ({},), "at least one entry"),
]


@pytest.mark.parametrize(("name", "arguments", "message"), REFUSED)
def test_wrong_input_is_refused_with_a_reason(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(figures, name)(*arguments)

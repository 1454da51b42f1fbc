"""The figures of the section on recurrent networks.

Every function takes series, plain arrays, dictionaries or a built model, and returns a `threenets.style.Figure` whose
text alternative is made from the numbers drawn.
"""

from threenets.rnn.figures.continuing import ahead, forecasts
from threenets.rnn.figures.network import states, unrolled
from threenets.rnn.figures.results import error_bars, error_by_horizon, error_parts, skill_scores, walk_forward
from threenets.rnn.figures.series import level_and_change, readings, trend_and_season
from threenets.rnn.figures.slopes import input_slopes, memory, vanishing
from threenets.rnn.figures.training import losses, stated_losses
from threenets.rnn.figures.windows import sliding_windows

__all__ = [
    "ahead", "error_bars", "error_by_horizon", "error_parts", "forecasts", "input_slopes", "level_and_change", "losses",
    "memory", "readings", "skill_scores", "sliding_windows", "stated_losses", "states", "trend_and_season", "unrolled", "vanishing",
    "walk_forward",
]  # fmt: skip

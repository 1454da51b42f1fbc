"""Mistakes that are easily made in this chapter, kept so that a page can show what they cost. Never use them."""

from __future__ import annotations

import numpy as np

from threenets.rnn.windows import WINDOW, Windows


def windows_without_the_last(values, window=WINDOW) -> Windows:
    """Mistake: counting windows with ``range(n - (window + 1))``. The last window, and with it the last value, is lost."""
    length = window + 1
    rows = np.array([values[start:start + length] for start in range(len(values) - length)], np.float32)
    return Windows(rows[:, :window, None], rows[:, window:])


def differences_with_an_invented_zero(levels):
    """Mistake: filling the level before the first with the first one, so that the first difference is a made-up 0."""
    return levels - levels.shift(1).bfill()

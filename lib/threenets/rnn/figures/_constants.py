"""Words and looks that the section's figures share."""

import numpy as np

PPM = "CO₂ (ppm)"
CHANGE = "change (ppm per month)"
SQUARED = "mean squared error (ppm²)"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
LINES = [  # colour and dashes of lines that are told apart
    ("vermillion", "--"), ("blue", "-."), ("green", ":"), ("purple", (0, (5, 1, 1, 1))), ("grey", "-"),
]  # fmt: skip


def years(dates):
    """Dates as fractions of years, for an axis of numbers: January 1990 is 1990.0."""
    return np.array([date.year + (date.month - 1) / 12 + (date.day - 1) / 365.25 for date in dates])


def month(date):
    """A date as "March 1964"."""
    return f"{date:%B} {date.year}"

"""Checks of the exercises on recurrent networks."""

from threenets.grading.checks.rnn import forecasts, layers  # noqa: F401

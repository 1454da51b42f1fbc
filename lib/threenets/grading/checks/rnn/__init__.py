"""Checks of the exercises on recurrent networks."""

from threenets.grading.checks.rnn import ahead, layers, skill, split, windows  # noqa: F401

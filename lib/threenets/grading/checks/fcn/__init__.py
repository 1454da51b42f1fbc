"""Checks of the exercises on fully connected networks."""

from threenets.grading.checks.fcn import building, endings, forward, judgement, mask  # noqa: F401

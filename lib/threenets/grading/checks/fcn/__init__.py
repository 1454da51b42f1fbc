"""Checks of the exercises on fully connected networks."""

from threenets.grading.checks.fcn import building, working  # noqa: F401

"""Checks of the exercises on convolutional networks."""

from threenets.grading.checks.cnn import sizes, working  # noqa: F401

"""Checks of the exercises on convolutional networks."""

from threenets.grading.checks.cnn import convolution, costs, repair, shift, sizes  # noqa: F401

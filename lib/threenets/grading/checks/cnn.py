"""Checks of the exercises on convolutional networks."""

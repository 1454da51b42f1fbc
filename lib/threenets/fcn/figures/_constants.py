"""Words and limits that the section's figures share."""

DIGITS = tuple("0123456789")  # class names of MNIST
PIXELS = (-1.0, 1.0)  # limits of normalised pixel values
ERROR = "mean squared error (pixel values −1 to 1)"
ERROR_UPRIGHT = ERROR.replace(" (", "\n(")  # in two lines, for a vertical axis

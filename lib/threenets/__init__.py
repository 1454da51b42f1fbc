"""Three Networks: shared code of the course on fully connected, convolutional and recurrent networks.

Importing the package is light: TensorFlow is loaded only by the modules that need it.
"""

import os
from importlib.metadata import PackageNotFoundError, version

# TensorFlow's start-up notices would end up in every notebook; they must be silenced before it loads.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

try:
    __version__ = version("threenets")
except PackageNotFoundError:  # imported from a bare checkout, as in Colab
    __version__ = "0+checkout"

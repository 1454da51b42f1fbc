"""A call that goes wrong in silence, kept so that a page can show what it does. Never rely on it."""

from __future__ import annotations

import os
import subprocess
import sys

_CODE = """
import numpy, tensorflow
images, kernels = numpy.ones((1, 6, 6, 32), "float32"), numpy.ones((7, 7, 32, 64), "float32")
print("numbers", tensorflow.nn.conv2d(images, kernels, 1, "VALID").shape.num_elements())
"""


def raw_convolution_by_onednn() -> int:
    """What TensorFlow's bare convolution returns for a window of 7 x 7 on an image of 6 x 6, where nothing fits.

    This course switches Intel's library oneDNN off, so that numbers repeat; on most processors it is TensorFlow's own
    choice. Which of them computes is decided when TensorFlow starts, so this runs in a process of its own.

    Returns
    -------
    int
        How many numbers it returns, none of them right; -1 where it is refused. It depends on processor and version.
    """
    setting = {"TF_ENABLE_ONEDNN_OPTS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    done = subprocess.run([sys.executable, "-c", _CODE], env=os.environ | setting, capture_output=True, text=True, check=False)
    counts = [int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("numbers ")]
    return counts[0] if counts else -1

"""Which device a notebook runs on, and with how many threads."""

import os
import sys
from contextlib import contextmanager

INTRA_OP_THREADS = 2  # a different number changes the losses in the third digit, so it is fixed
INTER_OP_THREADS = 1
DEVICES = ("auto", "cpu", "gpu")


class DeviceError(Exception):
    """The device that was asked for is unknown or absent."""


def requested(device="auto"):
    """Return the device to use: ``device``, or what ``THREENETS_DEVICE`` says where it is ``"auto"``.

    Raises
    ------
    DeviceError
        If the name is none of ``"auto"``, ``"cpu"``, ``"gpu"``.
    """
    name = os.environ.get("THREENETS_DEVICE", "auto") if device == "auto" else device
    if name not in DEVICES:
        raise DeviceError(f"unknown device {name!r}: choose one of {', '.join(DEVICES)}.")
    return name


def use(device="auto"):
    """Prepare TensorFlow for a device and fix its threads.

    Parameters
    ----------
    device : {"auto", "cpu", "gpu"}
        ``"auto"`` takes a GPU where TensorFlow sees one. ``"cpu"`` hides every GPU.

    Returns
    -------
    str
        ``"cpu"`` or ``"gpu"``: the device that will be used.

    Raises
    ------
    DeviceError
        If ``"gpu"`` is asked for and TensorFlow sees none, or the name is unknown.
    """
    name = requested(device)
    if name == "cpu" and "tensorflow" not in sys.modules:
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # the surest way, as long as TensorFlow has not started
    with _native_notices_off():
        import tensorflow as tf

        gpus = tf.config.list_physical_devices("GPU")
    if name == "gpu" and not gpus:
        raise DeviceError(
            "device 'gpu' was asked for, but TensorFlow sees no GPU here. Use device 'cpu' or 'auto', "
            "or install the extra 'gpu' on a machine with a CUDA device."
        )
    if name == "cpu" and gpus:
        try:
            tf.config.set_visible_devices([], "GPU")
        except RuntimeError as error:
            raise DeviceError("TensorFlow already uses the GPU in this kernel: restart it to use device 'cpu'.") from error
    _fix_threads(tf)
    return "gpu" if gpus and name != "cpu" else "cpu"


def describe():
    """Return the name of the device in use, for a report (for instance the GPU's model)."""
    import platform

    import tensorflow as tf

    gpus = tf.config.get_visible_devices("GPU")
    if gpus:
        return tf.config.experimental.get_device_details(gpus[0]).get("device_name", gpus[0].name)
    return platform.processor() or platform.machine()


@contextmanager
def _native_notices_off():
    """Drop what TensorFlow's native code writes about CUDA while it starts: no setting of its own reaches that."""
    sys.stderr.flush()
    saved, sink = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(sink)


def _fix_threads(tf):
    wanted = (INTRA_OP_THREADS, INTER_OP_THREADS)
    threading = tf.config.threading
    if (threading.get_intra_op_parallelism_threads(), threading.get_inter_op_parallelism_threads()) == wanted:
        return
    try:
        threading.set_intra_op_parallelism_threads(INTRA_OP_THREADS)
        threading.set_inter_op_parallelism_threads(INTER_OP_THREADS)
    except RuntimeError:
        pass  # a learner's kernel that already computed something keeps its threads; references start fresh

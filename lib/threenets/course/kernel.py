"""The environment of a kernel that runs a page: the same for papermill and for nbval."""

from pathlib import Path

# a kernel on this machine only: its notice about unencrypted TCP would fill the terminal
_IPYTHON = "c.IPKernelApp.log_level = 40\n"


def kernel_environment(folder, device, strict):
    """Return the environment variables that a kernel starts with.

    Parameters
    ----------
    folder : path-like
        An empty folder, for an IPython without the user's own start-up files: they could change what a page does.
    device : {"auto", "cpu", "gpu"}
        ``"cpu"`` hides every GPU before TensorFlow starts.
    strict : bool
        Whether a guard that fails is an error.

    Returns
    -------
    dict of str to str
    """
    profile = Path(folder, "profile_default")
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(_IPYTHON, "utf8")
    variables = {
        "IPYTHONDIR": str(folder), "THREENETS_DEVICE": device, "THREENETS_STRICT": str(int(strict)), "TF_CPP_MIN_LOG_LEVEL": "3",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }  # fmt: skip
    return variables | ({"CUDA_VISIBLE_DEVICES": "-1"} if device == "cpu" else {})

"""The call of bubblewrap: what a server in its sandbox sees of this machine."""

import os
import sys
from pathlib import Path

import threenets

PACKAGE = Path(threenets.__file__).resolve().parent
SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/sbin", "/etc/ld.so.cache",
          "/etc/fonts", "/etc/alternatives", "/etc/localtime")  # fmt: skip
PRIVATE = "/opt/private"  # where the judge finds the hidden checks
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1",
    **dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "KERAS_HOME", "MPLCONFIGDIR"), "/scratch"),
    "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0",
    "THREENETS_GRADED": "1", "THREENETS_DOWNLOAD": "0",
    # one thread before the first fork, and few after it
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # pandas loads pyarrow, which would start one
}  # fmt: skip


def command(role, private=None, hide=()):
    """Return the call of bubblewrap for a server, up to the program that it is to run.

    Parameters
    ----------
    role : {"learner", "judge"}
    private : path-like, optional
        Folder of hidden checks, for the judge alone.
    hide : iterable of path-like
        Folders that must not be seen even where they lie inside something that must: submissions, reports.
    """
    binds = [Path(path) for path in SYSTEM if os.path.exists(path)]
    binds += [Path(path).resolve() for path in (sys.prefix, sys.base_prefix, *_installed())]
    root = PACKAGE.parents[1]
    hidden = [Path(path).resolve() for path in hide if path] + ([root] if (root / "_config.yml").is_file() else [])
    arguments = ["bwrap", "--die-with-parent", "--new-session", "--clearenv"]
    arguments += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    if os.getuid() == 0:  # stays root only until the server has started: so it finds a Python in root's own home
        arguments += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        arguments += ["--unshare-user"]
    arguments += ["--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"]
    made = {Path("/"), Path("/tmp"), Path("/proc"), Path("/dev")}
    for path in [*binds, PACKAGE, Path(PRIVATE), Path("/scratch/x")]:
        for parent in reversed(path.parents):
            inside = any(parent.is_relative_to(bind) for bind in binds)
            if parent not in made and not inside:  # bubblewrap itself would make them for root's eyes only
                arguments += ["--perms", "0755", "--dir", str(parent)]
                made.add(parent)
    for path in dict.fromkeys(binds):
        arguments += ["--ro-bind", str(path), str(path)]
    for folder in hidden:
        if folder.is_dir() and any(folder.is_relative_to(bind) for bind in binds):
            arguments += ["--tmpfs", str(folder), "--remount-ro", str(folder)]
    for path in [PACKAGE, *(path for path in dict.fromkeys(binds) if path.is_relative_to(root))]:
        arguments += ["--ro-bind", str(path), str(path)]
    if role == "learner":  # an answer cannot be looked up in the checks
        arguments += ["--tmpfs", str(PACKAGE / "grading" / "checks"), "--remount-ro", str(PACKAGE / "grading" / "checks")]
    elif private:
        arguments += ["--ro-bind", str(Path(private).resolve()), PRIVATE]
    arguments += ["--perms", "1777", "--tmpfs", "/scratch", "--chdir", "/"]
    for folder in ("/tmp", "/dev", "/"):
        arguments += ["--remount-ro", folder]
    for name, value in {**ENVIRONMENT, "PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), *_installed()])}.items():
        arguments += ["--setenv", name, value]
    return arguments


def _installed():
    """Return the folders of installed packages: not every folder of ``sys.path``, which may show the course or the tests."""
    return [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages") and os.path.isdir(path)]

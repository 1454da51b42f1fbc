"""What a run was made on: the versions of the packages and the machine."""

import os
import platform
import tomllib
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path

from packaging.requirements import Requirement

from threenets import device


def project_version(project):
    """Return the version of the course."""
    return tomllib.loads((project.root / "pyproject.toml").read_text("utf8"))["project"]["version"]


def versions(project):
    """Return the versions of what the project asks for directly; the lock holds all others."""
    settings = tomllib.loads((project.root / "pyproject.toml").read_text("utf8"))["project"]
    asked = settings["dependencies"] + settings["optional-dependencies"]["book"]
    found = {"Python": platform.python_version()}
    for name in (Requirement(text).name for text in asked):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def machine(kind="cpu"):
    """Return system, processor, cores, memory in GB, how many threads a page computes with, and, for kind "gpu", its model."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9 if hasattr(os, "sysconf") else None
    return {
        "system": f"{platform.system()} {platform.machine()}", "processor": _processor(), "cores": os.cpu_count(),
        "memory_gb": memory and round(memory), "threads_of_a_page": device.INTRA_OP_THREADS,
        "gpu": _gpu() if kind == "gpu" else None,
    }  # fmt: skip


def _gpu():
    """Ask TensorFlow in a process of its own, which keeps it out of this one."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(device.describe).result()


def _processor():
    try:  # Linux: the other calls give the architecture alone
        names = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()

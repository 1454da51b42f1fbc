"""A set downloaded and prepared by TensorFlow Datasets: bounded in time, and either complete or not there at all."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from threenets.data import prepared
from threenets.data.errors import DataError
from threenets.data.manifest import SetInfo

SWITCH = "THREENETS_DOWNLOAD"  # "0" forbids every download
HOST_SECONDS = 3.0
LOAD_SECONDS = 300.0  # while a notebook waits
FETCH_SECONDS = 1800.0  # asked for at the command line, where progress is seen and Ctrl-C is at hand

# Its own process, because only a process can be stopped whatever it is doing. TensorFlow Datasets' prepared copy is
# taken where its release offers one (try_download_gcs), else the original files, whose checksums it verifies.
PREPARE = """
import faulthandler, sys
name, folder, seconds = sys.argv[1:]
faulthandler.dump_traceback_later(float(seconds) + 10, exit=True)  # ends even when nobody is left to stop it
import tensorflow_datasets as tfds
settings = tfds.download.DownloadConfig(try_download_gcs=True)
tfds.builder(name, data_dir=folder).download_and_prepare(download_config=settings)
"""


class Unavailable(Exception):
    """A download was not possible; the text is a clause that says why ("… cannot be reached")."""


def forbidden(package: str | None = "tensorflow_datasets") -> str | None:
    """Return the clause that says why nothing may be downloaded, or not without a package that is missing, or None."""
    if os.environ.get(SWITCH, "1").strip().lower() in ("0", "no", "off", "false"):
        return f"downloads are switched off ({SWITCH}={os.environ[SWITCH]})"
    if package and importlib.util.find_spec(package) is None:
        return f"the package {package.replace('_', '-')}, which downloads it, is not installed"
    return None


def reachable(address: str, seconds: float = HOST_SECONDS) -> bool:
    """Say whether the host of an address, or the proxy that leads to it, accepts a connection. Nothing is sent."""
    parts = urlsplit(address)
    proxy = None if proxy_bypass(parts.hostname) else getproxies().get(parts.scheme)
    if proxy:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    answers = []

    def connect() -> None:
        with suppress(OSError, ValueError):
            port = parts.port or {"https": 443}.get(parts.scheme, 80)
            socket.create_connection((parts.hostname, port), timeout=seconds).close()
            answers.append(True)

    # A thread, because no time limit applies to the look-up of a name.
    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(answers)


def command(info: SetInfo, folder: Path, seconds: float) -> list[str]:
    """Return the command that prepares a set in a folder."""
    return [sys.executable, "-P", "-c", PREPARE, info.name, str(folder), str(seconds)]


def prepare(
    info: SetInfo,
    root: Path,
    *,
    seconds: float,
    begin: Callable[[], None] = lambda: None,
    progress: Callable[[str], None] | None = None,
) -> prepared.Prepared:
    """Download a set into a data folder of TensorFlow Datasets.

    The work is done in a hidden folder beside the place where the set is to lie; the finished and checked folder is
    renamed into that place. Whatever happens, the hidden folder and the process that fills it are gone afterwards.

    Parameters
    ----------
    info : SetInfo
        The set.
    root : Path
        The data folder; made if it is not there.
    seconds : float
        Limit for the whole work, in seconds.
    begin : callable, optional
        Called once the host has answered, before the work begins.
    progress : callable, optional
        Called about once a second with a line that says how far the work is.

    Raises
    ------
    Unavailable
        If downloading is forbidden, the host cannot be reached, the folder cannot be written to, the time is over,
        or TensorFlow Datasets fails.
    """
    reason = forbidden()
    if reason:
        raise Unavailable(reason)
    hosts = [address for address in (info.mirror, info.address) if address]
    if not any(reachable(address) for address in hosts):
        raise Unavailable(f"{' and '.join(urlsplit(address).hostname for address in hosts)} cannot be reached")
    begin()
    try:
        with _work_folder(root, info) as work:
            _run(command(info, work, seconds), work, seconds, progress)
            return _move(prepared.find(work, info), root, info)
    except OSError as error:
        raise Unavailable(f"{root} cannot be written to ({error.strerror})") from None
    except DataError as error:
        raise Unavailable(f"what TensorFlow Datasets prepared is not sound: {error}") from None


@contextmanager
def _work_folder(root: Path, info: SetInfo):
    new = not root.exists()
    root.mkdir(parents=True, exist_ok=True)
    try:
        work = Path(tempfile.mkdtemp(prefix=f".{info.name}-", dir=root))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        if new:
            with suppress(OSError):  # it is not empty: the download succeeded
                root.rmdir()


def _run(arguments: list[str], work: Path, seconds: float, progress: Callable[[str], None] | None) -> None:
    environment = os.environ | {
        "CUDA_VISIBLE_DEVICES": "-1",  # the GPU belongs to the notebook
        "NO_GCE_CHECK": "true",  # do not ask a cloud's metadata service, which hangs elsewhere
    }
    start = time.monotonic()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment
        )
        try:
            while process.poll() is None:
                passed = time.monotonic() - start
                if passed > seconds:
                    raise Unavailable(f"the download was not finished after {seconds:.0f} s")
                if progress:
                    progress(f"{_megabytes(work):.0f} MB written in {passed:.0f} s (at most {seconds:.0f} s)")
                with suppress(subprocess.TimeoutExpired):
                    process.wait(min(1.0, seconds - passed + 0.01))
        finally:
            process.kill()
            process.wait()
        if process.returncode:
            log.seek(0)
            lines = log.read().decode(errors="replace").split("\n")
            last = next((line.strip() for line in reversed(lines) if line.strip()), "no message")
            raise Unavailable(f"TensorFlow Datasets failed: {last[:300]}")


def _megabytes(folder: Path) -> float:
    total = 0
    for file in folder.rglob("*"):
        with suppress(OSError):  # files come and go while we look
            total += file.stat().st_size
    return total / 1e6


def _move(done: prepared.Prepared | None, root: Path, info: SetInfo) -> prepared.Prepared:
    if done is None:
        raise DataError("it left no finished folder.")
    place = root / info.name / done.folder.name
    place.parent.mkdir(exist_ok=True)
    try:
        done.folder.rename(place)
    except OSError:
        if not place.exists():
            raise
        # Another process was faster: its copy is as good, and is checked like any other.
    return prepared.check(place, info)

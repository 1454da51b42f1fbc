"""One small file, downloaded from an address that never changes: bounded, verified, and whole or not there at all."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from threenets.data import download
from threenets.data.download import Unavailable
from threenets.data.manifest import SeriesInfo

LOAD_SECONDS = 30.0  # while a notebook waits for a file of 40 KB
STALL_SECONDS = 10.0  # for one answer of the host
LARGEST = 10**6  # bytes; whatever is larger is not the file
BLOCK = 2**14  # bytes


def fetch(
    info: SeriesInfo, folder: Path, seconds: float, progress: Callable[[str], None] | None = None
) -> Path:
    """Download the file of a series into a folder, which is made if it is not there.

    Returns
    -------
    Path
        The file. It was written under a hidden name, and renamed once its SHA-256 was right.

    Raises
    ------
    threenets.data.download.Unavailable
        If the host cannot be reached, does not answer in time or with the file, the file is not the pinned one, or the
        folder cannot be written to. Nothing is left behind then.
    """
    host = urlsplit(info.address).hostname
    if not download.reachable(info.address):
        raise Unavailable(f"{host} cannot be reached")
    new = not folder.exists()
    try:
        content = _get(info.address, seconds, progress)
        found, expected = hashlib.sha256(content).hexdigest(), info.reference.files[0][info.file]
        if found != expected:
            raise Unavailable(f"{host} sent a file with the SHA-256 {found[:12]}… where {expected[:12]}… was expected")
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return _write(folder / info.file, content)
        except BaseException:
            if new:
                with suppress(OSError):
                    folder.rmdir()
            raise
    except HTTPError as error:
        raise Unavailable(f"{host} answered {error.code} {error.reason}") from None
    except TimeoutError:
        raise Unavailable(f"{host} did not answer in time") from None
    except HTTPException as error:
        raise Unavailable(f"{host} broke off its answer ({type(error).__name__})") from None
    except OSError as error:
        where = f"{folder} cannot be written to" if error.filename else f"{host} cannot be read from"
        raise Unavailable(f"{where} ({error.strerror or getattr(error, 'reason', error)})") from None


def _get(address: str, seconds: float, progress: Callable[[str], None] | None) -> bytes:
    start, content = time.monotonic(), b""
    with urlopen(address, timeout=min(seconds, STALL_SECONDS)) as answer:
        while block := answer.read1(BLOCK):
            content += block
            passed = time.monotonic() - start
            if passed > seconds:
                raise Unavailable(f"the download was not finished after {seconds:.0f} s")
            if len(content) > LARGEST:
                raise Unavailable(f"the file is larger than {LARGEST:,} bytes, so it is another one")
            if progress:
                progress(f"{len(content) / 1e3:.0f} KB read in {passed:.0f} s (at most {seconds:.0f} s)")
    return content


def _write(place: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{place.name}-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, place)
    except BaseException:
        os.unlink(name)
        raise
    return place

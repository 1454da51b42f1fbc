"""Where a series is taken from: one order, as for sets of images.

A series that an installed package carries is taken from there, always. Any other:

1. An explicit path, a file or the folder that holds it. Missing or damaged is an error.
2. The folder in ``THREENETS_CO2_DIR``, if it is set and holds the file. A folder that does not exist is an error.
3. The course's folder of downloads. What lies there must be the release that the manifest pins.
4. A download of that release into that folder. Forbidden (``THREENETS_DOWNLOAD=0``), host not reachable, failed or too
   slow: there is no series, and the message says why.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from threenets.data import download, embedded, fetching, records
from threenets.data.copies import Copy
from threenets.data.download import Unavailable
from threenets.data.errors import DataError, NotToBeHad, advising
from threenets.data.manifest import SeriesInfo
from threenets.data.places import Identity, Place
from threenets.data.series import SeriesData, read, verified

VARIABLE = "THREENETS_CO2_DIR"
GIVEN = "Give the path of a whole {0}, or of the folder that holds it, or leave the path out."
NAMED = "Put a whole {0} there, or unset " + VARIABLE + "."
CACHED = "Delete it and get it again with threenets.data.fetch({0!r})."

_loaded: dict[tuple, SeriesData] = {}
_failures: dict[tuple[str, Path], str] = {}  # why a download failed in this process: it is not tried twice


def cache_folder() -> Path:
    """Return the course's folder of downloads, which need not exist."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "threenets"


def on_disk(info: SeriesInfo, path: str | os.PathLike | None = None) -> Place | None:
    """Look for a series on this machine: in its package, or else in the first three places.

    Raises
    ------
    DataError
        In the cases that the module's description lists.
    """
    if info.embedded:
        return _in_package(info, path)
    if path is not None:
        file = Path(path).expanduser()
        file = file / info.file if file.is_dir() else file
        if not file.is_file():
            raise DataError(f"{file} does not exist or is no file. {GIVEN.format(info.file)}")
        return Place("given", file.parent, file, _known(info, file), advice=GIVEN.format(info.file))
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        folder = Path(named).expanduser()
        if not folder.is_dir():
            found = "is not a folder" if folder.exists() else "does not exist"
            raise DataError(f"{VARIABLE} is {folder}, which {found}. Correct it, or unset it.")
        file = folder / info.file
        if file.is_file():
            return Place("folder", folder, file, _known(info, file), advice=NAMED.format(info.file))
    file = cache_folder() / info.file
    if not file.is_file():
        return None
    known = _known(info, file)
    if known is None:
        what = "is not the file that was downloaded: its SHA-256 is another"
        raise DataError(f"{file} {what}. {CACHED.format(info.name)}")
    return Place("cached", file.parent, file, known, advice=CACHED.format(info.name))


def _in_package(info: SeriesInfo, path: str | os.PathLike | None) -> Place:
    copy = info.embedded
    if path is not None:
        raise DataError(f"{info.name!r} comes with the package {copy.carrier!r}: leave the path out.")
    file = embedded.find(copy)
    if file is None:
        raise NotToBeHad(f"{info.title} is not to be had: the package {copy.carrier!r}, which carries it, is not installed.")
    known, note = _known(info, file), None
    if known is None:
        note = (
            f"Note: the installed package {copy.carrier} carries another edition of {info.title} than the one that the "
            "book's numbers were made with."
        )
    return Place("embedded", file.parent, file, known, note, embedded.ADVICE.format(copy.carrier))


def _known(info: SeriesInfo, file: Path) -> Copy | None:
    digest = records.hash_file(file)
    return next((copy for copy in info.copies if any(digest in files.values() for files in copy.files)), None)


def _absent(info: SeriesInfo) -> str:
    named = os.environ.get(VARIABLE, "").strip()
    return f"{VARIABLE} ({named}) does not hold {info.file}" if named else f"{VARIABLE} is not set"


def _to_download(info: SeriesInfo) -> str | None:
    """Return the clause that says why no download is tried, or None."""
    return _failures.get((info.name, cache_folder())) or download.forbidden(None)


def _not_to_be_had(info: SeriesInfo, reason: str) -> NotToBeHad:
    return NotToBeHad(
        f"{info.title} is not to be had: {_absent(info)} and {reason}. With a network, "
        f"threenets.data.fetch({info.name!r}) gets it; or set {VARIABLE} to a folder that holds {info.file}."
    )


def load(info: SeriesInfo, path: str | os.PathLike | None = None) -> SeriesData:
    """Take a series from the first place that has it; print a sentence where one is due."""
    place = on_disk(info, path)
    if place is None:
        file = _download(info)
        place = Place("downloaded", file.parent, file, _known(info, file), advice=CACHED.format(info.name))
    if place.note:
        print(place.note)
    key = info, place.source, records.stamp(place.files)
    if key not in _loaded:
        _loaded[key] = _read(info, place)
    found = _loaded[key]
    return replace(found, values=found.values.copy())


def _download(info: SeriesInfo) -> Path:
    reason = _to_download(info)
    if reason:
        raise _not_to_be_had(info, reason)
    try:
        return fetching.fetch(info, cache_folder(), fetching.LOAD_SECONDS)
    except Unavailable as error:
        _failures[info.name, cache_folder()] = str(error)
        raise _not_to_be_had(info, str(error)) from None


def _read(info: SeriesInfo, place: Place) -> SeriesData:
    with advising(place.advice):
        values = read(place.files, info)
        return verified(info, values, source=place.source, origin=place.files, expected=place.copy)


def verify(info: SeriesInfo, path: str | os.PathLike | None = None) -> SeriesData:
    """Read a series from disk again and verify it; never downloads."""
    place = on_disk(info, path)
    if place is None:
        raise _not_to_be_had(info, "nothing was downloaded, since it was only checked")
    return _read(info, place)


def fetch(info: SeriesInfo, seconds: float, progress: Callable[[str], None] | None = None) -> Identity:
    """Download a series unless it is already here."""
    if on_disk(info) is None:
        try:
            reason = download.forbidden(None)
            if reason:
                raise Unavailable(reason)
            fetching.fetch(info, cache_folder(), seconds, progress)
        except Unavailable as error:
            raise DataError(f"{info.title} was not downloaded into {cache_folder()}: {error}.") from None
        _failures.pop((info.name, cache_folder()), None)
    return identify(info)


def identify(info: SeriesInfo, path: str | os.PathLike | None = None) -> Identity:
    """Say which copy would be used, without pandas and without touching the network."""
    try:
        place = on_disk(info, path)
        if place is None:
            reason = _to_download(info)
            if reason:
                raise _not_to_be_had(info, reason)
            note = f"{_absent(info)}: {info.file} would be downloaded."
            place = Place("downloaded", cache_folder(), None, None, note)
    except DataError as error:
        return Identity(info.name, None, None, None, "unknown", problem=str(error))
    digest, name = (place.copy.digest, place.copy.name) if place.copy else (None, "unknown")
    return Identity(info.name, place.source, place.folder, digest, name, note=place.note)

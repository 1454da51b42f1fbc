"""Sets of images: found by `threenets.data.resolve`, read, verified and kept, or downloaded."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from threenets.data import download, embedded, prepared, reading, records, resolve, shapes
from threenets.data.copies import Copy
from threenets.data.errors import DataError, advising
from threenets.data.images import ImageData, verified
from threenets.data.manifest import SetInfo
from threenets.data.places import Identity, Place
from threenets.data.prepared import Prepared
from threenets.data.resolve import identify

__all__ = ["fetch", "identify", "load", "verify"]

_loaded: dict[tuple, ImageData] = {}


def load(about: SetInfo, path: str | os.PathLike | None = None) -> ImageData:
    """Take a set from the first place that has it; print a sentence where one is due."""
    place = resolve.on_disk(about, path) or resolve.to_download(about)
    if isinstance(place, Place) and place.files is None:
        place = _download(about, place)
    if isinstance(place, str):
        place = resolve.built_in(about, place)
        print(place.note)
    key = about, _stamp(place.files)
    if key not in _loaded:
        _loaded[key] = _read(about, place)
    if _loaded[key].source != place.source:  # the same files by another way: the same arrays
        _loaded[key] = replace(_loaded[key], source=place.source)
    return _loaded[key]


def _download(about: SetInfo, place: Place) -> Place | str:
    try:
        files = download.prepare(
            about, place.folder, seconds=download.LOAD_SECONDS, begin=lambda: print(place.note, flush=True)
        )
    except download.Unavailable as error:
        reason = resolve.failures[about.name, place.folder] = str(error)
        return reason
    return replace(place, folder=files.folder, files=files, copy=files.copy)


def _stamp(files: Prepared | Path | Copy) -> object:
    if isinstance(files, Copy):
        return files.name
    return files.stamps if isinstance(files, Prepared) else records.stamp(files)


def _read(about: SetInfo, place: Place) -> ImageData:
    files, histogram = place.files, about.histogram
    with advising(place.advice):
        if isinstance(files, Prepared):
            arrays = reading.read(files, about)
        elif isinstance(files, Copy):
            arrays, histogram = shapes.make(files, about), files.histogram
        else:
            arrays, histogram = embedded.read(files, about.embedded, about), about.embedded.histogram
        origin = str(files if isinstance(files, Path) else place.folder or shapes.__name__)
        found = verified(about, arrays, source=place.source, origin=origin, histogram=histogram, expected=place.copy)
    if isinstance(files, Prepared):
        resolve.decoded[files.stamps] = found.digest, found.copy
    return found


def verify(about: SetInfo, path: str | os.PathLike | None = None) -> ImageData:
    """Read a set from disk again and verify it; never downloads."""
    place = resolve.on_disk(about, path) or resolve.built_in(about, "nothing was downloaded, since it was only checked")
    return _read(about, place)


def fetch(about: SetInfo, seconds: float, progress: Callable[[str], None] | None = None) -> Identity:
    """Download a set unless it is already prepared here."""
    folder = resolve.data_folder()
    # Here a missing or empty data folder is no slip: the download fills it.
    with advising(resolve.REMEDY.format(about.name)):
        if folder.is_dir() and prepared.find(folder, about):
            return identify(about)
    try:
        download.prepare(about, folder, seconds=seconds, progress=progress)
    except download.Unavailable as error:
        raise DataError(f"{about.title} was not downloaded into {folder}: {error}.") from None
    resolve.failures.pop((about.name, folder), None)
    return identify(about)

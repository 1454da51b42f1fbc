"""Where the course's data come from: one order of places, and a check of everything that is loaded.

>>> from threenets import data
>>> digits = data.load("mnist")
>>> digits.train_images.shape
(60000, 28, 28)

`threenets.data.resolve` says in which order places are tried, and which findings are errors.
Importing this package does not import TensorFlow; loading prepared data does.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from threenets.data import download, embedded, prepared, reading, records, resolve, series_places, shapes
from threenets.data.copies import Copy
from threenets.data.errors import DataError, advising
from threenets.data.images import ImageData, scaled, verified
from threenets.data.manifest import SeriesInfo, SetInfo, info, names
from threenets.data.places import Identity, Place
from threenets.data.prepared import Prepared
from threenets.data.sampling import sample_per_class
from threenets.data.series import SeriesData

__all__ = [
    "Copy", "DataError", "Identity", "ImageData", "SeriesData", "SeriesInfo", "SetInfo",
    "fetch", "identify", "in_use", "info", "load", "load_series", "names", "sample_per_class", "scaled", "verify",
]  # fmt: skip

_loaded: dict[tuple, ImageData] = {}
_in_use: dict[str, str] = {}


def load(name: str, path: str | os.PathLike | None = None, *, optional: bool = False) -> ImageData | None:
    """Load a set of labelled images and verify it.

    The set is taken from the first place that has it: `path`, then the data folder of TensorFlow Datasets
    (``TFDS_DATA_DIR``, or ``~/tensorflow_datasets``), then a download into that folder, then the copy that comes with
    an installed package, or generated images that stand in for it. Loading prepared data prints nothing; any other
    copy prints one sentence.
    Counts, shapes, types, the label histogram and, for known copies, the content are verified. A second call returns
    the same object as long as the files are unchanged.

    Parameters
    ----------
    name : str
        A name from `names`, for example "mnist".
    path : path-like, optional
        A folder that holds the prepared set: a data folder of TensorFlow Datasets, the set's folder in it, or the
        folder of one version. No other place is tried then.
    optional : bool
        Whether the caller can do without the set: if it is nowhere to be had, print a sentence and return None.
        Damaged data and a wrong `path` are errors all the same.

    Returns
    -------
    ImageData or None

    Raises
    ------
    DataError
        If the set is not to be had, or what was found is damaged, incomplete or another set.
    """
    about = _images(name)
    place = resolve.on_disk(about, path) or resolve.to_download(about)
    if isinstance(place, Place) and place.files is None:
        note = place.note
        try:
            files = download.prepare(
                about, place.folder, seconds=download.LOAD_SECONDS, begin=lambda: print(note, flush=True)
            )
            place = replace(place, folder=files.folder, files=files, copy=files.copy, note=None)
        except download.Unavailable as error:
            reason = resolve.failures[about.name, place.folder] = str(error)
            place = reason
    if isinstance(place, str):
        try:
            place = resolve.built_in(about, place)
        except DataError as error:
            if not optional:
                raise
            print(f"Note: {error}")
            return None
        print(place.note)
    key = about, _stamp(place.files)
    if key not in _loaded:
        _loaded[key] = _read(about, place)
    found = _loaded[key]
    if found.source != place.source:  # the same files by another way: the same arrays
        found = _loaded[key] = replace(found, source=place.source)
    _in_use[name] = found.digest
    return found


def _images(name: str) -> SetInfo:
    about = info(name)
    if isinstance(about, SeriesInfo):
        raise DataError(f"{name!r} is a series: use threenets.data.load_series({name!r}).")
    return about


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
        origin = str(files if isinstance(files, Path) else place.folder or "threenets.data.shapes")
        found = verified(about, arrays, source=place.source, origin=origin, histogram=histogram, expected=place.copy)
    if isinstance(files, Prepared):
        resolve.decoded[files.stamps] = found.digest, found.copy
    return found


def load_series(name: str, path: str | os.PathLike | None = None, *, optional: bool = False) -> SeriesData | None:
    """Load a series of readings and verify it.

    "co2" comes with the package statsmodels and is always there. The others are taken from the first place that has
    them: `path`, then the folder in ``THREENETS_CO2_DIR``, then the course's folder of downloads, then a download of
    the release that the manifest pins.

    Parameters
    ----------
    name : str
        "co2" (weekly, Mauna Loa, 1958 to 2001), "co2-mauna-loa" or "co2-global" (monthly means, to 2026).
    path : path-like, optional
        The series' file, or a folder that holds it. No other place is tried then.
    optional : bool
        Whether the caller can do without: if the series is nowhere to be had, print a sentence and return None.
        Damaged data and a wrong `path` are errors all the same.

    Returns
    -------
    SeriesData or None

    Raises
    ------
    DataError
        If the series is not to be had, or what was found is damaged, cut off or foreign.
    """
    about = info(name)
    if isinstance(about, SetInfo):
        raise DataError(f"{name!r} is a set of images: use threenets.data.load({name!r}).")
    try:
        found = series_places.load(about, path)
    except series_places.NotToBeHad as error:
        if not optional:
            raise
        print(f"Note: {error}")
        return None
    _in_use[name] = found.digest
    return replace(found, values=found.values.copy())


def identify(name: str, path: str | os.PathLike | None = None) -> Identity:
    """Say which copy of a set `load` would use and from where: cheaply, without TensorFlow, without the network.

    Prepared files are recognised by their SHA-256, or because this process has loaded them before. Where a download
    would be tried first, the source is "downloaded" and the digest None, whatever the network would answer.

    Parameters
    ----------
    name, path
        As for `load`.

    Returns
    -------
    Identity
        With `problem` set, instead of an exception, where `load` would fail.

    Raises
    ------
    DataError
        For a name that is not in `names`.
    """
    about = info(name)
    return (series_places if isinstance(about, SeriesInfo) else resolve).identify(about, path)


def verify(name: str, path: str | os.PathLike | None = None) -> ImageData | SeriesData:
    """Read a set from disk again and verify it, whether or not it is already loaded; never downloads.

    Parameters
    ----------
    name, path
        As for `load`.

    Raises
    ------
    DataError
        If the set is not on this machine, or what was found is damaged, incomplete or another set.
    """
    about = info(name)
    if isinstance(about, SeriesInfo):
        return series_places.verify(about, path)
    place = resolve.on_disk(about, path) or resolve.built_in(about, "nothing was downloaded, since it was only checked")
    return _read(about, place)


def fetch(
    name: str, *, seconds: float = download.FETCH_SECONDS, progress: Callable[[str], None] | None = None
) -> Identity:
    """Download a set with TensorFlow Datasets into its data folder, unless it is already prepared there.

    Parameters
    ----------
    name : str
        A name from `names`.
    seconds : float
        Limit for the whole download, in seconds.
    progress : callable, optional
        Called about once a second with a line that says how far the download is.

    Returns
    -------
    Identity
        Of the prepared set.

    Raises
    ------
    DataError
        If the set could not be downloaded, or a damaged version of it is in the way. Nothing is left behind then.
    """
    about, folder = info(name), resolve.data_folder()
    if isinstance(about, SeriesInfo):
        return series_places.fetch(about, seconds, progress)
    # Here a missing or empty data folder is no slip: the download fills it.
    with advising(resolve.REMEDY.format(name)):
        if folder.is_dir() and prepared.find(folder, about):
            return identify(name)
    try:
        download.prepare(about, folder, seconds=seconds, progress=progress)
    except download.Unavailable as error:
        raise DataError(f"{about.title} was not downloaded into {folder}: {error}.") from None
    resolve.failures.pop((about.name, folder), None)
    return identify(name)


def in_use() -> dict[str, str]:
    """Return name and content digest (SHA-256) of every set and series loaded in this process."""
    return dict(_in_use)

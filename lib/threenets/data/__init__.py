"""Where the course's data come from: one order of places, and a check of everything that is loaded.

>>> from threenets import data
>>> digits = data.load("mnist")
>>> digits.train_images.shape
(60000, 28, 28)

`threenets.data.resolve` (images) and `threenets.data.series_places` (series) say in which order places are tried, and
which findings are errors. Importing this package does not import TensorFlow; loading prepared images does.
"""

import os
from collections.abc import Callable

from threenets.data import download, image_sets, series_places
from threenets.data.copies import Copy
from threenets.data.errors import DataError, NotToBeHad
from threenets.data.images import ImageData
from threenets.data.manifest import SeriesInfo, SetInfo, info, names
from threenets.data.places import Identity
from threenets.data.sampling import sample_per_class
from threenets.data.scaling import scaled
from threenets.data.series import SeriesData

__all__ = [
    "Copy", "DataError", "Identity", "ImageData", "SeriesData", "SeriesInfo", "SetInfo",
    "fetch", "identify", "in_use", "info", "load", "load_series", "names", "sample_per_class", "scaled", "verify",
]  # fmt: skip

_in_use: dict[str, str] = {}


def load(name: str, path: str | os.PathLike | None = None, *, optional: bool = False) -> ImageData | None:
    """Load a set of labelled images and verify it.

    The set is taken from the first place that has it: `path`, then the data folder of TensorFlow Datasets
    (``TFDS_DATA_DIR``, or ``~/tensorflow_datasets``), then a download into that folder, then the copy that comes with
    an installed package, or generated images that stand in for it. Loading prepared data prints nothing; any other
    copy prints one sentence. Counts, shapes, types, the label histogram and, for known copies, the content are
    verified. A second call returns the same object as long as the files are unchanged.

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
    return _load(name, SetInfo, path, optional)


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
    return _load(name, SeriesInfo, path, optional)


def _load(name, kind, path, optional):
    about = info(name)
    if not isinstance(about, kind):
        what, call = ("a set of images", "load") if isinstance(about, SetInfo) else ("a series", "load_series")
        raise DataError(f"{name!r} is {what}: use threenets.data.{call}({name!r}).")
    try:
        found = _module(about).load(about, path)
    except NotToBeHad as error:
        if not optional:
            raise
        print(f"Note: {error}")
        return None
    _in_use[name] = found.digest
    return found


def _module(about):
    return image_sets if isinstance(about, SetInfo) else series_places


def identify(name: str, path: str | os.PathLike | None = None) -> Identity:
    """Say which copy of a set or series would be loaded and from where: cheaply, without TensorFlow or the network.

    Files are recognised by their SHA-256, or because this process has loaded them before. Where a download
    would be tried first, the source is "downloaded" and the digest None, whatever the network would answer.

    Parameters
    ----------
    name, path
        As for `load` or `load_series`.

    Returns
    -------
    Identity
        With `problem` set, instead of an exception, where loading would fail.

    Raises
    ------
    DataError
        For a name that is not in `names`.
    """
    about = info(name)
    return _module(about).identify(about, path)


def verify(name: str, path: str | os.PathLike | None = None) -> ImageData | SeriesData:
    """Read a set or series from disk again and verify it, whether or not it is already loaded; never downloads.

    Parameters
    ----------
    name, path
        As for `load` or `load_series`.

    Raises
    ------
    DataError
        If it is not on this machine, or what was found is damaged, incomplete or another set.
    """
    about = info(name)
    return _module(about).verify(about, path)


def fetch(
    name: str, *, seconds: float = download.FETCH_SECONDS, progress: Callable[[str], None] | None = None
) -> Identity:
    """Download a set or series, unless it is already on this machine.

    Images are prepared by TensorFlow Datasets in its data folder, a series goes to the course's folder of downloads.

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
        Of what is on this machine now.

    Raises
    ------
    DataError
        If it could not be downloaded, or a damaged version of it is in the way. Nothing is left behind then.
    """
    about = info(name)
    return _module(about).fetch(about, seconds, progress)


def in_use() -> dict[str, str]:
    """Return name and content digest (SHA-256) of every set and series loaded in this process."""
    return dict(_in_use)

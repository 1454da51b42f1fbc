"""Where a set is taken from: one order, and for each case either the next step or an error, never silence.

1. An explicit path. It must hold the set: missing, empty, without the set, or damaged is an error.
2. The data folder of TensorFlow Datasets, already prepared: ``TFDS_DATA_DIR`` if it is set, otherwise
   ``tensorflow_datasets`` in the home folder.

   - ``TFDS_DATA_DIR`` names a folder that does not exist, is a file, or is empty: an error, for it is a slip.
   - The folder holds a version of the set that is damaged, unfinished or foreign: an error.
   - It does not hold the set, or the home folder has no ``tensorflow_datasets``: the next step.
3. A download by TensorFlow Datasets into that folder. Forbidden (``THREENETS_DOWNLOAD=0``), host not reachable,
   folder not writable, failed, or too slow: the next step.
4. The embedded copy, if the set has one; a banner says what it is and why it is used. Otherwise an error.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from threenets.data import download, embedded, prepared, records
from threenets.data.errors import DataError, advising
from threenets.data.manifest import Copy, SetInfo

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


@dataclass(frozen=True)
class Place:
    """Where a set is, or would be, taken from.

    Attributes
    ----------
    source : str
        "given", "prepared", "downloaded" or "embedded".
    folder : Path
        The folder that holds the files; for a download still to be made, the folder that will hold the set.
    files : Prepared or Path or None
        What to read: a prepared folder, or the file of an embedded copy; None before a download.
    copy : Copy or None
        The known copy that the files are, if they were recognised.
    note : str or None
        The sentence to show a reader.
    """

    source: str
    folder: Path
    files: prepared.Prepared | Path | None
    copy: Copy | None
    note: str | None = None

    def advice(self, info: SetInfo) -> str:
        """Return the sentence that says what to do when this place turns out to be damaged."""
        if self.source == "embedded":
            return f"Install the package {info.embedded.name!r} again."
        return GIVEN.format(info.name) if self.source == "given" else REMEDY.format(info.name)


@dataclass(frozen=True)
class Identity:
    """Which copy of a set would be used, as far as that is known without loading it.

    Attributes
    ----------
    name : str
        Name of the set.
    source : str or None
        "given", "prepared", "downloaded" (a download would be tried first) or "embedded"; None with a problem.
    folder : Path or None
        The folder that holds the files, or into which they would be downloaded.
    digest : str or None
        SHA-256 of the content; None when only loading can tell.
    copy : str
        Name of the known copy, or "unknown".
    problem : str or None
        The message with which `threenets.data.load` would fail.
    note : str or None
        The sentence that `threenets.data.load` would print.
    """

    name: str
    source: str | None
    folder: Path | None
    digest: str | None
    copy: str
    problem: str | None = None
    note: str | None = None


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
            source = "given"
            with advising(GIVEN.format(info.name)):
                found = prepared.find_given(Path(path).expanduser(), info)
        else:
            _require_data_folder()
            source = "prepared"
            with advising(REMEDY.format(info.name)):
                found = prepared.find(data_folder(), info)
    except OSError as error:
        raise DataError(f"{error.filename} cannot be read: {error.strerror}.") from None
    return None if found is None else Place(source, found.folder, found, found.copy)


def to_download(info: SetInfo) -> Place | str:
    """Return the place of a download that may be tried, or the clause that says why none is."""
    folder = data_folder()
    reason = failures.get((info.name, folder)) or download.forbidden()
    if reason:
        return reason
    limit = f"about {info.download_megabytes} MB, at most {download.LOAD_SECONDS:.0f} s"
    return Place("downloaded", folder, None, None, f"{_absent(info)}: downloading {info.title} ({limit}).")


def built_in(info: SetInfo, reason: str) -> Place:
    """Take the last step: the embedded copy.

    Raises
    ------
    DataError
        If the set has none, or the package that carries it is not installed.
    """
    why = f"{_absent(info)} and {reason}"
    copy = info.embedded
    file = embedded.find(copy) if copy else None
    if file is None:
        carrier = f"the package {copy.name!r} with its embedded copy is not installed" if copy else ""
        raise DataError(
            f"{info.title} is not to be had: {why}{', and ' if carrier else ''}{carrier}. With a network, "
            f"threenets.data.fetch({info.name!r}) gets it; or set {VARIABLE} to a folder where it is prepared."
        )
    note = f"Note: this run uses {copy.description}, because {why}; its numbers differ from those of the full set."
    known = copy if records.hash_file(file) in copy.files[0].values() else None
    return Place("embedded", file.parent, file, known, note)


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

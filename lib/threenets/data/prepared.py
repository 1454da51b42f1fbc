"""Folders that TensorFlow Datasets has prepared: found, and checked as far as that is possible without decoding."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from threenets.data import records
from threenets.data.copies import Copy
from threenets.data.errors import DataError
from threenets.data.manifest import SPLITS, SetInfo

INFO_FILE = "dataset_info.json"
VERSION = re.compile(r"\d+\.\d+\.\d+")  # leaves out TensorFlow Datasets' folders of unfinished work


@dataclass(frozen=True)
class Prepared:
    """A prepared folder whose files are there, whole, and hold the expected number of records.

    Attributes
    ----------
    folder : Path
        The folder of one version, for example ``…/mnist/3.0.1``.
    files : mapping of str to tuple of Path
        The files of each split, in order.
    copy : Copy or None
        The known copy that these files are, recognised by their SHA-256.
    stamps : tuple
        Name, size and time of change of every file.
    """

    folder: Path
    files: Mapping[str, tuple[Path, ...]]
    copy: Copy | None
    stamps: tuple


def find(root: Path, info: SetInfo) -> Prepared | None:
    """Look for a set in a data folder of TensorFlow Datasets.

    Returns
    -------
    Prepared or None
        None if the folder has no version of this set, finished or not.

    Raises
    ------
    DataError
        If there is a version of the set, but a damaged, incomplete or foreign one.
    """
    folder = _version_folder(root / info.name, info)
    return None if folder is None else check(folder, info)


def find_given(path: Path, info: SetInfo) -> Prepared:
    """Look for a set at a path that was asked for: a data folder, a set's folder in it, or one version's folder.

    Raises
    ------
    DataError
        If the path does not hold the set, or holds a damaged, incomplete or foreign one.
    """
    if not path.is_dir():
        what = "is not a folder" if path.exists() else "does not exist"
        raise DataError(f"{path} {what}; expected a folder in which TensorFlow Datasets prepared {info.name!r}.")
    folder = path if (path / INFO_FILE).is_file() else None
    folder = folder or _version_folder(path / info.name, info) or _version_folder(path, info)
    if folder is None:
        raise DataError(f"{path} does not hold {info.name!r}; expected {info.name}/{info.version}/{INFO_FILE} in it.")
    return check(folder, info)


def _version_folder(folder: Path, info: SetInfo) -> Path | None:
    if not folder.is_dir():
        return None
    versions = [child for child in folder.iterdir() if child.is_dir() and VERSION.fullmatch(child.name)]
    preferred = [child for child in versions if child.name == info.version]
    by_number = sorted(versions, key=lambda child: tuple(map(int, child.name.split("."))))
    return (preferred or by_number[-1:] or [None])[0]


def check(folder: Path, info: SetInfo) -> Prepared:
    """Check one version's folder: its description, its files, the number of records in each.

    Raises
    ------
    DataError
        Naming the file, what was found and what was expected.
    """
    files = _files(folder, info)
    facts = {file: records.inspect(file) for split in SPLITS for file in files[split]}
    for split in SPLITS:
        found, expected = sum(facts[file].records for file in files[split]), info.count(split)
        if found != expected:
            listed = ", ".join(file.name for file in files[split])
            raise DataError(f"{folder / listed} holds {found:,} records; expected {expected:,}.")
    return Prepared(
        folder=folder,
        files=files,
        copy=info.copy_with_files({file.name: fact.sha256 for file, fact in facts.items()}),
        stamps=tuple(records.stamp(file) for file in facts),
    )


def _files(folder: Path, info: SetInfo) -> dict[str, tuple[Path, ...]]:
    description = folder / INFO_FILE
    try:
        stated = json.loads(description.read_bytes())
        name, kind = stated["name"], stated.get("fileFormat", "tfrecord")
        shards = {split["name"]: len(split["shardLengths"]) for split in stated["splits"]}
    except FileNotFoundError:
        raise DataError(f"{folder} has no {INFO_FILE}, so it was never finished.") from None
    except OSError as error:
        raise DataError(f"{description} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DataError(f"{description} is not a description by TensorFlow Datasets, or is damaged.") from None
    if name != info.name:
        raise DataError(f"{folder} holds the set {name!r}; expected {info.name!r}.")
    if kind != "tfrecord":
        raise DataError(f"{folder} holds files of the format {kind!r}; expected 'tfrecord'.")
    files = {}
    for split in SPLITS:
        total = shards.get(split, 0)
        numbers = range(total)
        files[split] = tuple(folder / f"{name}-{split}.tfrecord-{n:05d}-of-{total:05d}" for n in numbers)
        missing = [file.name for file in files[split] if not file.is_file()]
        if missing or not total:
            raise DataError(f"{folder} lacks {', '.join(missing) or f'the split {split!r}'}.")
    return files

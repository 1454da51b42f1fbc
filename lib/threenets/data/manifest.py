"""The sets and series that the course knows: what they are, how a correct copy looks, which copies were seen before.

A new set is a new table in ``manifest.toml``; nothing else in this module has to change.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType

from threenets.data.copies import Copy, Known
from threenets.data.errors import DataError

SPLITS = ("train", "test")
FILE = Path(__file__).with_name("manifest.toml")


@dataclass(frozen=True, eq=False)
class SetInfo(Known):
    """What `manifest.toml` states about one set.

    Attributes
    ----------
    name : str
        Name in TensorFlow Datasets.
    title, licence, source : str
        For people: the set's usual name, its terms, a sentence on where it comes from.
    version : str
        Version in TensorFlow Datasets that is taken first where several are prepared.
    address : str
        Where TensorFlow Datasets downloads from; only used to see whether a download can succeed.
    download_megabytes : int
        Size of the download in units of 10**6 bytes, rounded up.
    shape : tuple of int
        Shape of one image, (height, width) or (height, width, channels).
    dtype : str
        Data type of the images.
    class_names : tuple of str
        Name of each class; the label is the position.
    histogram : mapping of str to tuple of int
        Expected number of images of each class, by split.
    copies : tuple of Copy
        The copies seen before.
    mirror : str
        Where TensorFlow Datasets keeps a prepared copy, which it takes first, if that is another host.
    """

    name: str
    title: str
    licence: str
    source: str
    version: str
    address: str
    download_megabytes: int
    shape: tuple[int, ...]
    dtype: str
    class_names: tuple[str, ...]
    histogram: Mapping[str, tuple[int, ...]]
    copies: tuple[Copy, ...]
    mirror: str = ""

    def count(self, split: str) -> int:
        """Return the number of images in a split."""
        return sum(self.histogram[split])


@dataclass(frozen=True, eq=False)
class SeriesInfo(Known):
    """What `manifest.toml` states about one series.

    Attributes
    ----------
    name, title, licence, source : str
        For people: the series' name and usual name, its terms, a sentence on where it comes from.
    unit : str
        Unit of the values.
    frequency : str
        Distance of the readings, as pandas names it: "W-SAT" (every Saturday), "MS" (the first of every month).
    start : str
        Date of the first reading.
    count, missing : int
        Number of rows of the reference copy, and how many of them have no value.
    header, fields : str, tuple of str
        The file's first line, and what really stands in each row: a header can name fewer columns than there are.
    value : str
        The one of `fields` that is the series.
    date_format : str
        How the field "date" is written, in the terms of `datetime.datetime.strptime`.
    limits : tuple of float
        Smallest and largest value that can be right.
    address : str
        Where the file of the reference copy is downloaded from; empty for a series that a package carries.
    copies : tuple of Copy
        The copies seen before.
    """

    name: str
    title: str
    licence: str
    source: str
    unit: str
    frequency: str
    start: str
    count: int
    missing: int
    header: str
    fields: tuple[str, ...]
    value: str
    date_format: str
    limits: tuple[float, float]
    copies: tuple[Copy, ...]
    address: str = ""

    @property
    def file(self) -> str:
        """Name of the file that holds the series."""
        (name,) = self.reference.files[0]
        return name


def _histogram(table: Mapping) -> Mapping[str, tuple[int, ...]]:
    return MappingProxyType({split: tuple(table[split]) for split in SPLITS})


def parse(text: str) -> dict[str, SetInfo | SeriesInfo]:
    """Read the text of a manifest into one `SetInfo` or `SeriesInfo` for each table, by name."""
    sets = {}
    for name, table in tomllib.loads(text).items():
        kind = SeriesInfo if table.pop("series", False) else SetInfo
        histogram = _histogram(table.pop("histogram")) if kind is SetInfo else {}
        copies = []
        for entry in table.pop("copies"):
            own = _histogram(entry.pop("histogram")) if "histogram" in entry else histogram
            files = tuple(entry.pop("files", ()))
            copies.append(Copy(**_frozen(entry), files=files, histogram=own))
        if kind is SetInfo:
            table["histogram"] = histogram
        sets[name] = kind(name=name, copies=tuple(copies), **_frozen(table))
    return sets


def _frozen(table: Mapping) -> dict:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


@cache
def sets() -> Mapping[str, SetInfo | SeriesInfo]:
    """Return every set and series of the manifest, by name."""
    return MappingProxyType(parse(FILE.read_text(encoding="utf-8")))


def names() -> tuple[str, ...]:
    """Return the names that `threenets.data.load` and `threenets.data.load_series` know."""
    return tuple(sets())


def info(name: str) -> SetInfo | SeriesInfo:
    """Return what the manifest states about one set or series.

    Raises
    ------
    DataError
        For a name that the manifest does not have.
    """
    if name in sets():
        return sets()[name]
    near = get_close_matches(str(name), names(), n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise DataError(f"There is no data set named {name!r}; there are {', '.join(map(repr, names()))}.{hint}")

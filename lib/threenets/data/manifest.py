"""The sets that the course knows: what they are, what a correct copy looks like, which copies were seen before.

A new set is a new table in ``manifest.toml``; nothing else in this module has to change.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType

from threenets.data.errors import DataError

SPLITS = ("train", "test")
FILE = Path(__file__).with_name("manifest.toml")


@dataclass(frozen=True, eq=False)
class Copy:
    """One known copy of a set.

    Attributes
    ----------
    name : str
        "reference" is the copy that the book's numbers were made with.
    digest : str
        SHA-256 of the decoded content, see `threenets.data.images.content_digest`.
    files : tuple of mappings of str to str
        Each a set of files with this content: SHA-256 by file name. They recognise the copy without decoding it.
    embedded : bool
        Whether this copy comes with an installed package rather than from TensorFlow Datasets.
    description : str
        A phrase that tells a reader what the copy is.
    histogram : mapping of str to tuple of int
        Expected number of images of each class, by split.
    """

    name: str
    digest: str
    files: tuple[Mapping[str, str], ...]
    embedded: bool
    description: str
    histogram: Mapping[str, tuple[int, ...]]

    def count(self, split: str) -> int:
        """Return the number of images in a split."""
        return sum(self.histogram[split])


@dataclass(frozen=True, eq=False)
class SetInfo:
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

    def count(self, split: str) -> int:
        """Return the number of images in a split."""
        return sum(self.histogram[split])

    def is_reference(self, digest: str) -> bool:
        """Tell whether a content digest is that of the copy that the book's numbers were made with."""
        return self.reference is not None and self.reference.digest == digest

    @property
    def reference(self) -> Copy | None:
        """The copy that the book's numbers were made with, or None for a set that no page was made with yet."""
        return next((copy for copy in self.copies if copy.name == "reference"), None)

    @property
    def embedded(self) -> Copy | None:
        """The copy that comes with an installed package, or None."""
        return next((copy for copy in self.copies if copy.embedded), None)

    def copy_with_files(self, files: Mapping[str, str]) -> Copy | None:
        """Return the known copy made of exactly these files (SHA-256 by file name), or None."""
        return next((copy for copy in self.copies if any(known == files for known in copy.files)), None)

    def copy_with_digest(self, digest: str) -> Copy | None:
        """Return the known copy with this content digest, or None."""
        return next((copy for copy in self.copies if copy.digest == digest), None)


def _histogram(table: Mapping) -> Mapping[str, tuple[int, ...]]:
    return MappingProxyType({split: tuple(table[split]) for split in SPLITS})


def parse(text: str) -> dict[str, SetInfo]:
    """Read the text of a manifest into one `SetInfo` for each set, by name."""
    sets = {}
    for name, table in tomllib.loads(text).items():
        histogram = _histogram(table.pop("histogram"))
        copies = []
        for entry in table.pop("copies"):
            own = _histogram(entry.pop("histogram")) if "histogram" in entry else histogram
            files = tuple(entry.pop("files", ()))
            copies.append(Copy(**{"embedded": False, "description": ""} | entry, files=files, histogram=own))
        shape, class_names = tuple(table.pop("shape")), tuple(table.pop("class_names"))
        sets[name] = SetInfo(
            name=name, **table, shape=shape, class_names=class_names, histogram=histogram, copies=tuple(copies)
        )
    return sets


@cache
def sets() -> Mapping[str, SetInfo]:
    """Return every set of the manifest, by name."""
    return MappingProxyType(parse(FILE.read_text(encoding="utf-8")))


def names() -> tuple[str, ...]:
    """Return the names that `threenets.data.load` knows."""
    return tuple(sets())


def info(name: str) -> SetInfo:
    """Return what the manifest states about one set.

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

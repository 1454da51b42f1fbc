"""Known copies of a data set, and how one is recognised."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False)
class Copy:
    """One known copy of a set.

    Attributes
    ----------
    name : str
        "reference" is the copy that the book's numbers were made with.
    digest : str
        SHA-256 of the decoded content, see `threenets.data.images.content_digest` and
        `threenets.data.series.content_digest`.
    files : tuple of mappings of str to str
        Each a set of files with this content: SHA-256 by file name. They recognise the copy without decoding it.
    embedded : bool
        Whether this copy comes with an installed package rather than from a prepared folder or a download.
    description : str
        A phrase that tells a reader what the copy is.
    histogram : mapping of str to tuple of int
        Expected number of images of each class, by split; empty for a series.
    package : str
        The installed package that carries an embedded copy.
    generated : bool
        Whether this copy is made by `threenets.data.shapes` and is not the set at all, but stands in for it.
    class_names : tuple of str
        Name of each class, where they differ from the set's.
    """

    name: str
    digest: str
    files: tuple[Mapping[str, str], ...]
    embedded: bool = False
    description: str = ""
    histogram: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    package: str = ""
    generated: bool = False
    class_names: tuple[str, ...] = ()

    @property
    def carrier(self) -> str:
        """The package that carries an embedded copy: named, or called as the copy is."""
        return self.package or self.name

    def count(self, split: str) -> int:
        """Return the number of images in a split."""
        return sum(self.histogram[split])


class Known:
    """What a set of images and a series have in common: copies that were seen before."""

    copies: tuple[Copy, ...]

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

    @property
    def generated(self) -> Copy | None:
        """The generated copy that stands in for the set where there is no real one, or None."""
        return next((copy for copy in self.copies if copy.generated), None)

    def copy_with_files(self, files: Mapping[str, str]) -> Copy | None:
        """Return the known copy made of exactly these files (SHA-256 by file name), or None."""
        return next((copy for copy in self.copies if any(known == files for known in copy.files)), None)

    def copy_with_digest(self, digest: str) -> Copy | None:
        """Return the known copy with this content digest, or None."""
        return next((copy for copy in self.copies if copy.digest == digest), None)

"""What is found when a set or a series is looked for."""

from dataclasses import dataclass
from pathlib import Path

from threenets.data.copies import Copy
from threenets.data.prepared import Prepared


@dataclass(frozen=True)
class Place:
    """Where a set or a series is, or would be, taken from.

    Attributes
    ----------
    source : str
        "given", "prepared", "folder", "cached", "downloaded", "embedded" or "generated"; see `threenets.data.ImageData`
        and `threenets.data.SeriesData`.
    folder : Path or None
        The folder that holds the files; for a download still to be made, the folder that will hold them; None for a
        generated copy.
    files : Prepared or Path or Copy or None
        What to read: a prepared folder, a file, or the generated copy that is to be made; None before a download.
    copy : Copy or None
        The known copy that the files are, if they were recognised.
    note : str or None
        The sentence to show a reader.
    advice : str
        The sentence that says what to do when this place turns out to be damaged.
    """

    source: str
    folder: Path | None
    files: Prepared | Path | Copy | None
    copy: Copy | None
    note: str | None = None
    advice: str = ""


@dataclass(frozen=True)
class Identity:
    """Which copy of a set or a series would be used, as far as that is known without loading it.

    Attributes
    ----------
    name : str
        Name of the set or series.
    source : str or None
        As of `Place`, where "downloaded" means that a download would be tried first; None with a problem.
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

"""Prepared files, looked at without TensorFlow: are they whole, how many records do they hold, which copy are they?"""

import hashlib
import mmap
import struct
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from threenets.data.errors import DataError

# A TFRecord is: length (8 bytes, little-endian), its checksum (4), the data, their checksum (4).
HEADER, FOOTER = 12, 4


class FileFacts(NamedTuple):
    """What one look at a file tells: number of TFRecords (0 for a file of another kind), SHA-256 of its bytes."""

    records: int
    sha256: str


def stamp(file: Path) -> tuple[str, int, int]:
    """Return path, size (bytes) and time of change (ns) of a file: equal stamps mean an unchanged file.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    try:
        state = file.stat()
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}.") from None
    return str(file), state.st_size, state.st_mtime_ns


def hash_file(file: Path) -> str:
    """Return the SHA-256 of a file; a second call for an unchanged file costs nothing.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    return _look(*stamp(file), records=False).sha256


def inspect(file: Path) -> FileFacts:
    """Count the records of a TFRecord file and hash it; a second call for an unchanged file costs nothing.

    The records' checksums are not verified here (TensorFlow does that when it reads them).

    Raises
    ------
    DataError
        If the file cannot be read, is cut off, or is no TFRecord file.
    """
    return _look(*stamp(file), records=True)


@lru_cache(maxsize=64)
def _look(path: str, size: int, changed: int, records: bool) -> FileFacts:
    try:
        with open(path, "rb") as file:
            count = _count_records(path, file, size) if records and size else 0
            return FileFacts(count, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from None


def _count_records(path: str, file, size: int) -> int:
    length_at = struct.Struct("<Q").unpack_from
    count = position = 0
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        while position < size:
            end = size + 1  # stands for "beyond the file" when not even the length is whole
            if position + HEADER <= size:
                end = position + HEADER + length_at(content, position)[0] + FOOTER
            if end > size:
                if count == 0:
                    raise DataError(f"{path} is not a TFRecord file, or is cut off in its first record.")
                raise DataError(f"{path} is cut off after {count:,} whole records ({size:,} bytes).")
            position = end
            count += 1
    return count

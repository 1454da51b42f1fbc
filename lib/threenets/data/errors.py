"""The exception of `threenets.data`."""

from collections.abc import Iterator
from contextlib import contextmanager


class DataError(Exception):
    """Data are missing, damaged or foreign.

    The message is a plain text for the reader: what was found and where, what was expected, and what to do.
    """


class NotToBeHad(DataError):
    """A set or a series is in none of the places: a caller may do without it."""


@contextmanager
def advising(advice: str) -> Iterator[None]:
    """Add a sentence that says what to do to every `DataError` raised inside."""
    try:
        yield
    except DataError as error:
        raise DataError(f"{error} {advice}") from None

"""What the commands share at the terminal: lines, tables, and whole numbers that a user typed."""

from rich.console import Console
from rich.table import Column, Table

from threenets.course import CourseError

console = Console(highlight=False, soft_wrap=True, markup=False)  # in brackets may stand anything, such as a name


def table(*headers):
    """Return an empty table whose cells are folded, never cut off."""
    return Table(*(Column(header, overflow="fold") for header in headers))


def whole(text, name):
    """Return the whole number that was typed for an option.

    Raises
    ------
    CourseError
        If it is none.
    """
    try:
        return int(text)
    except ValueError:
        raise CourseError(f"{name} takes a whole number, not {text!r}.") from None


def say_result(result):
    """Tell what became of a page, as soon as it is known."""
    mark = "failed" if result.error else "done"
    console.print(f"{mark}: {result.page} ({result.cells} cells, {result.seconds:.0f} s)")

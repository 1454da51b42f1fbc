"""The course's tooling: from MyST pages to executed notebooks, checked references and the built book."""


class CourseError(Exception):
    """A mistake that the user can mend before any work starts: one message, no traceback, exit code 2."""

    exit_code = 2


class Failure(CourseError):
    """Work that was done and failed, for instance a page or the book's build: exit code 1."""

    exit_code = 1

"""A class's settings: what is graded, until when, and what lateness costs."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from threenets.grading.exercise import SECTIONS, section_exercises
from threenets.grading.sandbox import Limits


class ClassError(Exception):
    """The folder, the class's settings or the private folder cannot be used; the text says why and what to do."""


@dataclass
class Policy:
    """A class's settings, from a TOML file: what is graded, until when, and what lateness costs.

    Attributes
    ----------
    section : str
    exercises : list of str
        Default: all of the section.
    deadline : datetime, optional
    late_percent_per_day, late_days : float
        Each started day takes this share of the points; later than so many days, nothing is left.
    seconds : float
        Processor time that a submission may use in all; one cell and one answer may use a sixth of it.
    extensions, submitted : dict of str to datetime
        A student's own deadline; when a student handed in, where the file's time does not tell it.
    """

    section: str
    exercises: list = field(default_factory=list)
    deadline: datetime | None = None
    late_percent_per_day: float = 100
    late_days: float = 0
    seconds: float = 120
    extensions: dict = field(default_factory=dict)
    submitted: dict = field(default_factory=dict)

    def __post_init__(self):
        if self.section not in SECTIONS:
            raise ClassError(f"there is no section {self.section!r}: choose one of {', '.join(SECTIONS)}.")
        known = section_exercises(self.section)
        if not isinstance(self.exercises, list):
            raise ClassError('exercises must be a list of names, for instance ["fcn-1", "fcn-3"].')
        unknown = [name for name in self.exercises if name not in known]
        if unknown:
            raise ClassError(f"there are no exercises {', '.join(map(repr, unknown))}: there are {', '.join(known)}.")
        self.exercises = self.exercises or list(known)
        for name in ("extensions", "submitted"):
            if not isinstance(getattr(self, name), dict):
                raise ClassError(f"[{name}] must be a table of students and times.")
        times = [self.deadline, *self.extensions.values(), *self.submitted.values()]
        if any(time is not None and (not isinstance(time, datetime) or time.tzinfo is None) for time in times):
            raise ClassError("a time must be written with its zone, for instance 2027-03-01T23:59:00+01:00.")
        for name, (least, most) in {"late_percent_per_day": (0, 100), "late_days": (0, 1000), "seconds": (1, 3600)}.items():
            value = getattr(self, name)
            if type(value) not in (int, float) or not least <= value <= most:
                raise ClassError(f"{name} must be a number between {least} and {most}, not {value!r}.")

    @classmethod
    def read(cls, path):
        """Read the settings from a TOML file."""
        try:
            settings = tomllib.loads(Path(path).read_text("utf8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ClassError(f"{path} cannot be read: {error}.") from None
        names = list(cls.__dataclass_fields__)
        if "section" not in settings or set(settings) - set(names):
            raise ClassError(f"{path} holds a name that is not known, or lacks 'section'. Known are: {', '.join(names)}.")
        try:
            return cls(**settings)
        except ClassError as error:
            raise ClassError(f"{path}: {error}") from None

    def unmatched(self, students):
        """Return the names under each table of students that none of these students has, by table, where there are any."""
        tables = {name: sorted(set(getattr(self, name)) - set(students)) for name in ("extensions", "submitted")}
        return {name: names for name, names in tables.items() if names}

    @property
    def limits(self):
        """The `threenets.grading.sandbox.Limits` of a submission."""
        return Limits(cell_seconds=self.seconds / 6, answer_seconds=self.seconds / 6, seconds=self.seconds)

    def lateness(self, student, handed_in):
        """Return how many days late a submission is, begun days counted whole, and the share of the points that is left."""
        deadline = self.extensions.get(student, self.deadline)
        handed_in = self.submitted.get(student, handed_in)
        if deadline is None or handed_in <= deadline:
            return 0, 1.0
        days = -(-(handed_in - deadline).total_seconds() // 86400)
        return int(days), max(0.0, 1 - days * self.late_percent_per_day / 100) if days <= self.late_days else 0.0

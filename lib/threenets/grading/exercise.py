"""Exercises and their checks: plain functions with a name and points that look at what a learner made."""

import importlib
import re
from dataclasses import dataclass, field, replace

SECTIONS = ("fcn", "cnn", "rnn")
EXERCISES = {}


class Wrong(Exception):
    """The answer is not right; the text tells the learner what was found and which idea to think about."""


class Unanswered(Exception):
    """Nothing is handed in yet."""


@dataclass(frozen=True)
class Check:
    """One thing that is looked at.

    Attributes
    ----------
    name : str
        Unique within the exercise, in words with hyphens: it is shown to the learner.
    points : float
    function : callable
        Takes an `threenets.grading.answer.Answer`; raises `Wrong`, or returns.
    hidden : bool
        Whether a learner may know that it exists.
    needs : tuple of str
        Checks that must pass before this one says anything useful.
    """

    name: str
    points: float
    function: object
    hidden: bool = False
    needs: tuple = ()


@dataclass
class Exercise:
    """An exercise: its identifier (``"fcn-1"``), title, hints in the order in which they open, and checks."""

    id: str
    title: str
    hints: tuple = ()
    checks: list = field(default_factory=list)

    def __post_init__(self):
        EXERCISES[self.id] = self

    @property
    def points(self):
        """All points that can be had."""
        return sum(check.points for check in self.checks)

    def check(self, name, points=1, hidden=False, needs=()):
        """Return a decorator that adds a function as a check.

        Raises
        ------
        ValueError
            If the name is taken, or a check that this one needs does not stand before it.
        """
        names = [check.name for check in self.checks]
        needs = (needs,) if isinstance(needs, str) else tuple(needs)
        if name in names or not set(needs) <= set(names) or points <= 0:
            raise ValueError(
                f"{self.id}: the check {name!r} is there twice, has no points, or needs what does not come before it."
            )

        def add(function):
            self.checks.append(Check(name, points, function, hidden, needs))
            return function

        return add


def section_exercises(section):
    """Return the exercises of a section by identifier, in order.

    Raises
    ------
    LookupError
        If there is no such section.
    """
    if section not in SECTIONS:
        raise LookupError(f"there is no section {section!r}: the sections are {', '.join(SECTIONS)}.")
    importlib.import_module(f"threenets.grading.checks.{section}")
    found = {name: exercise for name, exercise in EXERCISES.items() if name.startswith(f"{section}-")}
    return dict(sorted(found.items(), key=lambda item: int(item[0].rpartition("-")[2])))


def load_all(hidden=()):
    """Load every exercise, and hidden checks from their source.

    Parameters
    ----------
    hidden : dict of str to str
        Source by file name. Each check in it counts as hidden, whatever it says.

    Raises
    ------
    ValueError
        If the hidden checks of a file cannot be loaded.
    """
    known = {check for section in SECTIONS for exercise in section_exercises(section).values() for check in exercise.checks}
    for name, text in dict(hidden).items():
        try:
            exec(compile(text, name, "exec"), {"__name__": name})
        except Exception as error:
            raise ValueError(f"the hidden checks of {name} cannot be loaded ({type(error).__name__}: {error})") from None
    for exercise in EXERCISES.values():
        exercise.checks = [check if check in known else replace(check, hidden=True) for check in exercise.checks]


def find_exercise(name):
    """Return an exercise by its identifier.

    Raises
    ------
    LookupError
        If there is none of this name.
    """
    section = re.match(r"[a-z]*", str(name))[0]
    known = section_exercises(section)
    if name not in known:
        raise LookupError(f"there is no exercise {name!r}: the exercises of this section are {', '.join(known)}.")
    return known[name]

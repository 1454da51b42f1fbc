"""Grades a folder of submissions: what was handed in, by whom, when; what is stored and need not be graded again."""

import csv
import hashlib
import json
import os
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from threenets.grading.exercise import SECTIONS, section_exercises
from threenets.grading.grader import Submission
from threenets.grading.sandbox import PACKAGE, Limits

LARGEST_FILE, LARGEST_CODE, MOST_CELLS = 20 << 20, 1 << 20, 1000
SCHEMA = 1


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
    extensions, submitted : dict of str to datetime
        A student's own deadline; when a student handed in, where the file's time does not tell it.
    """

    section: str
    exercises: list = field(default_factory=list)
    deadline: datetime | None = None
    late_percent_per_day: float = 100
    late_days: float = 0
    extensions: dict = field(default_factory=dict)
    submitted: dict = field(default_factory=dict)

    def __post_init__(self):
        if self.section not in SECTIONS:
            raise ClassError(f"there is no section {self.section!r}: choose one of {', '.join(SECTIONS)}.")
        known = section_exercises(self.section)
        unknown = [name for name in self.exercises if name not in known]
        if unknown:
            raise ClassError(f"there are no exercises {', '.join(map(repr, unknown))}: there are {', '.join(known)}.")
        self.exercises = self.exercises or list(known)
        times = [self.deadline, *self.extensions.values(), *self.submitted.values()]
        if any(time is not None and (not isinstance(time, datetime) or time.tzinfo is None) for time in times):
            raise ClassError("a time must be written with its zone, for instance 2027-03-01T23:59:00+01:00.")
        if not 0 <= self.late_percent_per_day <= 100 or self.late_days < 0:
            raise ClassError("late_percent_per_day must lie between 0 and 100, and late_days must not be negative.")

    @classmethod
    def read(cls, path):
        """Read the settings from a TOML file."""
        try:
            return cls(**tomllib.loads(Path(path).read_text("utf8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ClassError(f"{path} cannot be read: {error}.") from None
        except TypeError:
            names = ", ".join(cls.__dataclass_fields__)
            raise ClassError(f"{path} holds a name that is not known, or lacks 'section'. Known are: {names}.") from None

    def lateness(self, student, handed_in):
        """Return how many days late a submission is, begun days counted whole, and the share of the points that is left."""
        deadline = self.extensions.get(student, self.deadline)
        handed_in = self.submitted.get(student, handed_in)
        if deadline is None or handed_in <= deadline:
            return 0, 1.0
        days = -(-(handed_in - deadline).total_seconds() // 86400)
        return int(days), max(0.0, 1 - days * self.late_percent_per_day / 100) if days <= self.late_days else 0.0


@dataclass
class HandIn:
    """What one student handed in; ``problem`` says why there is nothing to grade, ``remarks`` what a teacher should know."""

    student: str
    path: Path | None
    cells: list = field(default_factory=list)
    problem: str = ""
    remarks: list = field(default_factory=list)
    handed_in: datetime | None = None


def collect(folder):
    """Return what lies in a folder, one entry a student, in the order of their names.

    A student is a notebook (``ada.ipynb``) or a folder with a notebook in it (``ada/…/fcn.ipynb``). Of several notebooks of
    one student the newest counts. Links are not followed.

    Raises
    ------
    ClassError
        If the folder is none, or holds nothing.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ClassError(f"{folder} is no folder.")
    found = {}
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        student = entry.stem if entry.suffix == ".ipynb" and not entry.is_dir() else entry.name
        paths = [entry]
        if entry.is_dir() and not entry.is_symlink():
            inside = [Path(place, name) for place, _, names in os.walk(entry) for name in names]
            paths = sorted(path for path in inside if path.suffix == ".ipynb" and ".ipynb_checkpoints" not in path.parts)
        elif entry.suffix != ".ipynb":
            found[student] = HandIn(student, entry, problem="it is no notebook (.ipynb)")
            continue
        found.setdefault(student, HandIn(student, None, problem="it holds no notebook"))
        for path in paths:
            _consider(found[student], path)
    if not found:
        raise ClassError(f"{folder} holds no submissions: one notebook, or one folder, a student.")
    return [found[student] for student in sorted(found)]


def _consider(hand_in, path):
    time = datetime.fromtimestamp(path.lstat().st_mtime).astimezone()
    cells, problem = read_cells(path)
    if hand_in.path is not None:
        hand_in.remarks = ["several notebooks: the newest counts"]
        if time < hand_in.handed_in:
            return
    hand_in.path, hand_in.cells, hand_in.problem, hand_in.handed_in = path, cells, problem, time


def read_cells(path):
    """Return the code cells of a notebook that nobody trusts, and what is wrong with it, which is empty where nothing is."""
    path = Path(path)
    if path.is_symlink() or not path.is_file():
        return [], "it is a link or no file"
    size = path.stat().st_size
    if not size or size > LARGEST_FILE:
        return [], "it is empty" if not size else f"it has {size / 2**20:.0f} MiB: at most {LARGEST_FILE >> 20}"
    try:
        cells = [cell for cell in json.loads(path.read_bytes())["cells"] if cell["cell_type"] == "code"]
        code = ["".join(cell["source"]) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):
        return [], "it is no readable notebook"
    if sum(map(len, code)) > LARGEST_CODE or len(code) > MOST_CELLS:
        return [], f"it holds too much code: at most {MOST_CELLS} cells and {LARGEST_CODE >> 20} MiB"
    return code, "" if any(cell.strip() for cell in code) else "it holds no code"


def section_of(path, cells):
    """Return the section that a notebook belongs to: what most of its calls of ``check`` name, else its file's name."""
    calls = Counter(section for section in SECTIONS for cell in cells if f'check("{section}-' in cell)
    if calls:
        return calls.most_common(1)[0][0]
    return next((section for section in SECTIONS if section in Path(path).stem), None)


def version(private):
    """Return a hash of everything that a verdict depends on beside the submission: all checks, the hidden ones too."""
    files = sorted([*PACKAGE.glob("grading/**/*.py"), *(sorted(Path(private).glob("*.py")) if private else [])])
    return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()


def class_seed(private):
    """Return the class's secret seed: the text of ``seed.txt`` in the private folder."""
    path = Path(private, "seed.txt") if private else None
    if path and not path.is_file():
        raise ClassError(
            f"{private} lacks seed.txt: a line of any text that only you know, which all random inputs follow from."
        )
    return path.read_text("utf8").strip() if path else ""


def seed_for(secret, student):
    """Return the seed of a student's random inputs."""
    return int.from_bytes(hashlib.sha256(f"{secret}/{student}".encode()).digest()[:4])


class Gradebook:
    """The stored results of a class: a file for each submission, named after all that its verdict depends on."""

    def __init__(self, folder, policy, private=None, limits=None):
        self.folder, self.policy, self.limits = Path(folder), policy, limits or Limits()
        self._secret, self._version = class_seed(private), version(private)
        self._hidden = private is not None

    def submission(self, hand_in):
        """Return the `Submission` that grades what a student handed in."""
        return Submission(hand_in.cells, self.policy.exercises, seed_for(self._secret, hand_in.student), self._hidden)

    def place(self, hand_in):
        """Return the path of a result."""
        depends = [asdict(self.submission(hand_in)), asdict(self.limits), self._version]
        return self.folder / "results" / f"{hashlib.sha256(json.dumps(depends).encode()).hexdigest()[:24]}.json"

    def result(self, hand_in):
        """Return the stored result of what a student handed in, or None."""
        try:
            return json.loads(self.place(hand_in).read_text("utf8"))
        except (OSError, ValueError):
            return None

    def grade(self, hand_ins, make_grader, jobs=1, on_done=lambda hand_in, result: None):
        """Grade what has no result yet, ``jobs`` submissions at once; each result is stored as soon as it is there.

        Parameters
        ----------
        hand_ins : list of HandIn
        make_grader : callable
            Returns a `threenets.grading.grader.Grader`; called only if there is anything to grade.
        """
        todo = [hand_in for hand_in in hand_ins if not hand_in.problem and self.result(hand_in) is None]
        if not todo:
            return
        with make_grader() as grader, ThreadPoolExecutor(jobs) as pool:
            running = {pool.submit(grader.grade, self.submission(hand_in), self.limits): hand_in for hand_in in todo}
            try:
                for future in as_completed(running):
                    result = future.result()
                    write(self.place(running[future]), json.dumps(result, ensure_ascii=False))
                    on_done(running[future], result)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                grader.close()  # what is being graded right now ends at once
                raise

    def rows(self, hand_ins):
        """Return one plain dict a student: points, lateness, remarks and verdicts."""
        same = Counter(self._code(hand_in) for hand_in in hand_ins if self._earns(hand_in))
        rows = []
        for hand_in in hand_ins:
            result = self.result(hand_in) or {"verdicts": [], "cells": [], "end": "", "printed": ""}
            days, left = self.policy.lateness(hand_in.student, hand_in.handed_in) if hand_in.handed_in else (0, 1.0)
            had = sum(verdict["points"] for verdict in result["verdicts"])
            remarks = list(hand_in.remarks) + ([hand_in.problem] if hand_in.problem else [])
            if self._earns(hand_in) and same[self._code(hand_in)] > 1:
                twins = [other.student for other in hand_ins if other is not hand_in and self._earns(other)
                         and self._code(other) == self._code(hand_in)]  # fmt: skip
                remarks.append(f"the same code as {', '.join(twins)}")
            if any(row["state"] == "unreadable" for verdict in result["verdicts"] for row in verdict["checks"]):
                remarks.append("look at it: a check could not make sense of an answer")
            rows.append({
                "student": hand_in.student, "file": hand_in.path.name if hand_in.path else "", "days_late": days,
                "points": round(had * left, 2), "before_lateness": had, "remarks": "; ".join(remarks),
                "verdicts": result["verdicts"], "cells": result["cells"], "end": result["end"],
            })  # fmt: skip
        return rows

    def _earns(self, hand_in):
        result = None if hand_in.problem else self.result(hand_in)
        return bool(result) and any(verdict["points"] for verdict in result["verdicts"])

    @staticmethod
    def _code(hand_in):
        lines = (line.strip() for cell in hand_in.cells for line in cell.splitlines())
        return "\n".join(line for line in lines if line and not line.startswith("#"))


def write_grades(folder, policy, rows):
    """Write ``grades.csv`` (one row a student, one column a check) and ``grades.json``."""
    checks = {
        f"{verdict['exercise']} {row['check']}": None
        for entry in rows
        for verdict in entry["verdicts"]
        for row in verdict["checks"]
    }
    plain = ("student", "file", "points", "before_lateness", "days_late", "remarks")
    lines = [[*plain, *checks]]
    for entry in rows:
        points = {
            f"{verdict['exercise']} {row['check']}": row["points"] for verdict in entry["verdicts"] for row in verdict["checks"]
        }
        lines.append([*(_cell(entry[name]) for name in plain), *(points.get(name, 0) for name in checks)])
    draft = Path(folder, ".grades.csv.part")
    with draft.open("w", encoding="utf8", newline="") as file:
        csv.writer(file).writerows(lines)
    os.replace(draft, Path(folder, "grades.csv"))
    book = {"schema": SCHEMA, "section": policy.section, "exercises": policy.exercises, "students": rows}
    write(Path(folder, "grades.json"), json.dumps(book, indent=1, ensure_ascii=False))


def write(path, text):
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    draft.write_text(text, "utf8", errors="replace")
    os.replace(draft, path)


def _cell(value):
    """Return a value so that no table program takes it for a formula."""
    text = printable(value) if isinstance(value, str) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@") else text


def printable(text):
    """Return a text, such as a file's name, without characters that a terminal or a table would act on."""
    return "".join(character if character.isprintable() else "?" for character in text)

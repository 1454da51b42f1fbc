"""What a class handed in: a folder of notebooks that nobody trusts."""

import json
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from threenets.grading.exercise import SECTIONS
from threenets.grading.policy import ClassError

LARGEST_FILE, LARGEST_CODE, MOST_CELLS = 20 << 20, 1 << 20, 1000


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
    if not os.access(path, os.R_OK):
        return [], "it may not be read"
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
    calls = _called(cells)
    if calls:
        return calls.most_common(1)[0][0]
    return next((section for section in SECTIONS if section in Path(path).stem), None)


def class_section(hand_ins):
    """Return the section that most submissions belong to, or None if none says to which."""
    found = Counter(filter(None, (section_of(hand_in.path, hand_in.cells) for hand_in in hand_ins if hand_in.cells)))
    return found.most_common(1)[0][0] if found else None


def name_strangers(hand_ins, section):
    """Say of each submission whose calls of ``check`` all name other sections than the class's that it is one of those."""
    for hand_in in hand_ins:
        others = [other for other, _ in _called(hand_in.cells).most_common()]
        if others and section not in others:
            hand_in.problem = f"it answers exercises of {' and '.join(others)}, and those of {section} are graded"


def _called(cells):
    """Return how many cells call ``check`` for each section."""
    return Counter(section for section in SECTIONS for cell in cells if re.search(rf"""\bcheck\(\s*["']{section}-""", cell))

"""The results of a class: what is stored need not be graded again."""

import ast
import hashlib
import importlib.metadata
import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from threenets.grading.bubblewrap import PACKAGE
from threenets.grading.grader import Submission
from threenets.grading.policy import ClassError
from threenets.grading.report import write

LOOK = "look at it: a check could not make sense of an answer"


def version(private):
    """Return a hash of what a verdict depends on beside the submission: all checks, the hidden ones too, and Keras."""
    files = sorted([*PACKAGE.glob("grading/**/*.py"), *(sorted(Path(private).glob("*.py")) if private else [])])
    code = b"".join(file.name.encode() + file.read_bytes() for file in files)
    return hashlib.sha256(importlib.metadata.version("keras").encode() + code).hexdigest()[:16]


def hidden_for(private):
    """Return the exercises that the private folder's files look up, so far as their text tells; nothing in them is run."""
    found = set()
    for path in sorted(Path(private).glob("*.py")) if private else ():
        with suppress(SyntaxError, ValueError):  # told when the checks are loaded
            calls = [node for node in ast.walk(ast.parse(path.read_text("utf8"))) if isinstance(node, ast.Call) and node.args]
            calls = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) == "find_exercise"]
            found |= {str(call.args[0].value) for call in calls if isinstance(call.args[0], ast.Constant)}
    return found


def class_seed(private):
    """Return the class's secret seed: the text of ``seed.txt`` in the private folder."""
    path = Path(private, "seed.txt") if private else None
    if path and not path.is_file():
        raise ClassError(f"{private} lacks seed.txt: a line of any text that only you know, which all random inputs follow from.")
    return path.read_text("utf8").strip() if path else ""


def seed_for(secret, student):
    """Return the seed of a student's random inputs."""
    return int.from_bytes(hashlib.sha256(f"{secret}/{student}".encode("utf8", "surrogateescape")).digest()[:4])


class Gradebook:
    """The stored results of a class: a file for each submission, named after all that its verdict depends on.

    Parameters
    ----------
    folder : path-like
    policy : threenets.grading.policy.Policy
    private : path-like, optional
        Folder of hidden checks and the class's seed.
    safe : bool
        Whether a sandbox is used. What was graded without one may be forged, and is never taken over by a run with one.

    Attributes
    ----------
    unused : list of str
        Exercises that have hidden checks and are not graded.
    """

    def __init__(self, folder, policy, private=None, safe=True):
        self.folder, self.policy, self.limits, self.safe = Path(folder), policy, policy.limits, safe
        self.secret, self.version = class_seed(private), version(private)
        self.hidden, self.unused = private is not None, sorted(hidden_for(private) - set(policy.exercises))

    def submission(self, hand_in):
        """Return the `Submission` that grades what a student handed in."""
        return Submission(hand_in.cells, self.policy.exercises, seed_for(self.secret, hand_in.student), self.hidden)

    def place(self, hand_in):
        """Return the path of a result."""
        depends = [asdict(self.submission(hand_in)), asdict(self.limits), self.version, self.safe]
        return self.folder / "results" / f"{hashlib.sha256(json.dumps(depends).encode()).hexdigest()[:24]}.json"

    def result(self, hand_in):
        """Return the stored result of what a student handed in, or None."""
        try:
            return json.loads(self.place(hand_in).read_text("utf8"))
        except (OSError, ValueError):
            return None

    def is_open(self, hand_in):
        """Tell whether there is something to grade that has no result yet."""
        return not hand_in.problem and self.result(hand_in) is None

    def grade(self, hand_ins, grader, jobs=1, on_done=lambda hand_in, result, done: None):
        """Grade submissions, ``jobs`` at once; each result is stored as soon as it is there.

        Parameters
        ----------
        hand_ins : list of HandIn
        grader : threenets.grading.grader.Grader
        jobs : int
        on_done : callable
            Takes what was handed in, its result, and how many have one now.
        """
        with ThreadPoolExecutor(jobs) as pool:
            running = {pool.submit(grader.grade, self.submission(hand_in), self.limits): hand_in for hand_in in hand_ins}
            try:
                for done, future in enumerate(as_completed(running), start=1):
                    result = future.result()
                    write(self.place(running[future]), json.dumps(result))
                    on_done(running[future], result, done)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                grader.close()  # what is being graded right now ends at once
                raise

    def rows(self, hand_ins):
        """Return one plain dict a student: points, lateness, remarks and verdicts."""
        twins = {student: group for group in self.twins(hand_ins) for student in group}
        rows = []
        for hand_in in hand_ins:
            result = self.result(hand_in) or {"verdicts": [], "cells": [], "end": "", "printed": ""}
            days, left = self.policy.lateness(hand_in.student, hand_in.handed_in) if hand_in.handed_in else (0, 1.0)
            had = sum(verdict["points"] for verdict in result["verdicts"])
            remarks = list(hand_in.remarks) + ([hand_in.problem] if hand_in.problem else [])
            others = [student for student in twins.get(hand_in.student, ()) if student != hand_in.student]
            if others:
                remarks.append(f"the same code as {', '.join(others)}")
            if any(row["state"] == "unreadable" for verdict in result["verdicts"] for row in verdict["checks"]):
                remarks.append(LOOK)
            rows.append({
                "student": hand_in.student, "file": hand_in.path.name if hand_in.path else "", "days_late": days,
                "points": round(had * left, 2), "before_lateness": had, "remarks": "; ".join(remarks),
                "verdicts": result["verdicts"], "cells": result["cells"], "end": result["end"],
            })  # fmt: skip
        return rows

    def twins(self, hand_ins):
        """Return the groups of students who handed in the same code, comments and blank lines apart, and got points for it."""
        groups = defaultdict(list)
        for hand_in in hand_ins:
            if self._earns(hand_in):
                groups[self._code(hand_in)].append(hand_in.student)
        return [students for students in groups.values() if len(students) > 1]

    def _earns(self, hand_in):
        result = None if hand_in.problem else self.result(hand_in)
        return bool(result) and any(verdict["points"] for verdict in result["verdicts"])

    @staticmethod
    def _code(hand_in):
        lines = (line.strip() for cell in hand_in.cells for line in cell.splitlines())
        return "\n".join(line for line in lines if line and not line.startswith("#"))

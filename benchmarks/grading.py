"""Measures the grader: a submission cold and amortised, and a class of 300 graded twice, once killed and resumed.

``python benchmarks/grading.py [--otter PYTHON] [--size N] [--jobs N] [--page book/teaching.md]``. With the Python of an
environment that also holds otter-grader, the same notebook is graded by ``otter run`` as well, one cold process a
submission; without, it is run by papermill, one cold process each. ``--page`` has what was measured written into the page.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import nbformat

from threenets.course.notebooks import write_atomically
from threenets.course.project import Project
from threenets.course.proof import solution_cells, untouched_cells, wrong_answers
from threenets.grading import confine
from threenets.grading.exercise import find_exercise
from threenets.grading.grader import Grader, Submission

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = ("fcn-1", "rnn-1")  # a model and a function
OTTER_TEST = """
OK_FORMAT = True
test = {"name": "%(name)s", "points": 1, "suites": [{"type": "doctest", "scored": True, "setup": "", "teardown": "", "cases": [
    {"code": %(code)r, "hidden": False, "locked": False}]}]}
"""
OTTER_CASES = {
    "q1": ">>> autoencoder.count_params() == 25648 and len(autoencoder.layers) == 3\nTrue\n",
    "q2": ">>> make_windows(np.arange(20.0), 12)[0].shape == (8, 12, 1)\nTrue\n",
}
KNOWN = "PORT, MARK, ROOT = 9, 'a mark that is nowhere', '/nowhere'\n"  # names that the tests of hostile submissions define
CLASS = 'section = "rnn"\nexercises = ["rnn-1"]\nseconds = 6\n'
HIDDEN = """
from threenets.grading.answer import as_array, expect
from threenets.grading.exercise import find_exercise

@find_exercise("rnn-1").check("a-long-window", points=2)
def _(answer):
    windows = as_array(answer.call("make_windows", list(range(100)), 99)[0], "The array of windows")  # numbers, all finite
    expect(windows.shape == (1, 99, 1), "A window almost as long as the series is cut wrongly.")
"""
BEGIN, END = "% Measured: written by `python benchmarks/grading.py --page book/teaching.md`.\n", "% Measured until here.\n"


def notebook(path, cells):
    """Write a notebook of these code cells."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(made), "utf8")


def answer_cells(project):
    """Return the cells of a notebook that answers one exercise with a model and one with a function."""
    return [cell for exercise in EXERCISES for cell in solution_cells(project, exercise) if "start_page" not in cell]


def time_ours(project, repeats):
    """Return seconds: start and first submission, and each of the next ones on average."""
    job = Submission(answer_cells(project), list(EXERCISES), hidden=False)
    started = time.monotonic()
    with Grader() as grader:
        results = [grader.grade(job)]
        cold = time.monotonic() - started
        started = time.monotonic()
        results += [grader.grade(job) for _ in range(repeats)]
        amortised = (time.monotonic() - started) / repeats
    assert all(verdict["state"] == "passed" for result in results for verdict in result["verdicts"])
    return cold, amortised


def time_other(project, python, repeats):
    """Return what else was tried with the same notebook, and its seconds: one cold process a submission."""
    calls = [f'from threenets.grading import check; check("{name}")' for name in EXERCISES]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'lib'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}

        def call(*command):
            subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)

        notebook(Path(folder, "answer.ipynb"), answer_cells(project) if python else [*answer_cells(project), *calls])
        if python:
            for name, code in OTTER_CASES.items():
                Path(folder, "tests").mkdir(exist_ok=True)
                Path(folder, "tests", f"{name}.py").write_text(OTTER_TEST % {"name": name, "code": code}, "utf8")
            call(python, "-m", "otter", "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment")
            command = [python, "-m", "otter", "run", "-a", "autograder.zip", "answer.ipynb"]
        else:
            command = [sys.executable, "-m", "papermill", "answer.ipynb", "done.ipynb"]
        started = time.monotonic()
        for _ in range(repeats):
            call(*command)
        seconds = (time.monotonic() - started) / repeats
        if not python:
            return f"papermill {version('papermill')}", seconds
        results = json.loads(Path(folder, "results.json").read_text("utf8"))
        assert sum(test.get("score", 0) for test in results["tests"]) == len(OTTER_CASES), results
        told = subprocess.run([python, "-c", "import otter; print(otter.__version__)"], capture_output=True, text=True, check=True)
        return f"otter-grader {told.stdout.strip()} (`otter run`)", seconds


def make_class(project, folder, size):
    """Write a class: right, untouched, wrong and hostile submissions, in an order that a seed fixes."""
    draw = random.Random(1)
    right, untouched = solution_cells(project, "rnn-1"), untouched_cells(project, "rnn-1")
    wrong = [[*right, answer.code] for answer in wrong_answers(project, "rnn-1")]
    hostile = [["import numpy as np", KNOWN, path.read_text("utf8")] for path in sorted((ROOT / "tests" / "hostile").glob("*.txt"))]
    kinds = {"right": [right], "wrong": wrong, "untouched": [untouched], "hostile": hostile}
    for number in range(size):
        kind = draw.choices(list(kinds), (4, 3, 1, 2))[0]
        notebook(folder / f"{kind} {number:03d}.ipynb", [*draw.choice(kinds[kind]), 'check("rnn-1")'])


def grade_class(place, out, jobs, stop_at=None):
    """Call ``threenets grade`` and return its seconds; with ``stop_at``, kill it after so many results and call it again."""
    command = [sys.executable, "-m", "threenets", "grade", place / "in", "--class", place / "class.toml", "--private",
               place / "private", "--out", out, "--jobs", str(jobs)]  # fmt: skip
    started = time.monotonic()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while stop_at is not None and running.poll() is None:
        time.sleep(0.2)
        if len(list((out / "results").glob("[!.]*.json"))) >= stop_at:
            members = confine.family(running.pid)
            running.kill()  # SIGKILL: nobody cleans up
            running.wait()
            wait_for_end(members)
            return grade_class(place, out, jobs)
    assert running.wait() == 0
    return time.monotonic() - started


def wait_for_end(members):
    """Wait until none of these processes is left; each is known by its number and the time of its start."""
    deadline = time.monotonic() + 20
    while any(confine.family(process).get(process, [0] * 20)[19] == fields[19] for process, fields in members.items()):
        assert time.monotonic() < deadline, "a process outlived the grader"
        time.sleep(0.1)


def compare_runs(project, size, jobs):
    """Grade a class twice, the second time killed after a third; return seconds and everything that is not as it should be."""
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        (place / "private").mkdir()
        (place / "private" / "seed.txt").write_text("a class", "utf8")
        (place / "private" / "hidden.py").write_text(HIDDEN, "utf8")
        (place / "class.toml").write_text(CLASS, "utf8")
        make_class(project, place / "in", size)
        seconds = grade_class(place, place / "one", jobs)
        grade_class(place, place / "two", jobs, stop_at=size // 3)
        one, two = (json.loads((place / name / "grades.json").read_text("utf8"))["students"] for name in ("one", "two"))
        problems = [f"{first['student']}: {first} and {second}" for first, second in zip(one, two, strict=True) if first != second]
        with (place / "one" / "grades.csv").open(encoding="utf8", newline="") as file:
            points = {line["student"]: float(line["points"]) for line in csv.DictReader(file)}
        if (place / "one" / "grades.csv").read_bytes() != (place / "two" / "grades.csv").read_bytes():
            problems.append("the two gradebooks differ")
    full = find_exercise("rnn-1").points + 2
    problems += [f"{name} has {had:g} points" for name, had in points.items()
                 if (had != full if name.startswith("right") else had == full if name.startswith("wrong") else had)]  # fmt: skip
    return seconds, problems


def main():
    """Measure, print, and write what was measured into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--otter", metavar="PYTHON")
    parser.add_argument("--page", metavar="FILE")
    parser.add_argument("--size", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    project = Project(ROOT)
    cold, amortised = time_ours(project, options.repeats)
    name, other = time_other(project, options.otter, 3)
    text = f"""\
The same notebook, which answers one exercise with a model and one with a function, takes {cold:.1f} seconds with the start of
the grader, and {amortised:.2f} seconds each after that; one cold process of {name} takes {other:.1f} seconds,
{other / amortised:.0f} times as long.
"""
    print(text, flush=True)
    seconds, problems = compare_runs(project, options.size, options.jobs)
    text += f"""\
A class of {options.size} submissions, right, wrong, untouched and hostile ones mixed, takes {seconds / 60:.1f} minutes with
{options.jobs} side by side, {seconds / options.size:.2f} seconds each. Graded once more, killed after a third and called again, it
comes to {"other results, or to points that nobody earned" if problems else "the same points and messages"}. ({os.cpu_count()} processor cores with
a load of {os.getloadavg()[2]:.0f}, Keras {version("keras")}.)
"""
    print(text, *problems, sep="\n")
    if options.page and not problems:
        page = Path(options.page)
        head, _, rest = page.read_text("utf8").partition(BEGIN)
        write_atomically(page, head + BEGIN + text + END + rest.partition(END)[2])
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

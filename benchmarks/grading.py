"""Measures the grader: one submission cold and amortised, and a class of 300 graded twice, once killed and resumed.

``python benchmarks/grading.py [--otter PYTHON] [--size N] [--jobs N]``. With the Python of an environment that holds
otter-grader, the same notebook is graded by ``otter run`` as well, one cold process a submission.
"""

import argparse
import csv
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from threenets.course.project import Project
from threenets.course.proof import solution_cells, untouched_cells, wrong_answers
from threenets.grading.grader import Grader, Submission

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = ("fcn-1", "rnn-1")
OTTER_TEST = """
OK_FORMAT = True
test = {"name": "%(name)s", "points": 1, "suites": [{"type": "doctest", "scored": True, "setup": "", "teardown": "", "cases": [
    {"code": %(code)r, "hidden": False, "locked": False}]}]}
"""
OTTER_CASES = {
    "q1": ">>> autoencoder.count_params() == 25648 and len(autoencoder.layers) == 3\nTrue\n",
    "q2": ">>> make_windows(np.arange(20.0), 12)[0].shape == (8, 12, 1)\nTrue\n",
}


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


def time_otter(project, python, repeats):
    """Return the seconds that ``otter run`` takes for the same notebook."""
    with tempfile.TemporaryDirectory() as folder:
        notebook(Path(folder, "answer.ipynb"), answer_cells(project))
        tests = Path(folder, "tests")
        tests.mkdir()
        for name, code in OTTER_CASES.items():
            (tests / f"{name}.py").write_text(OTTER_TEST % {"name": name, "code": code}, "utf8")
        otter = [python, "-m", "otter"]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'lib'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
        subprocess.run([*otter, "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment"], cwd=folder, check=True,
                       capture_output=True, env=environment)  # fmt: skip
        seconds = []
        for _ in range(repeats):
            started = time.monotonic()
            subprocess.run(
                [*otter, "run", "-a", "autograder.zip", "answer.ipynb"],
                cwd=folder,
                check=True,
                capture_output=True,
                env=environment,
            )
            seconds.append(time.monotonic() - started)
            results = json.loads(Path(folder, "results.json").read_text("utf8"))
            assert sum(test.get("score", 0) for test in results["tests"]) > 0, results
    return sum(seconds) / len(seconds)


def make_class(project, folder, size):
    """Write a class: right, untouched, wrong and hostile submissions, in an order that a seed fixes."""
    draw = random.Random(1)
    call = 'check("rnn-1")'
    right, untouched = solution_cells(project, "rnn-1"), untouched_cells(project, "rnn-1")
    wrong = [[*right, answer.code] for answer in wrong_answers(project, "rnn-1")]
    hostile = [[right[-2], path.read_text("utf8")] for path in sorted((ROOT / "tests" / "hostile").glob("*.txt"))
               if path.stem not in ("network", "reads_secrets")]  # fmt: skip
    for number in range(size):
        kind = draw.choices(("right", "wrong", "untouched", "hostile"), (4, 3, 1, 2))[0]
        cells = {"right": right, "untouched": untouched}.get(kind) or draw.choice(wrong if kind == "wrong" else hostile)
        notebook(folder / f"{kind} {number:03d}.ipynb", [*cells, call])


def grade_class(folder, private, out, jobs, stop_at=None):
    """Call ``threenets grade``; with ``stop_at``, kill it with SIGKILL after so many results and call it again."""
    command = [
        sys.executable,
        "-m",
        "threenets",
        "grade",
        str(folder),
        "--private",
        str(private),
        "--out",
        str(out),
        "--jobs",
        str(jobs),
    ]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while running.poll() is None and stop_at is not None:
        time.sleep(0.2)
        if len(list((out / "results").glob("*.json") if (out / "results").is_dir() else [])) >= stop_at:
            running.send_signal(signal.SIGKILL)
            break
    running.wait()
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout if stop_at is not None else ""


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--otter", metavar="PYTHON")
    parser.add_argument("--size", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    project = Project(ROOT)
    cold, amortised = time_ours(project, options.repeats)
    print(f"ours: start and first submission {cold:.1f} s, each of the next {options.repeats} {amortised:.3f} s", flush=True)
    if options.otter:
        other = time_otter(project, options.otter, 3)
        print(f"otter run: {other:.1f} s a submission, {other / amortised:.0f} times as long", flush=True)
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        (place / "private").mkdir()
        (place / "private" / "seed.txt").write_text("a class", "utf8")
        make_class(project, place / "in", options.size)
        started = time.monotonic()
        grade_class(place / "in", place / "private", place / "one", options.jobs)
        seconds = time.monotonic() - started
        shown = grade_class(place / "in", place / "private", place / "two", options.jobs, stop_at=options.size // 3)
        same = all(
            (place / "one" / name).read_bytes() == (place / "two" / name).read_bytes() for name in ("grades.csv", "grades.json")
        )
        with (place / "one" / "grades.csv").open(encoding="utf8", newline="") as file:
            lines = list(csv.DictReader(file))
        undeserved = [
            line["student"] for line in lines if line["student"].startswith(("hostile", "untouched")) and float(line["points"])
        ]
        missing = [line["student"] for line in lines if line["student"].startswith("right") and float(line["points"]) != 8]
    print(f"{options.size} submissions: {seconds:.0f} s; killed after a third and resumed: {shown.splitlines()[-2]}")
    print(
        f"the two runs are {'the same' if same else 'DIFFERENT'}; "
        f"undeserved points: {undeserved or 'none'}; missing: {missing or 'none'}"
    )
    return 0 if same and not undeserved and not missing else 1


if __name__ == "__main__":
    sys.exit(main())

"""A class: what was handed in, lateness, resuming, the files for gradebook, teacher and students."""

import csv
import json
import os
import re
from contextlib import nullcontext
from datetime import datetime, timedelta

import nbformat
import pytest
from conftest import ROOT
from grading_fixtures import MARK

from threenets.course import cli, grade
from threenets.course.project import Project
from threenets.course.proof import solution_cells
from threenets.grading import report, sandbox
from threenets.grading.exercise import find_exercise
from threenets.grading.gradebook import LOOK, Gradebook, hidden_for, seed_for
from threenets.grading.policy import ClassError, Policy
from threenets.grading.submissions import collect, read_cells

NUMPY = "import numpy as np"
RIGHT = solution_cells(Project(ROOT), "rnn-1")[-1]
WRONG = RIGHT.replace("len(series) - width)", "len(series) - width - 1)")
assert WRONG != RIGHT
CALL = 'check("rnn-1")'
FULL = find_exercise("rnn-1").points
TOO_MUCH = "it holds too much code: at most 1000 cells and 1 MiB"


def notebook(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])), "utf8"
    )
    return path


@pytest.fixture
def folder(tmp_path):
    """A class's submissions, of every kind."""
    root = tmp_path / "submissions"
    notebook(root / "Ada.ipynb", NUMPY, RIGHT, CALL)
    notebook(root / "Bob" / "inside" / "rnn.ipynb", NUMPY, RIGHT + "\n# changed nothing", CALL)
    notebook(root / "Cleo" / "old.ipynb", NUMPY, "pass", CALL)
    os.utime(root / "Cleo" / "old.ipynb", (1, 1))
    notebook(root / "Cleo" / "new.ipynb", NUMPY, WRONG, CALL)
    (root / "Dan.ipynb").touch()
    (root / "Eve.zip").write_bytes(b"PK")
    (root / "Flo.ipynb").write_text("{", "utf8")
    notebook(root / "=Gus & <b>.ipynb", NUMPY, CALL)
    (root / "Hal").mkdir()
    (root / "Ida.ipynb").symlink_to(root / "Ada.ipynb")
    return root


def grade_open(gradebook, folder, fake):
    """Grade what has no result yet, and return the rows."""
    gradebook.grade([hand_in for hand_in in collect(folder) if gradebook.is_open(hand_in)], fake)
    return gradebook.rows(collect(folder))


class FakeGrader:
    """Gives points by a word in the code; counts and can be made to fail."""

    def __init__(self, fail_at=None):
        self.graded, self.fail_at = [], fail_at

    def close(self):
        pass

    def grade(self, submission, limits):
        if len(self.graded) == self.fail_at:
            raise KeyboardInterrupt
        self.graded.append(submission)
        had = 2 if "len(series) - width)" in "".join(submission.cells) else 0
        row = {
            "check": "any",
            "points": had,
            "of": 2,
            "state": "passed" if had else "not yet",
            "message": "`f` is <odd>",
            "hidden": False,
        }
        secret = {**row, "check": "secret", "message": "the secret is 42", "hidden": True}
        verdict = {"exercise": "rnn-1", "title": "T", "points": 2 * had, "of": 4, "state": "", "checks": [row, secret]}
        return {"verdicts": [verdict], "cells": [[1, "NameError", "<x>"]], "end": "", "printed": ""}


def test_what_was_handed_in(folder):
    found = {hand_in.student: (hand_in.path and hand_in.path.name, hand_in.problem) for hand_in in collect(folder)}
    assert found == {
        "Ada": ("Ada.ipynb", ""), "Bob": ("rnn.ipynb", ""), "Cleo": ("new.ipynb", ""), "Dan": ("Dan.ipynb", "it is empty"),
        "Eve.zip": ("Eve.zip", "it is no notebook (.ipynb)"), "Flo": ("Flo.ipynb", "it is no readable notebook"),
        "=Gus & <b>": ("=Gus & <b>.ipynb", ""), "Hal": (None, "it holds no notebook"),
        "Ida": ("Ida.ipynb", "it is a link or no file"),
    }  # fmt: skip
    assert collect(folder)[[hand_in.student for hand_in in collect(folder)].index("Cleo")].remarks == [
        "several notebooks: the newest counts"
    ]


def test_a_folder_without_submissions_is_refused(tmp_path):
    with pytest.raises(ClassError, match="holds no submissions"):
        collect(tmp_path)
    with pytest.raises(ClassError, match="is no folder"):
        collect(tmp_path / "absent")


@pytest.mark.parametrize(("content", "problem"), [
    (b"", "it is empty"), (b"[]", "it is no readable notebook"), (b'{"cells": 3}', "it is no readable notebook"),
    (b'{"cells": [{"cell_type": "code"}]}', "it is no readable notebook"), (b"[" * 1_000_000, "it is no readable notebook"),
    (b'{"cells": [{"cell_type": "code", "source": [3]}]}', "it is no readable notebook"),
    (b"\xff\xfe\x00", "it is no readable notebook"),
    (b'{"cells": ' + b"9" * 5000 + b"}", "it is no readable notebook"),
    (b'{"cells": []}', "it holds no code"), (b'{"cells": [{"cell_type": "code", "source": " \\n"}]}', "it holds no code"),
    (b'{"cells": [{"cell_type": "code", "source": "' + b"x" * (2 << 20) + b'"}]}', TOO_MUCH),
    (b'{"cells": [' + b'{"cell_type": "code", "source": "1"},' * 2000 + b'{"cell_type": "raw"}]}', TOO_MUCH),
    (b" " * (21 << 20), "it has 21 MiB: at most 20"),
])  # fmt: skip
def test_notebooks_that_are_none(tmp_path, content, problem):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    assert read_cells(path)[1] == problem


def test_names_of_submissions_cannot_act(tmp_path):
    """Path tricks, formulas for table programs, characters for terminals."""
    root = tmp_path / "in"
    for name in ("%2e%2e%2fetc", "=cmd()", "-x", "\x1b[2Jred", "a\nb", "<script>", "x" * 200, "字" * 80, os.fsdecode(b"b\xff")):
        notebook(root / f"{name}.ipynb", "1")
    gradebook = Gradebook(tmp_path / "out", Policy("rnn"))
    rows = grade_open(gradebook, root, FakeGrader())
    report.write_grades(tmp_path / "out", gradebook, rows)
    report.write_pages(tmp_path / "out", gradebook.policy, rows, {})
    with (tmp_path / "out" / "grades.csv").open(encoding="utf8", newline="") as file:
        students = [line["student"] for line in csv.DictReader(file)]
    assert set(students) == {"'-x", "%2e%2e%2fetc", "<script>", "'=cmd()", "?[2Jred", "a?b", "x" * 200, "字" * 80, "b?"}
    assert not [name for name in students if name[0] in "=+-@" or not name.isprintable()]
    pages = sorted((tmp_path / "out" / "students").iterdir())
    assert len(pages) == 9 and all(re.fullmatch(r"\d{3}-[\w-]+\.html", page.name) for page in pages)
    assert not [page for page in pages if "<script>" in page.read_text("utf8")]


def test_lateness():
    deadline = datetime.fromisoformat("2027-03-01T23:59:00+01:00")
    policy = Policy(
        "rnn", deadline=deadline, late_percent_per_day=10, late_days=3, extensions={"Ada": deadline + timedelta(days=7)}
    )
    for hours, expected in (
        (-1, (0, 1.0)),
        (0, (0, 1.0)),
        (1, (1, 0.9)),
        (24, (1, 0.9)),
        (25, (2, 0.8)),
        (72, (3, 0.7)),
        (73, (4, 0.0)),
    ):
        assert policy.lateness("Bob", deadline + timedelta(hours=hours)) == pytest.approx(expected)
    assert policy.lateness("Ada", deadline + timedelta(days=6)) == (0, 1.0)
    assert Policy("rnn").lateness("Bob", deadline) == (0, 1.0)


@pytest.mark.parametrize(("text", "message"), [
    ('section = "rnn"\nsecton = "x"', "holds a name that is not known"), ('exercises = ["rnn-1"]', "lacks 'section'"),
    ('section = "abc"', "there is no section 'abc'"),
    ('section = "rnn"\nexercises = ["rnn-99"]', "there are no exercises 'rnn-99'"),
    ('section = "rnn"\ndeadline = 2027-03-01T10:00:00', "written with its zone"), ("section = rnn", "cannot be read"),
    ('section = "rnn"\nlate_percent_per_day = 120', "must be a number between 0 and 100, not 120"),
    ('section = "rnn"\nseconds = 0', "seconds must be a number between 1 and 3600, not 0"),
    ('section = "rnn"\nlate_days = [1]', r"late_days must be a number between 0 and 1000, not \[1\]"),
    ('section = "rnn"\nextensions = 3', "must be a table of students and times"),
    ('section = "rnn"\nexercises = "rnn-1"', "exercises must be a list of names"),
])  # fmt: skip
def test_settings_that_cannot_be_used(tmp_path, text, message):
    path = tmp_path / "class.toml"
    path.write_text(text, "utf8")
    with pytest.raises(ClassError, match=message):
        Policy.read(path)


def test_settings(tmp_path):
    path = tmp_path / "class.toml"
    path.write_text(
        'section = "rnn"\ndeadline = 2027-03-01T23:59:00+01:00\nlate_days = 2\n[extensions]\n"Ada L" = 2027-03-05T00:00:00Z\n',
        "utf8",
    )
    policy = Policy.read(path)
    assert policy.exercises[0] == "rnn-1" and policy.extensions["Ada L"].day == 5


def test_what_is_stored_is_not_graded_again(folder, tmp_path):
    def run(policy=None, private=None, fail_at=None, safe=True):
        fake, gradebook = FakeGrader(fail_at), Gradebook(tmp_path / "out", policy or Policy("rnn"), private, safe)
        try:
            grade_open(gradebook, folder, fake)
        except KeyboardInterrupt:
            pass
        return len(fake.graded)

    assert run(fail_at=2) == 2  # interrupted
    assert run() == 2  # resumed: four can be graded
    assert run() == 0
    notebook(folder / "Ada.ipynb", NUMPY, WRONG, CALL)
    assert run() == 1  # only what changed
    stored = Gradebook(tmp_path / "out", Policy("rnn")).place(collect(folder)[1])
    assert stored.is_file()
    stored.write_text(stored.read_text("utf8")[:20], "utf8")
    assert run() == 1  # half-written by somebody else
    private = tmp_path / "private"
    private.mkdir()
    (private / "seed.txt").write_text("one", "utf8")
    assert run(private=private) == 4  # another seed
    (private / "hidden.py").write_text("# a check", "utf8")
    assert run(private=private) == 4  # other checks
    assert run(private=private) == 0
    assert run(safe=False) == 4
    assert run() == 0
    assert run(Policy("rnn", ["rnn-1"])) == 4  # other exercises


def test_seeds_differ_by_student_and_class():
    seeds = {seed_for(secret, student) for secret in ("a", "b") for student in ("Ada", "Bob")}
    assert len(seeds) == 4 and seed_for("a", "Ada") in seeds


def test_grades_and_pages(folder, tmp_path):
    out, policy = (
        tmp_path / "out",
        Policy("rnn", deadline=datetime.now().astimezone() - timedelta(hours=30), late_percent_per_day=10, late_days=5),
    )
    gradebook = Gradebook(out, policy)
    rows = grade_open(gradebook, folder, FakeGrader())
    report.write_grades(out, gradebook, rows)
    (out / "students").mkdir()
    (out / "students" / "099-Zoe.html").touch()  # of an earlier run
    report.write_pages(out, policy, rows, {hand_in.student: hand_in.problem for hand_in in collect(folder)})
    with (out / "grades.csv").open(encoding="utf8", newline="") as file:
        lines = {line["student"]: line for line in csv.DictReader(file)}
    assert list(lines["Ada"]) == [
        "student",
        "file",
        "points",
        "before_lateness",
        "days_late",
        "remarks",
        "rnn-1 any",
        "rnn-1 secret",
    ]
    assert list(lines["Ada"].values()) == ["Ada", "Ada.ipynb", "3.2", "4", "2", "the same code as Bob", "2", "2"]
    assert lines["Dan"]["remarks"] == "it is empty" and lines["Dan"]["points"] == "0.0"
    assert "'=Gus & <b>" in lines and lines["Cleo"]["remarks"] == "several notebooks: the newest counts"
    book = json.loads((out / "grades.json").read_text("utf8"))
    assert (book["schema"], book["section"], book["sandbox"], len(book["students"])) == (1, "rnn", True, 9)
    pages = {page.name: page.read_text("utf8") for page in (out / "students").iterdir()}
    assert len(pages) == 9
    (ada,) = (text for name, text in pages.items() if name.endswith("-Ada.html"))
    assert "Further checks</th><td>2 of 2" in ada and "<code>f</code> is &lt;odd&gt;" in ada and "&lt;x&gt;" in ada
    assert not [name for name, text in pages.items() if "secret" in text or "42" in text]
    assert not [text for name, text in pages.items() if "Bob" in text and "Ada" in text]


# ---- the commands --------------------------------------------------------------------------------------------------


@pytest.fixture
def command(grader, monkeypatch, tmp_path, private):
    """Call ``threenets`` with the running grader in place of a new one; returns the exit code."""

    def make(private=None, hide=()):
        assert (private is None) or private.is_dir()
        return nullcontext(grader)

    monkeypatch.setattr(grade, "Grader", make)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: cli.main([str(argument) for argument in arguments])


def test_a_class_from_end_to_end(command, folder, capsys, private):
    assert command("grade", folder, "--private", private, "--out", "first") == 0
    shown = capsys.readouterr().out
    assert "9 submissions: 4 graded" in shown and "the same code: #002, #003" in shown
    assert re.search(r"^student +points +graded$", shown, re.M) and re.search(r"^#005 +- +- +it is empty$", shown, re.M)
    assert re.search(r"^#004 +0 of \d+ +[1-4]/4  several notebooks: the newest counts$", shown, re.M)
    assert not [name for name in ("Ada", "Bob", "Cleo", "Gus", MARK) if name in shown]
    first = open("first/grades.csv", encoding="utf8").read()
    assert command("grade", folder, "--private", private, "--out", "second", "--jobs", "1", "--names") == 0
    shown = capsys.readouterr().out
    assert "Ada" in shown
    assert open("second/grades.csv", encoding="utf8").read() == first
    assert open("second/grades.json", encoding="utf8").read() == open("first/grades.json", encoding="utf8").read()
    assert command("grade", folder, "--private", private, "--out", "first") == 0
    assert "0 graded in 0 s, 4 taken over, 5 without anything to grade" in capsys.readouterr().out
    for page in os.listdir("first/students"):
        assert MARK not in open(f"first/students/{page}", encoding="utf8").read()
    with open("first/grades.csv", encoding="utf8", newline="") as file:
        lines = {line["student"]: line for line in csv.DictReader(file)}
    assert float(lines["Ada"]["points"]) == float(lines["Bob"]["points"]) > float(lines["Cleo"]["points"]) >= 0
    assert lines["Ada"]["remarks"] == "the same code as Bob" and float(lines["'=Gus & <b>"]["points"]) == 0


def test_a_notebook_gets_the_verdict_that_it_shows(command, tmp_path, capsys, monkeypatch):
    from threenets.grading.notebook import check

    assert command("grade", notebook(tmp_path / "mine.ipynb", NUMPY, WRONG, CALL, "1 / 0")) == 0
    shown = capsys.readouterr().out
    namespace = {}
    exec(f"{NUMPY}\n{WRONG}", namespace)
    monkeypatch.setattr("threenets.grading.notebook._namespace", lambda: namespace)
    check("rnn-1")
    assert capsys.readouterr().out.strip() in shown
    assert "code cell 4 stopped with ZeroDivisionError: division by zero" in shown


def test_names_and_hidden_checks_without_effect_are_told(command, folder, tmp_path, private, capsys):
    settings = 'section = "rnn"\nexercises = ["rnn-1"]\n[extensions]\n"Ada" = 2027-03-08T23:59:00Z\n'
    (tmp_path / "class.toml").write_text(settings, "utf8")
    assert command("grade", folder, "--class", "class.toml", "--private", private, "--out", "first") == 0
    assert "look at" not in (shown := capsys.readouterr().out) and "9 submissions: 4 graded" in shown
    more = '"ada" = 2027-03-08T23:59:00Z\n[submitted]\n"Zoe" = 2027-03-01T00:00:00Z\n"Yan" = 2027-03-01T00:00:00Z\n'
    (tmp_path / "class.toml").write_text(settings.replace("rnn-1", "rnn-2") + more, "utf8")
    assert command("grade", folder, "--class", "class.toml", "--private", private, "--out", "second") == 0
    shown = capsys.readouterr().out
    assert "look at [extensions]: 1 name in it without a submission (--names shows which)\n" in shown
    assert "look at [submitted]: 2 names in it without a submission (--names shows which)\n" in shown
    assert "look at the private folder: its checks for rnn-1 are not used, as these are not graded\n" in shown
    assert command("grade", folder, "--class", "class.toml", "--private", private, "--out", "second", "--names") == 0
    assert "2 names in it without a submission ('Yan', 'Zoe')\n" in capsys.readouterr().out
    book = json.loads((tmp_path / "second" / "grades.json").read_text("utf8"))
    assert book["unmatched"] == {"extensions": ["ada"], "submitted": ["Yan", "Zoe"]}


def test_what_hidden_checks_are_for_is_read_and_not_run(tmp_path):
    assert hidden_for(None) == set()
    (tmp_path / "one.py").write_text('1 / 0\n@exercise.find_exercise("cnn-1").check("x")\ndef _(answer): "fcn-1"', "utf8")
    (tmp_path / "two.py").write_text("find_exercise('rnn-2')\nfind_exercise(name)\nother('rnn-3')", "utf8")
    (tmp_path / "broken.py").write_text("find_exercise('rnn-4'", "utf8")
    assert hidden_for(tmp_path) == {"cnn-1", "rnn-2"}


def test_a_submission_of_another_section_is_named(command, tmp_path, capsys):
    folder = tmp_path / "in"
    notebook(folder / "Ada.ipynb", NUMPY, 'check("cnn-1")', "check( 'cnn-2')")  # the first does not decide
    notebook(folder / "Bob.ipynb", NUMPY, RIGHT, CALL)
    notebook(folder / "Cleo.ipynb", NUMPY, RIGHT)  # without any call of check
    notebook(folder / "Dan.ipynb", NUMPY, RIGHT, CALL, 'check("cnn-1")', 'check("cnn-2")')  # both
    notebook(folder / "Eve.ipynb", NUMPY, WRONG, CALL)
    notebook(folder / "Fay.ipynb", NUMPY, WRONG, CALL)
    told = "it answers exercises of cnn, and those of rnn are graded"
    for more in ((), ("--section", "rnn")):
        assert command("grade", folder, *more) == 0
        shown = capsys.readouterr().out
        assert re.search(rf"^#001 +- +- +{told}$", shown, re.M) and "1 without anything to grade" in shown
        with open("grades/grades.csv", encoding="utf8", newline="") as file:
            lines = {line["student"]: line for line in csv.DictReader(file)}
        assert (lines["Ada"]["remarks"], float(lines["Ada"]["points"])) == (told, 0)
        assert all(float(lines[name]["points"]) >= FULL for name in ("Bob", "Cleo", "Dan"))
        assert f"could not be graded: {told}." in (tmp_path / "grades" / "students" / "001-Ada.html").read_text("utf8")


@pytest.mark.parametrize(("arguments", "message"), [
    (["absent"], "absent does not exist"), (["{in}", "--jobs", "0"], "--jobs takes a whole number of at least 1, not '0'"),
    (["{in}", "--private", "absent"], "--private must name a folder"),
    (["{in}", "--section", "xyz"], "there is no section 'xyz'"),
    (["{in}", "--private", "{private}", "--unsafe-local"], "would show the hidden checks to the submissions"),
    (["{in}", "--private", "{lib}"], "lies in the course"), (["{in}/Dan.ipynb"], "cannot be graded: it is empty"),
    (["{in}", "--class", "absent.toml"], "absent.toml cannot be read"),
    (["{in}/Ida.ipynb"], "cannot be graded: it is a link or no file"), (["{in}/Flo.ipynb"], "it is no readable notebook"),
    (["{in}/Eve.zip"], "cannot be graded: it is no readable notebook"), (["{in}/Hal"], "holds no submissions"),
    (["{in}", "--out", "{in}/Ada.ipynb/grades"], "and would be taken for a submission"),
    (["{in}", "--out", "mine.txt/grades"], "cannot be written to mine.txt/grades (Not a directory): name another folder"),
    (["{in}", "--out", "/proc/grades"], "cannot be written to /proc/grades (No such file or directory)"),
    (["{in}", "--private", "{empty}"], "lacks seed.txt"),
])  # fmt: skip
def test_mistakes_are_refused_in_words(folder, private, tmp_path, monkeypatch, capsys, arguments, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").touch()
    (tmp_path / "empty").mkdir()
    places = {"{in}": folder, "{private}": private, "{lib}": ROOT / "lib", "{empty}": tmp_path / "empty"}
    for word, place in places.items():
        arguments = [argument.replace(word, str(place)) for argument in arguments]
    assert cli.main(["grade", *arguments]) == 2
    told = capsys.readouterr().err
    assert message in told and told.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "mine.txt", "submissions"]


def test_without_a_sandbox_it_refuses_and_says_what_would_help(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    assert cli.main(["grade", str(folder)]) == 2
    assert "bubblewrap is not installed" in (shown := capsys.readouterr().err) and "--unsafe-local" in shown
    assert not (tmp_path / "grades").exists()


def test_a_hidden_check_that_cannot_be_loaded_is_told(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sandbox, "PRELOAD", ("IPython.core.interactiveshell",))
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "seed.txt").write_text("one", "utf8")
    (tmp_path / "private" / "mine.py").write_text("from threenets import nowhere", "utf8")
    assert cli.main(["grade", str(folder), "--private", "private"]) == 2
    assert "the hidden checks of mine.py cannot be loaded (ImportError: cannot import name 'nowhere'" in capsys.readouterr().err
    assert not (tmp_path / "grades").exists()


def test_unsafe_local_grades_and_warns(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    path = notebook(tmp_path / "mine.ipynb", NUMPY, RIGHT, CALL, "import os; print(os.getpid())", "while True: pass")
    monkeypatch.setattr("threenets.grading.unsafe.Limits", lambda: sandbox.Limits(cell_seconds=2))
    assert cli.main(["grade", str(path), "--unsafe-local"]) == 0
    shown = capsys.readouterr().out
    assert "NOT SAFE: the submissions run with all your rights" in shown
    assert f"✓ rnn-1 Windows of a series: {FULL:g} of {FULL:g} points, passed" in shown


def test_a_release_holds_no_answers_and_no_dead_links(tmp_path, capsys):
    root = tmp_path / "class"
    assert cli.main(["release", str(root)]) == 0
    assert "a public fork of this one, and its history, carry the answers" in capsys.readouterr().out
    names = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    assert not [name for name in names if "solution" in name.lower() and not name.startswith("lib/")]
    assert not [name for name in names if name.startswith(("tests/", "book/graders", "book/mutants"))]
    assert {"exercises/fcn.md", "exercises/fcn.ipynb", "noxfile.py", "README.md"} <= set(names)
    project = Project(root)
    assert "exercises/fcn" in project.notebooks and "solutions/fcn" not in project.pages
    texts = {name: (root / name).read_text("utf8") for name in names if name.endswith((".md", ".ipynb", "_toc.yml"))}
    masters = [path.read_text("utf8") for path in ROOT.glob("solutions/*.md")]
    regions = [region for text in masters for region in re.findall(r"BEGIN SOLUTION(.+?)# END", text, re.S)]
    answers = [line.strip() for region in regions for line in region.splitlines() if len(line) > 50 and "#:" not in line]
    assert len(answers) > 20
    for name, text in texts.items():
        assert not name.startswith("exercises/") or not [line for line in ["BEGIN SOLUTION", *answers] if line in text], name
    assert "solutions/" not in texts["_toc.yml"] and "teaching.md" not in texts["README.md"]
    gone = [*masters, *((ROOT / "book" / f"{name}.md").read_text("utf8") for name in ("graders", "mutants", "teaching"))]
    labels = [label for text in gone for label in re.findall(r"^\((.+)\)=$", text, re.M)]
    assert len(labels) > 3
    pages = {name: text for name, text in texts.items() if name.startswith(("book/", "exercises/")) and name.endswith(".md")}
    assert not [(name, label) for name, text in pages.items() for label in labels if re.search(rf"[(<`]{label}[)>`]", text)]
    assert cli.main(["release", str(root)]) == 2
    assert "is not an empty folder" in capsys.readouterr().err
    assert cli.main(["release", str(ROOT / "class")]) == 2 and not (ROOT / "class").exists()


def test_a_place_where_no_release_can_lie_is_one_message_and_nothing_is_written(tmp_path, capsys):
    places = {name: tmp_path / name for name in ("file", "full", "into", "nowhere", "loop")}
    places["file"].write_text("mine")
    (places["full"] / "mine").mkdir(parents=True)
    places["into"].symlink_to(ROOT)
    places["nowhere"].symlink_to(tmp_path / "absent")
    places["loop"].symlink_to(places["loop"])
    before = sorted(path.name for path in tmp_path.iterdir())
    refused = {
        "": "name the folder", str(places["file"]): "is not an empty folder", str(places["full"]): "is not an empty folder",
        str(places["into"] / "class"): "lies in the course", str(ROOT / "lib" / ".." / "class"): "lies in the course",
        str(places["nowhere"]): "a link that leads nowhere", str(places["loop"]): "link",
        str(places["file"] / "class"): "no copy was written: Not a directory", str(tmp_path / ("a" * 300)): "File name too long",
    }  # fmt: skip
    for place, message in refused.items():
        assert cli.main(["release", place]) == 2, place
        words = capsys.readouterr().err
        assert message in words and len(words.splitlines()) == 1, words
    assert sorted(path.name for path in tmp_path.iterdir()) == before and not (ROOT / "class").exists()


def test_a_link_to_an_empty_folder_is_followed(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    assert cli.main(["release", str(tmp_path / "link")]) == 0
    assert (tmp_path / "empty" / "README.md").is_file() and (tmp_path / "link").is_symlink()
    assert not list(tmp_path.glob(".*.part"))

"""Exercises are made from solutions: what stays, what goes, and what is refused."""

import pytest
from conftest import ROOT

from threenets.course import CourseError, build, cli, exercises
from threenets.course.fingerprint import code_print
from threenets.course.notebooks import code_cells, read_notebook, write_atomically
from threenets.course.project import Page, Project

MASTER = """\
---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
jupytext:
  jupytext_version: 1.0
---

(sec-solutions-fcn)=
# Solutions: a test

A promise.

```{code-cell} python
start_page("solutions/fcn")
```

## fcn-1: One

```{code-cell} python
def double(x):
    # BEGIN SOLUTION
    #: y = ...  # yours
    #: return y
    return 2 * x
    # END SOLUTION
```

+++ {"tags": ["solution"]}

The answer is to double.

```{code-cell} python
:tags: [solution]

double(2)
```
"""


@pytest.fixture
def page(tmp_path):
    def make(text):
        path = tmp_path / "fcn.md"
        path.write_text(text, "utf8")
        return Page("solutions/fcn", path)

    return make


def test_a_region_leaves_its_placeholder_and_solution_cells_go(page):
    text = exercises.make_exercise(page(MASTER))
    assert "def double(x):\n    y = ...  # yours\n    return y\n```" in text
    assert "2 * x" not in text and "answer" not in text and "double(2)" not in text
    assert "(sec-exercises-fcn)=\n# Exercises: a test" in text and 'start_page("exercises/fcn")' in text


def test_the_front_matter_is_the_masters_whatever_jupytext_is_installed(page):
    front = exercises.make_exercise(page(MASTER)).split("\n---\n")[0].splitlines()
    assert front[1].startswith("# Made from solutions/fcn.md") and front[2:] == MASTER.split("\n---\n")[0].splitlines()[1:]


def test_a_region_without_lines_for_the_learner_leaves_dots():
    assert exercises.strip("x = 1\n  # BEGIN SOLUTION\n  y = 2\n  # END SOLUTION") == ("x = 1\n  ...  # your answer", 1)


@pytest.mark.parametrize(("old", "new", "message"), [
    ("    return 2 * x\n", "    # BEGIN SOLUTION\n    return 2 * x\n", "a solution region begins inside another"),
    ("    # END SOLUTION\n", "", "a solution region never ends"),
    ("    # BEGIN SOLUTION\n", "", "a solution region ends that never began"),
    ("    return 2 * x\n", "", "a solution region ends that holds no code"),
    ("# BEGIN SOLUTION", "# Begin solution here", "'# Begin solution here' is no mark of a region"),
    ("## fcn-1: One", "## fcn-1: One\n\n## fcn-2: Two", "no solution region below 'fcn-1: One'"),
    ("    # BEGIN SOLUTION\n    #: y = ...  # yours\n    #: return y\n    return 2 * x\n    # END SOLUTION\n", "    return 1\n",
     "no solution region below 'fcn-1: One'"),
])  # fmt: skip
def test_faults_in_a_master_are_refused(page, old, new, message):
    assert old in MASTER
    with pytest.raises(CourseError, match=message.replace("(", r"\(")):
        exercises.make_exercise(page(MASTER.replace(old, new, 1)))


@pytest.fixture
def copy(tmp_path):
    """A project with this course's solutions and exercises, to plant faults in."""
    root = tmp_path / "course"
    for folder in ("solutions", "exercises"):
        (root / folder).mkdir(parents=True)
        for path in (ROOT / folder).glob("*.md"):
            (root / folder / path.name).write_text(path.read_text("utf8"), "utf8")
    (root / "lib").symlink_to(ROOT / "lib")
    (root / "_config.yml").write_text((ROOT / "_config.yml").read_text("utf8"), "utf8")
    (root / "_toc.yml").write_text("root: solutions/fcn\n", "utf8")
    return root


def test_drift_is_found_and_mended(copy):
    assert exercises.drift(Project(copy)) == []
    target = copy / "exercises" / "fcn.md"
    target.write_text(target.read_text("utf8") + "\nMore.\n", "utf8")
    (copy / "exercises" / "stray.md").write_text("x", "utf8")
    assert exercises.drift(Project(copy)) == [
        "exercises/fcn.md is not what solutions/fcn.md gives: run `threenets exercises`", "exercises/stray.md has no solution",
    ]  # fmt: skip
    assert exercises.write_exercises(Project(copy)) == ["exercises/fcn"]
    assert exercises.write_exercises(Project(copy)) == []


@pytest.mark.parametrize(("old", "new", "message"), [
    ("## fcn-1: An autoencoder", "## fcn-1: The autoencoder", "its headings must be '## ID: TITLE'"),
    ('hint("fcn-1")', 'print("no hint")', 'fcn-1 lacks a line hint("fcn-1") in a cell'),
    ('progress("fcn")', "None", 'it must end in a cell progress("fcn")'),
])  # fmt: skip
def test_form_of_a_page_of_exercises(copy, old, new, message):
    path = copy / "exercises" / "fcn.md"
    assert list(exercises.form(Page("exercises/fcn", path))) == []
    assert old in path.read_text("utf8")
    path.write_text(path.read_text("utf8").replace(old, new), "utf8")
    assert any(message in problem for problem in exercises.form(Page("exercises/fcn", path)))


def test_an_untouched_exercise_can_be_had_back(tmp_path):
    project = Project(ROOT)
    path, kept = exercises.hand_out(project, "fcn", tmp_path)
    untouched = path.read_text("utf8")
    assert (
        kept is None and "BEGIN SOLUTION" not in untouched and '"outputs": []' in untouched and "{admonition}" not in untouched
    )
    path.write_text(untouched.replace("# your model", "# mine"), "utf8")
    path, kept = exercises.hand_out(project, "fcn", tmp_path)
    assert path.read_text("utf8") == untouched and "# mine" in kept.read_text("utf8")
    assert exercises.hand_out(project, "fcn", tmp_path) == (path, None)
    with pytest.raises(CourseError, match="there are no exercises 'xyz'. There are: .*fcn"):
        exercises.hand_out(project, "xyz", tmp_path)


@pytest.fixture
def answered(copy):
    """The project above with a stored notebook of an exercise, and what a learner may do to it."""
    project = Project(copy)
    page = project.pages["exercises/fcn"]
    page.notebook.write_text((ROOT / "exercises" / "fcn.ipynb").read_text("utf8"), "utf8")
    (copy / "references").mkdir()

    def answer(old="# your model", new="# mine"):
        text = page.notebook.read_text("utf8")
        assert old in text
        page.notebook.write_text(text.replace(old, new), "utf8")

    code = code_print(code_cells(read_notebook(page.notebook)))
    run = '[[run]]\nprofile = "full"\ndevice = "cpu"\ndata = {}\nvalues = {}\nguards = {}\n'
    write_atomically(project.reference(page), f'page = "{page.name}"\noutputs = ""\n[fingerprint]\ncode = "{code}"\n{run}')
    return project, page, answer


def test_a_learners_own_notebook_is_kept_before_it_is_made_anew(answered):
    project, page, answer = answered
    assert exercises.keep_own(project, page) is None  # untouched
    answer()
    mine = page.notebook.read_text("utf8")
    assert exercises.keep_own(project, page).name == "fcn.mine.ipynb"
    answer("# mine", "# another")
    assert exercises.keep_own(project, page).name == "fcn.mine2.ipynb"
    assert page.notebook.with_name("fcn.mine.ipynb").read_text("utf8") == mine
    assert "# another" in page.notebook.with_name("fcn.mine2.ipynb").read_text("utf8")


def test_a_notebook_of_an_earlier_source_is_no_learners_own(answered):
    project, page, answer = answered
    page.source.write_text(page.source.read_text("utf8").replace("# your model", "# the model"), "utf8")
    assert exercises.keep_own(project, page) is None
    answer()
    assert exercises.keep_own(project, page).name == "fcn.mine.ipynb"


def test_only_exercises_are_kept(answered):
    project, page, answer = answered
    solution = project.pages["solutions/fcn"]
    solution.notebook.write_text(page.notebook.read_text("utf8"), "utf8")
    assert exercises.keep_own(project, solution) is None
    page.notebook.write_text("{", "utf8")
    assert exercises.keep_own(project, page) is None


def test_a_build_keeps_a_learners_own_notebook_and_says_so(answered, monkeypatch, capsys):
    project, page, answer = answered
    answer()
    done = []
    monkeypatch.chdir(project.root)
    monkeypatch.setattr(build, "stale_pages", lambda judged: {"exercises/fcn": ["changed"]})
    monkeypatch.setattr(build, "verdicts", lambda project: {})
    monkeypatch.setattr(build, "require_data", lambda project, names: None)
    monkeypatch.setattr(build, "make_references", lambda *arguments: done.append(page.notebook.with_name("fcn.mine.ipynb").is_file()) or [])
    monkeypatch.setattr(build, "refresh_all", lambda *arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["build"])
    assert done == [True]
    assert "exercises/fcn holds work of your own, and is made anew: yours is now exercises/fcn.mine.ipynb" in capsys.readouterr().out

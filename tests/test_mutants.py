"""Changed solutions: what is changed, and that the page shows a run of today's solutions and checks."""

import ast

import pytest
from conftest import ROOT

from threenets.course import mutants
from threenets.course.mutate import mutants as changes
from threenets.course.project import Project

PROJECT = Project(ROOT)


@pytest.mark.parametrize(("source", "expected"), [
    ("y = a + 1", {"y = a - 1", "y = a * 1", "y = a", "y = 1", "y = a + 2", "y = a + 0", "pass"}),
    ("f(x, axis=0)", {"x", "f(x)", "f(x, axis=1)", "f(x, axis=-1)", "pass"}),
    ("z = a[1:n]", {"z = a", "z = a[2:n]", "z = a[0:n]", "z = a[1:n + 1]", "z = a[1:n - 1]", "pass"}),
    ('Dense("relu")', {f"Dense('{name}')" for name in ("sigmoid", "tanh", "softmax", "linear")} | {'"""relu"""', "pass"}),
    ("def f(a, b):\n    return a", {"def f(a, b):\n    return b", "def f(a, b):\n    return None"}),
    ("t = np.mean(q)", {"t = np.sum(q)", "t = np.median(q)", "t = q", "pass"}),
    ("r = (a, b)", {"r = (b, a)", "r = (a,)", "pass"}),
    ("u = a if b else c", {"u = c if b else a", "pass"}),
    ('"A docstring."', set()),
])  # fmt: skip
def test_each_kind_of_change_is_made_once(source, expected):
    made = changes(source)
    assert {text for text, _ in made} == expected
    assert len({words for _, words in made}) == len(made)  # a name names one change


def test_a_change_is_named_by_its_line_and_what_it_changes():
    assert dict(changes("a = 1\nb = a < 2"))["a = 1\nb = a <= 2"] == "line 2: b = a < 2 → b = a <= 2"


@pytest.mark.parametrize("exercise", mutants.every_exercise(PROJECT), ids=lambda exercise: exercise.id)
def test_every_mutant_is_python_and_another_answer(exercise):
    made = mutants.exercise_mutants(PROJECT, exercise)
    assert len(made) >= mutants.FEWEST
    for cells, _ in made:
        ast.parse("\n".join(cells))
    texts = ["\n".join(cells) for cells, _ in made]
    assert len(set(texts)) == len(texts)


def test_the_page_shows_a_run_of_these_solutions_and_checks():
    results, named = mutants.stored(PROJECT)
    assert mutants.problems(PROJECT, results, named) == []
    shown = (ROOT / "book" / "mutants.md").read_text("utf8")
    assert shown == mutants.page_text(PROJECT, results, named), "run `python -m threenets.course.mutants --page`"


@pytest.mark.parametrize(("change", "message"), [
    (lambda result, named: result.update(state="0"), "fcn-1: its solution or its checks were changed after the last run"),
    (lambda result, named: result.update(changed=19), "fcn-1: 19 mutants, at least 20 are asked for"),
    (lambda result, named: result["alive"].extend(["line 1: a → b"] * 2), "fcn-1: 94% rejected; alive: line 1: a → b"),
    (lambda result, named: named.update({"line 2: c → d": "the same"}), "fcn-1: listed as right, but rejected: line 2: c → d"),
])  # fmt: skip
def test_what_is_wrong_with_a_result_is_told(change, message):
    exercises = mutants.every_exercise(PROJECT)
    results = {one.id: {"state": mutants.state(PROJECT, one), "changed": 31, "alive": []} for one in exercises}
    named = {one.id: {} for one in exercises}
    assert mutants.problems(PROJECT, results, named) == []
    change(results["fcn-1"], named["fcn-1"])
    (problem,) = mutants.problems(PROJECT, results, named)
    assert problem.startswith(message)

"""Every exercise: its solution gets all points, untouched it gets none, each wrong answer is told why, word for word."""

import pytest
from conftest import ROOT

from threenets.course.exercises import drift, masters
from threenets.course.project import Project
from threenets.course.proof import FEWEST_WRONG, page_text, run_here, solution_cells, told_mistakes, untouched_cells, wrong_answers
from threenets.grading.exercise import section_exercises

pytestmark = pytest.mark.filterwarnings("error::SyntaxWarning")  # so Keras warns of a loss that does not fit what it is given
PROJECT = Project(ROOT)
EXERCISES = [exercise for section in masters(PROJECT) for exercise in section_exercises(section).values()]
WRONG = [pytest.param(exercise, answer, id=f"{exercise.id}-{answer.name}")
         for exercise in EXERCISES for answer in wrong_answers(PROJECT, exercise.id)]  # fmt: skip
by_id = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


def test_exercises_are_what_their_solutions_give():
    assert drift(PROJECT) == []


@by_id
def test_solution_gets_all_points(exercise):
    verdict = run_here(exercise, solution_cells(PROJECT, exercise.id))
    assert [(row["check"], row["message"]) for row in verdict["checks"] if row["state"] != "passed"] == []
    assert verdict["points"] == verdict["of"] == exercise.points > 0


@by_id
def test_untouched_exercise_gets_none(exercise):
    verdict = run_here(exercise, untouched_cells(PROJECT, exercise.id))
    assert (verdict["points"], verdict["state"]) == (0, "not started")
    assert {row["state"] for row in verdict["checks"]} <= {"not started", "waiting"}


@pytest.fixture(scope="module")
def judged():
    """What was judged in this run, for the page that shows it."""
    return []


@pytest.mark.parametrize(("exercise", "answer"), WRONG)
def test_wrong_answer_is_rejected_by_the_check_meant_for_it(exercise, answer, judged):
    verdict = run_here(exercise, [*solution_cells(PROJECT, exercise.id), answer.code])
    told = {row["check"]: row["message"] for row in verdict["checks"] if row["state"] == "not yet"}
    assert told.get(answer.check) == answer.message
    assert not [row for row in verdict["checks"] if row["state"] == "unreadable"]
    judged.append((exercise, answer, verdict))


def test_the_page_shows_this_run(judged):
    if len(judged) < len(WRONG):
        pytest.skip("not every wrong answer was judged in this run")
    shown = (ROOT / "book" / "graders.md").read_text("utf8")
    assert shown == page_text(judged), "run `threenets exercises --prove`"


def test_an_answer_learned_by_heart_gets_at_most_half_of_the_points():
    """Weight belongs on random inputs: a hard-coded answer once passed half of the checks."""
    found = [(exercise, answer) for exercise, answer in (parameter.values for parameter in WRONG) if "by_heart" in answer.name]
    assert found
    for exercise, answer in found:
        verdict = run_here(exercise, [*solution_cells(PROJECT, exercise.id), answer.code])
        assert verdict["points"] <= verdict["of"] / 2, exercise.id


@by_id
def test_exercise_is_complete(exercise):
    answers = wrong_answers(PROJECT, exercise.id)
    assert len(answers) >= FEWEST_WRONG
    assert {check.name for check in exercise.checks if not check.hidden} <= {answer.check for answer in answers}
    assert 1 <= len(exercise.hints) <= 3


@by_id
def test_the_common_mistake_costs_what_the_solution_says(exercise):
    (mistake,) = [answer for answer in wrong_answers(PROJECT, exercise.id) if answer.cost]
    verdict = run_here(exercise, [*solution_cells(PROJECT, exercise.id), mistake.code])
    assert mistake.cost == f"{verdict['of'] - verdict['points']:g} of {verdict['of']:g} points"
    assert f"costs {mistake.cost}" in told_mistakes(PROJECT, exercise.id.partition("-")[0])[exercise.id]

"""Every exercise: its solution gets all points, untouched it gets none, each wrong answer is told why, word for word."""

import pytest
from conftest import ROOT

from threenets.course.exercises import drift, masters
from threenets.course.project import Project
from threenets.course.proof import FEWEST_WRONG, run_here, solution_cells, untouched_cells, wrong_answers
from threenets.grading.exercise import section_exercises

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


@pytest.mark.parametrize(("exercise", "answer"), WRONG)
def test_wrong_answer_is_rejected_by_the_check_meant_for_it(exercise, answer):
    verdict = run_here(exercise, [*solution_cells(PROJECT, exercise.id), answer.code])
    told = {row["check"]: row["message"] for row in verdict["checks"] if row["state"] == "not yet"}
    assert told.get(answer.check) == answer.message
    assert not [row for row in verdict["checks"] if row["state"] == "unreadable"]


@by_id
def test_exercise_is_complete(exercise):
    answers = wrong_answers(PROJECT, exercise.id)
    assert len(answers) >= FEWEST_WRONG
    assert {check.name for check in exercise.checks if not check.hidden} <= {answer.check for answer in answers}
    assert 1 <= len(exercise.hints) <= 3

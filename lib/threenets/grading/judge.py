"""Runs the checks of exercises on an answer: verdicts that are plain data."""

from threenets.grading.answer import Answer
from threenets.grading.exercise import Unanswered, Wrong

PASSED, FAILED, UNANSWERED = "passed", "not yet", "not started"
WAITING, STOPPED, UNREADABLE = "waiting", "stopped", "unreadable"


def judge(exercises, exchange, seed=0, hidden=True):
    """Run the checks of exercises.

    Parameters
    ----------
    exercises : list of threenets.grading.exercise.Exercise
    exchange : callable
        See `threenets.grading.answer.Answer`.
    seed : int
    hidden : bool
        Whether hidden checks are run as well. They come after all others: what their inputs tell a submission cannot
        reach a message that its student sees.

    Returns
    -------
    list of dict
        Identifier, title, points had and points to be had, state, and one dict a check. Points are had only where a
        check passed; whatever a learner's code does comes out as that check's message.
    """
    answers = {exercise.id: Answer(exchange, seed) for exercise in exercises}
    rows = {exercise.id: [] for exercise in exercises}
    for secret in (False, True) if hidden else (False,):
        for exercise in exercises:
            for check in exercise.checks:
                if check.hidden == secret:
                    rows[exercise.id].append(_row(check, rows[exercise.id], answers[exercise.id], exercise.id))
    return [summed(exercise, rows[exercise.id]) for exercise in exercises]


def summed(exercise, rows):
    """Return the verdict on an exercise that these rows, one a check, come to."""
    idle = all(row["state"] in (UNANSWERED, WAITING) for row in rows)
    points, of = sum(row["points"] for row in rows), sum(row["of"] for row in rows)
    state = UNANSWERED if idle else PASSED if points == of else FAILED
    return {"exercise": exercise.id, "title": exercise.title, "points": points, "of": of, "state": state, "checks": rows}


def row_of(check, state, message):
    """Return a check's part of a verdict."""
    points = check.points if state == PASSED else 0
    return {"check": check.name, "points": points, "of": check.points, "state": state, "message": message, "hidden": check.hidden}


def _row(check, before, answer, exercise):
    missing = [name for name in check.needs if any(row["check"] == name and row["state"] != PASSED for row in before)]
    if missing:
        return row_of(check, WAITING, f"comes after {' and '.join(missing)}")
    return row_of(check, *_run(check, answer, exercise))


def _run(check, answer, exercise):
    answer.begin(f"{exercise}/{check.name}")
    try:
        check.function(answer)
    except Unanswered as reason:
        return UNANSWERED, str(reason)
    except Wrong as reason:
        return FAILED, str(reason)
    except (EOFError, OSError) as error:  # the process that ran the learner's code is gone
        return STOPPED, f"the notebook stopped answering ({error or type(error).__name__})"
    except Exception as error:  # an answer of a form that nobody thought of: no points, and the teacher is told
        where = error.__traceback__
        while where.tb_next:
            where = where.tb_next
        place = f"{where.tb_frame.f_code.co_filename.rpartition('/')[2]}:{where.tb_lineno}"
        kind = type(error).__name__
        return UNREADABLE, f"the check cannot make sense of this answer ({kind} at {place}): compare it with the task"
    return PASSED, ""

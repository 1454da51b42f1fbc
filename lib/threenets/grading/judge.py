"""Runs the checks of an exercise on an answer: a verdict that is plain data."""

from threenets.grading.answer import Answer
from threenets.grading.exercise import Unanswered, Wrong

PASSED, FAILED, UNANSWERED, WAITING, STOPPED, UNREADABLE = (
    "passed",
    "not yet",
    "not started",
    "waiting",
    "stopped",
    "unreadable",
)


def judge(exercise, exchange, seed=0, hidden=True):
    """Run the checks of an exercise.

    Parameters
    ----------
    exercise : threenets.grading.exercise.Exercise
    exchange : callable
        See `threenets.grading.answer.Answer`.
    seed : int
    hidden : bool
        Whether hidden checks are run as well.

    Returns
    -------
    dict
        Identifier, title, points had and points to be had, state, and one dict a check. Points are had only where a
        check passed; whatever a learner's code does comes out as that check's message.
    """
    answer, rows = Answer(exchange, seed), []
    for check in exercise.checks:
        if check.hidden and not hidden:
            continue
        missing = [name for name in check.needs if any(row["check"] == name and row["state"] != PASSED for row in rows)]
        state, message = (WAITING, f"comes after {' and '.join(missing)}") if missing else _run(check, answer, exercise.id)
        points = check.points if state == PASSED else 0
        rows.append(
            {
                "check": check.name,
                "points": points,
                "of": check.points,
                "state": state,
                "message": message,
                "hidden": check.hidden,
            }
        )
    idle = all(row["state"] in (UNANSWERED, WAITING) for row in rows)
    points, of = sum(row["points"] for row in rows), sum(row["of"] for row in rows)
    state = UNANSWERED if idle else PASSED if points == of else FAILED
    return {"exercise": exercise.id, "title": exercise.title, "points": points, "of": of, "state": state, "checks": rows}


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
        return (
            UNREADABLE,
            f"the check cannot make sense of this answer ({type(error).__name__} at {place}): compare it with the task",
        )
    return PASSED, ""

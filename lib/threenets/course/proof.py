"""The proof of the checks: what each exercise says to its solution, to the untouched page and to wrong answers."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import jupytext

from threenets.course import CourseError
from threenets.course.exercises import make_exercise, masters
from threenets.course.notebooks import tags
from threenets.grading.exercise import section_exercises
from threenets.grading.notebook import verdict

FEWEST_WRONG = 4  # wrong answers an exercise
_CALL = re.compile(r"^(check|hint|progress)\(.*\)$", re.M)


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer, the check that is meant to reject it, and the words it must reject it with.

    ``cost`` is set for the one that the solution page calls the common mistake: ``"3 of 7 points"``.
    """

    name: str
    code: str
    check: str
    message: str
    cost: str = ""


def wrong_answers(project, exercise):
    """Return the wrong answers to an exercise.

    Raises
    ------
    CourseError
        If one does not say, in its first two lines, who rejects it and with what message.
    """
    found = []
    for path in sorted((project.root / "tests" / "wrong_answers" / exercise).glob("*.py")):
        text = path.read_text("utf8")
        head = re.match(r"# rejected by: (.+)\n# says: (.+)\n(?:# common mistake, costs: (.+)\n)?", text)
        if not head:
            raise CourseError(f"{path.name} of {exercise} must begin with '# rejected by: CHECK' and '# says: MESSAGE'.")
        found.append(WrongAnswer(path.stem, text, head[1].strip(), head[2].strip(), head[3] or ""))
    return found


def told_mistakes(project, section):
    """Return what the solution page tells under "A common mistake", by exercise."""
    parts = re.split(r"^## (\w+-\d+): ", masters(project)[section].text, flags=re.M)
    found = {}
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        told = re.search(r"^\*\*A common mistake\.\*\* (.+?)\n\n", text, re.M | re.S)
        found[name] = " ".join(told[1].split()) if told else ""
    return found


@cache
def cells_by_exercise(text):
    """Return, for each exercise of a page, the code above all exercises and its own, without cells of the solution alone."""
    shared, cells, current = [], {}, None
    for cell in jupytext.reads(text, fmt="md:myst").cells:
        if cell.cell_type == "markdown":
            for title in re.findall(r"^## (.+)$", cell.source, re.M):
                current = title.partition(":")[0]
        elif not {"solution", "setup"} & set(tags(cell)):
            code = _CALL.sub("", cell.source).strip()
            if code:
                (shared if current in (None, "Setup") else cells.setdefault(current, [])).append(code)
    return {name: shared + own for name, own in cells.items()}


def solution_cells(project, exercise):
    """Return the code of an exercise's solution, with the imports above it."""
    return cells_by_exercise(masters(project)[exercise.partition("-")[0]].text)[exercise]


def untouched_cells(project, exercise):
    """Return the code of the untouched exercise."""
    return cells_by_exercise(make_exercise(masters(project)[exercise.partition("-")[0]]))[exercise]


def run_here(exercise, cells):
    """Run cells in this process, as a notebook does, and return the public verdict. For our own code only."""
    namespace = {"__name__": "__main__"}
    for cell in cells:
        exec(compile(cell, exercise.id, "exec"), namespace)
    return verdict(exercise, namespace)


def prove(project, run=run_here):
    """Judge every solution, untouched exercise and wrong answer.

    Parameters
    ----------
    project : Project
    run : callable
        ``run(exercise, cells)`` returns a verdict.

    Returns
    -------
    rows : list of (Exercise, WrongAnswer, verdict)
    problems : list of str
        Everything that is not as it should be.
    """
    rows, problems = [], []
    for section in masters(project):
        for exercise in section_exercises(section).values():
            found = run(exercise, solution_cells(project, exercise.id))
            if found["points"] != found["of"] or not found["of"]:
                problems.append(
                    f"{exercise.id}: its solution gets {found['points']} of {found['of']} points: {_messages(found)}"
                )
            found = run(exercise, untouched_cells(project, exercise.id))
            if found["points"] or found["state"] != "not started":
                problems.append(
                    f"{exercise.id}: untouched it gets {found['points']} points and is {found['state']}: {_messages(found)}"
                )
            wrong = wrong_answers(project, exercise.id)
            if len(wrong) < FEWEST_WRONG:
                problems.append(f"{exercise.id} has {len(wrong)} wrong answers: at least {FEWEST_WRONG}")
            for answer in wrong:
                found = run(exercise, [*solution_cells(project, exercise.id), answer.code])
                rows.append((exercise, answer, found))
                told = {row["check"]: row["message"] for row in found["checks"] if row["state"] == "not yet"}
                if told.get(answer.check) != answer.message:
                    problems.append(
                        f"{exercise.id}, {answer.name}: {answer.check!r} should say {answer.message!r}: {_messages(found)}"
                    )
            idle = [
                check.name
                for check in exercise.checks
                if check.name not in {answer.check for answer in wrong} and not check.hidden
            ]
            problems += [f"{exercise.id}: no wrong answer is meant for the check {name!r}" for name in idle]
    return rows, problems


def _messages(verdict):
    return "; ".join(
        f"{row['check']} {row['state']}: {row['message']}" for row in verdict["checks"] if row["state"] != "passed"
    )


PAGE = """\
(sec-graders)=
# The checks, tested

*Made by `threenets exercises --prove` from a run of every wrong answer.* A check that never says no teaches nothing.
For each exercise its solution gets all points, the untouched page gets none, and each wrong answer below is
rejected by the check that is meant for it, with the message that stands there; tests read these messages word for word.

★ rejected by the check meant for it, ✗ by another one; ✓ passed; … not asked, because an earlier check said no.

{tables}
"""


def page_text(rows):
    """Return the page that shows which check rejects which wrong answer."""
    tables = []
    for exercise, own in groupby(rows, key=lambda row: row[0]):
        names = [check.name for check in exercise.checks if not check.hidden]
        tables += [f"## {exercise.id}: {exercise.title}", "", "```{table}", ":class: kills", ""]
        tables += [f"| wrong answer | it says | {' | '.join(names)} |", "|---|---|" + ":-:|" * len(names)]
        for _, answer, found in own:
            signs = []
            for row in found["checks"]:
                sign = {"passed": "✓", "not yet": "✗"}.get(row["state"], "…")
                signs.append("★" if row["check"] == answer.check else sign)  # that it rejects is tested
            message = (
                re.sub(r"([|*_<>\\$\[\]{}])", r"\\\1", answer.message)
                if "`" not in answer.message
                else answer.message.replace("|", r"\|")
            )
            tables.append(f"| {answer.name.replace('_', ' ')} | {message} | {' | '.join(signs)} |")
        tables += ["```", ""]
    return PAGE.format(tables="\n".join(tables).strip())

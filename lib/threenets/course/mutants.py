"""Asks the checks about mechanically changed solutions: what they let through shows where they are blind.

``python -m threenets.course.mutants`` judges every mutant, stores the result in ``tests/mutants.json`` and makes
``book/mutants.md`` from it; with ``--page`` only the page. What was let through was looked at by hand: mutants that do the
same as the solution, or are right as well, stand in ``tests/equivalent_mutants.toml``, each with the reason.
"""

import ast
import hashlib
import inspect
import json
import re
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor

from threenets.course.exercises import masters, strip
from threenets.course.mutate import mutants
from threenets.course.notebooks import write_atomically
from threenets.course.project import Project
from threenets.course.proof import solution_cells
from threenets.grading.exercise import section_exercises
from threenets.grading.grader import Grader, Submission
from threenets.grading.sandbox import Limits

FEWEST, SHARE = 20, 0.95
LIMITS = Limits(cell_seconds=5, answer_seconds=5, seconds=30)  # many a mutant never ends


def every_exercise(project):
    """Return all exercises that have a solution, in order."""
    return [exercise for section in masters(project) for exercise in section_exercises(section).values()]


def exercise_mutants(project, exercise):
    """Return the mutants of an exercise's answer: its cells, of which one is changed, and a line that names the change."""
    cells, found = solution_cells(project, exercise.id), []
    for number, cell in enumerate(cells):
        if strip(cell)[1]:
            found += [([*cells[:number], text, *cells[number + 1 :]], words) for text, words in mutants(cell)]
    return found


def state(project, exercise):
    """Return a hash of what a result holds for: the solution and the module of its checks, whatever their layout."""
    module = inspect.getsourcefile(exercise.checks[0].function)
    with open(module, encoding="utf8") as file:
        codes = [*solution_cells(project, exercise.id), file.read()]
    return hashlib.sha256("\n".join(ast.dump(ast.parse(code)) for code in codes).encode()).hexdigest()[:16]


def judge(project, exercises):
    """Judge all mutants of exercises in the sandbox; yield each exercise with what is to be stored of it."""
    with Grader() as grader, ThreadPoolExecutor(2) as pool:
        for exercise in exercises:
            made = exercise_mutants(project, exercise)
            jobs = [Submission(cells, [exercise.id], hidden=False) for cells, _ in made]
            verdicts = [result["verdicts"][0] for result in pool.map(lambda job: grader.grade(job, LIMITS), jobs)]
            alive = [words for (_, words), found in zip(made, verdicts, strict=True) if found["state"] == "passed"]
            yield exercise, {"state": state(project, exercise), "changed": len(made), "alive": alive}


def stored(project):
    """Return the results of the last run, and the mutants that were found right by hand, each with its reason."""
    folder = project.root / "tests"
    results, named = folder / "mutants.json", folder / "equivalent_mutants.toml"
    return (json.loads(results.read_text("utf8")) if results.is_file() else {}), tomllib.loads(named.read_text("utf8"))


def problems(project, results, named):
    """Return a sentence for each thing that is wrong with results of a run."""
    found = []
    for exercise in every_exercise(project):
        name, result, same = exercise.id, results.get(exercise.id), named.get(exercise.id, {})
        if not result or result["state"] != state(project, exercise):
            found.append(f"{name}: its solution or its checks were changed after the last run: run `nox -s long`")
            continue
        if result["changed"] < FEWEST:
            found.append(f"{name}: {result['changed']} mutants, at least {FEWEST} are asked for")
        if share(result, same) < SHARE:
            found.append(f"{name}: {share(result, same):.0%} rejected; alive: {'; '.join(unnamed(result, same))}")
        found += [f"{name}: listed as right, but rejected: {words}" for words in same if words not in result["alive"]]
    return found


def unnamed(result, same):
    """Return what was let through without a reason."""
    return [words for words in result["alive"] if words not in same]


def share(result, same):
    """Return which share of the mutants that are wrong was rejected."""
    wrong = result["changed"] - (len(result["alive"]) - len(unnamed(result, same)))
    return 1 - len(unnamed(result, same)) / wrong


PAGE = """\
(sec-mutants)=
# The checks against changed solutions

*Made by `nox -s long`.* [The checks, tested](graders.md) tries wrong answers that somebody thought of. Here nobody thought: each
solution is changed mechanically in one place, an operator, a number, a bound, an activation, a name, an argument, a line
left out. All points for a changed solution mean that the checks are blind there, or that it is right as well. Which of the
two was decided by hand, one by one: the lists below give the reason for each that is right, and say so where a wrong one was
let through. A good part of the changes makes the answer crash; that counts as rejected too.

{table}

## What was not rejected

{alive}
"""


def page_text(project, results, named):
    """Return the page that shows the results of a run."""
    rows, alive, sums = (
        ["| Exercise | Changed solutions | Right as well | Wrong | Rejected |", "|---|--:|--:|--:|--:|"],
        [],
        [0] * 4,
    )
    for exercise in every_exercise(project):
        result, same = results[exercise.id], named.get(exercise.id, {})
        open_ones = unnamed(result, same)
        right = len(result["alive"]) - len(open_ones)
        wrong = result["changed"] - right
        figures = [result["changed"], right, wrong, wrong - len(open_ones)]
        sums = [had + more for had, more in zip(sums, figures, strict=True)]
        rows.append(f"| {exercise.id} | {' | '.join(map(str, figures))} ({share(result, same):.1%}) |")
        if result["alive"]:
            alive += ["", f"**{exercise.id}: {exercise.title}**", ""]
            alive += [f"- {_code(words)}: {same.get(words, 'wrong, and let through')}" for words in result["alive"]]
    rows.append(f"| together | {' | '.join(map(str, sums))} ({sums[3] / sums[2]:.1%}) |")
    return PAGE.format(table="\n".join(rows), alive="\n".join(alive).strip() or "Nothing.")


def _code(words):
    """Return the name of a mutant with its code set as code."""
    line, old, new, place = re.match(r"(line \d+): (.*) → (.*?)( \(place \d+\))?$", words, re.S).groups()
    return f"{line}{place or ''}, `` {old} `` → `` {new} ``"


def main(arguments):
    """Run, store, write the page; return what is wrong."""
    project = Project.find()
    results, named = stored(project)
    if "--page" not in arguments:
        chosen = [exercise for exercise in every_exercise(project) if not arguments or exercise.id in arguments]
        for exercise, result in judge(project, chosen):
            results[exercise.id] = result
            print(f"{exercise.id}: {result['changed']} changed solutions, {len(result['alive'])} not rejected", flush=True)
            for words in unnamed(result, named.get(exercise.id, {})):
                print(f"  {words}", flush=True)
        write_atomically(project.root / "tests" / "mutants.json", json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    write_atomically(project.root / "book" / "mutants.md", page_text(project, results, named))
    return problems(project, results, named)


if __name__ == "__main__":
    wrong = main(sys.argv[1:])
    print("\n".join(wrong) or "every exercise rejects what it should")
    sys.exit(bool(wrong))

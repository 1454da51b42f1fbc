"""Mutates each solution mechanically and asks the checks: what they let through shows where they are blind.

``python -m threenets.course.mutants`` writes ``book/mutants.md``. Mutants that do the same as the solution were looked at
by hand: they stand in ``tests/equivalent_mutants.toml``, each with the reason.
"""

import ast
import copy
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor

from threenets.course.exercises import masters, strip
from threenets.course.notebooks import write_atomically
from threenets.course.project import Project
from threenets.course.proof import solution_cells
from threenets.grading.exercise import section_exercises
from threenets.grading.grader import Grader, Submission
from threenets.grading.sandbox import Limits

FEWEST, SHARE = 20, 0.95
_OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.And: ast.Or, ast.Or: ast.And, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_TEXTS = {
    "sigmoid": ("relu", "tanh", "linear"), "relu": ("sigmoid", "linear"), "tanh": ("sigmoid", "linear"),
    "softmax": ("sigmoid", "linear"), "linear": ("relu", "sigmoid"), "same": ("valid",), "valid": ("same",),
}  # fmt: skip


def mutants(source):
    """Return the mutants of a piece of Python, each with a line that names it.

    Operators and comparisons are exchanged, whole numbers moved by one, other numbers doubled, truth values turned,
    activations and paddings exchanged, bounds of slices and ranges moved by one, axes changed, calls replaced by their
    first argument, statements dropped.
    """
    tree, found = ast.parse(source), {}

    def add(path, new, words):
        mutant = copy.deepcopy(tree)
        parent = mutant
        for name, index in path[:-1]:
            parent = getattr(parent, name) if index is None else getattr(parent, name)[index]
        name, index = path[-1]
        if index is None:
            setattr(parent, name, new)
        else:
            getattr(parent, name)[index] = new
        text = ast.unparse(ast.fix_missing_locations(mutant))
        if text != ast.unparse(tree):
            found.setdefault(text, words)

    for path, node, context in _walk(tree):
        line = f"line {node.lineno}" if hasattr(node, "lineno") else "an operator"
        for new in _changes(node, context):
            before = ast.unparse(node) if not isinstance(node, ast.operator | ast.cmpop | ast.boolop) else type(node).__name__
            after = (
                "nothing"
                if isinstance(new, ast.Pass)
                else ast.unparse(new)
                if hasattr(new, "_attributes") and new._attributes
                else type(new).__name__
            )
            add(path, new, f"{context[0] if context[0] else line}: {_short(before)} → {_short(after)}")
    return list(found.items())


def _short(text):
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"


def _walk(node, path=(), place="", bound=False):
    """Yield each node with the way to it, the line that it stands in, and whether it is a bound of a slice or range."""
    for name, value in ast.iter_fields(node):
        children = (
            [(value, None)]
            if isinstance(value, ast.AST)
            else list(zip(value, range(len(value)), strict=True))
            if isinstance(value, list)
            else []
        )
        for child, index in children:
            if not isinstance(child, ast.AST):
                continue
            here = f"line {child.lineno}" if hasattr(child, "lineno") else place
            ranged = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range" and name == "args"
            )
            inner = isinstance(node, ast.Slice) or ranged
            steps = (*path, (name, index))
            if not (isinstance(node, ast.FunctionDef) and name == "args") and not (name == "func"):
                yield steps, child, (here, inner)
            yield from _walk(child, steps, here, inner)


def _changes(node, context):
    if type(node) in _OPERATORS:
        yield _OPERATORS[type(node)]()
    elif isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            yield ast.Constant(not value)
        elif isinstance(value, int):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        elif isinstance(value, float):
            yield ast.Constant(2 * value if value else 1.0)
        elif isinstance(value, str):
            yield from (ast.Constant(text) for text in _TEXTS.get(value, ()))
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Call) and node.args and not isinstance(node.args[0], ast.Starred):
        yield node.args[0]
    elif isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.If | ast.For | ast.Raise):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):  # a docstring
            yield ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None:
        if isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
            yield ast.Return(ast.Tuple(node.value.elts[::-1], ast.Load()))
        else:
            yield ast.Return(ast.Constant(None))
    if context[1] and isinstance(node, ast.expr) and not isinstance(node, ast.Constant):
        yield from (ast.BinOp(copy.deepcopy(node), operator, ast.Constant(1)) for operator in (ast.Add(), ast.Sub()))


def exercise_mutants(project, exercise):
    """Return the mutants of an exercise's answer: its cells, of which one is changed, and a line that names the change."""
    cells, found = solution_cells(project, exercise.id), []
    for number, cell in enumerate(cells):
        if strip(cell)[1]:
            found += [([*cells[:number], text, *cells[number + 1 :]], words) for text, words in mutants(cell)]
    return found


def main(project):
    """Judge every mutant in the sandbox, write the page, and return what is wrong."""
    listed = project.root / "tests" / "equivalent_mutants.toml"
    equivalent = tomllib.loads(listed.read_text("utf8")) if listed.is_file() else {}
    lines, problems, alive = [], [], []
    with Grader() as grader, ThreadPoolExecutor(2) as pool:
        for section in masters(project):
            for exercise in section_exercises(section).values():
                made, same = exercise_mutants(project, exercise), equivalent.get(exercise.id, {})
                jobs = [Submission(cells, [exercise.id], hidden=False) for cells, _ in made]
                results = list(
                    pool.map(lambda job: grader.grade(job, Limits(cell_seconds=5, answer_seconds=5, seconds=30)), jobs)
                )
                lived = [
                    words
                    for (_, words), result in zip(made, results, strict=True)
                    if result["verdicts"][0]["state"] == "passed"
                ]
                named, unnamed = [words for words in lived if words in same], [words for words in lived if words not in same]
                other = len(made) - len(named)
                share = 1 - len(unnamed) / other
                problems += (
                    [f"{exercise.id}: {len(made)} mutants, at least {FEWEST} are asked for"] if len(made) < FEWEST else []
                )
                problems += [f"{exercise.id}: {share:.0%} rejected; alive: {'; '.join(unnamed)}"] if share < SHARE else []
                problems += [
                    f"{exercise.id}: listed as doing the same, but rejected: {words}" for words in same if words not in lived
                ]
                lines.append(
                    f"| {exercise.id} | {len(made)} | {len(named)} | {other - len(unnamed)} of {other} ({share:.0%}) |"
                )
                alive += [f"- {exercise.id}, {words}: {same[words]}" for words in named]
                alive += [f"- {exercise.id}, {words}: let through" for words in unnamed]
                print(lines[-1], flush=True)
    text = PAGE.format(
        table="\n".join(lines), alive="\n".join(line.replace("*", r"\*").replace("_", r"\_") for line in alive) or "None."
    )
    write_atomically(project.root / "book" / "mutants.md", text)
    return problems


PAGE = """\
(sec-mutants)=
# The checks against changed solutions

*Made by `nox -s long`.* Each solution is changed mechanically in one place: operators, numbers, axes, bounds, activations,
dropped lines. A good check rejects every change that makes a difference. Some make none: they were looked at by hand
and are named below.

| Exercise | Changed solutions | Doing the same | Others rejected |
|---|---|---|---|
{table}

## Not rejected

{alive}
"""

if __name__ == "__main__":
    found = main(Project.find())
    print("\n".join(found) or "every exercise rejects what it should")
    sys.exit(bool(found))

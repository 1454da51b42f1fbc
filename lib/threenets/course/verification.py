"""Whether a page, its stored notebook and its reference file still agree; nothing is executed."""

from dataclasses import dataclass, field

from threenets.course import CourseError
from threenets.course.bands import limits, smallest_half_width
from threenets.course.fingerprint import fingerprint
from threenets.course.notebooks import code_cells, digest, dump, make_notebook, read_notebook, recorded_address
from threenets.course.records import measured, printed_lines
from threenets.course.references import judge, read_reference


@dataclass
class Verdict:
    """What is wrong with a page's reference.

    Attributes
    ----------
    stale : list of str
        Mended by running the page again.
    unusable : list of str
        Stored outputs that no clean run of the page left; also mended by running it again.
    broken : list of str
        Stored parts that do not agree with each other.
    bands : list of str
        Values out of their bands, or without one.
    """

    stale: list = field(default_factory=list)
    unusable: list = field(default_factory=list)
    broken: list = field(default_factory=list)
    bands: list = field(default_factory=list)

    @property
    def problems(self):
        """All reasons."""
        return self.stale + self.unusable + self.broken + self.bands


def verify(project, page):
    """Compare a page, its notebook and its reference file; nothing is executed.

    Returns
    -------
    Verdict
    """
    verdict = Verdict()
    try:
        stored = read_notebook(page.notebook)
    except CourseError as error:
        verdict.stale.append(str(error))
        return verdict
    verdict.unusable += _unclean(stored)
    reference = read_reference(project, page)
    if not reference:
        verdict.stale.append(f"references/{project.reference(page).name} is missing")
        return verdict
    now = fingerprint(page, project, reference["run"][0]["data"])
    verdict.stale += changes(reference["fingerprint"], now)
    if verdict.problems:
        return verdict
    if digest(stored) != reference["outputs"]:
        verdict.unusable.append(f"stored outputs in {page.notebook.name} differ from the digest in the reference file")
    try:
        expected = dump(make_notebook(page, project, stored, recorded_address(stored)))
    except CourseError as error:
        verdict.unusable.append(str(error))
        return verdict
    if expected != page.notebook.read_text("utf8"):
        verdict.broken.append(f"the text of {page.notebook.name} differs from what {page.source.name} gives: run `threenets build`")
    verdict.broken += _contradictions(stored, reference)
    verdict.bands += judge(reference["run"][0], measured(stored))
    return verdict


def all_problems(project):
    """Return, for every notebook page, what is wrong with its reference, each behind the page's name."""
    return [f"{page.name}: {problem}" for page in project.notebooks.values() for problem in verify(project, page).problems]


def changes(before, now):
    """Return, in words, what differs between two fingerprints."""
    names = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    words = {"code": "the page's code changed", "lock": "the lock changed"}
    return [words.get(name, f"{name} changed") for name in names]


def _unclean(stored):
    counts = [cell.execution_count for cell in code_cells(stored)]
    if counts != list(range(1, len(counts) + 1)):
        return [f"its stored outputs are not those of one clean run: the cells were executed as {counts}"]
    outputs = [output for cell in code_cells(stored) for output in cell.outputs]
    if any(output.output_type == "error" for output in outputs):
        return ["a stored cell ended in an error"]
    noise = [output.text.strip() for output in outputs if output.get("name") == "stderr"]
    return [f"a stored cell wrote to the error stream: {noise[0][:120]!r}"] if noise else []


def _contradictions(stored, reference):
    problems = []
    run, found = reference["run"][0], measured(stored)
    missing = run["values"].keys() - found.values.keys()
    problems += [f"the reference {name} is measured nowhere on the page" for name in sorted(missing)]
    for name, value in found.values.items():
        entry = run["values"].get(name, {})
        if entry.get("value") != value:
            problems.append(f"{name} is stored as {value} in the notebook and as {entry.get('value')} in the reference file")
        if "mean" in entry:
            smallest = smallest_half_width(entry["mean"], found.digits.get(name))
            expected = limits(entry["mean"], entry["deviation"], len(run["seeds"]), smallest)
            if any(abs(a - b) > 1e-4 * abs(b - entry["mean"]) for a, b in zip((entry["low"], entry["high"]), expected, strict=True)):
                problems.append(f"the band of {name} is not the one that its mean and deviation give")
    problems += [f"the page's own run refutes the sentence: {text}" for text, holds in found.guards.items() if not holds]
    if set(run["guards"]) != set(found.guards):
        problems.append("the guarded sentences of the notebook and of the reference file differ")
    for cell in code_cells(stored):
        printed = [line for output in cell.outputs if output.get("name") == "stdout" for line in output.text.splitlines()]
        expected_lines = printed_lines(cell)
        odd = [line for line in expected_lines if line not in printed]
        odd += [line for line in printed if "≈" in line and line not in expected_lines]
        problems += [f"the printed line {line!r} and its stored value disagree" for line in odd]
    return problems

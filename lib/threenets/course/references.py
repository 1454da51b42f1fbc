"""The stored references: one executed notebook and one file of values and bands for each page."""

import tomllib
from dataclasses import dataclass, field

import tomlkit

from threenets.course import CourseError
from threenets.course.bands import limits, provisional, smallest_half_width
from threenets.course.fingerprint import fingerprint
from threenets.course.notebooks import (
    code_cells, digest, dump, make_notebook, read_notebook, recorded_address, write_atomically,
)  # fmt: skip
from threenets.course.records import measured, printed_lines

_PARTS, _PARTS_OF_RUN = {"page", "outputs", "fingerprint"}, {"profile", "device", "data", "values", "guards"}
HEADER = "Made by `threenets build` and `threenets calibrate`. Never edited by hand."


@dataclass
class Verdict:
    """What is wrong with a page's reference.

    Attributes
    ----------
    stale : list of str
        Mended by running the page again.
    broken : list of str
        Stored parts that do not agree with each other.
    bands : list of str
        Values out of their bands, or without one.
    """

    stale: list = field(default_factory=list)
    broken: list = field(default_factory=list)
    bands: list = field(default_factory=list)

    @property
    def problems(self):
        """All reasons."""
        return self.stale + self.broken + self.bands


def read_reference(project, page):
    """Return a page's reference file as a dict; empty if there is none.

    Raises
    ------
    CourseError
        If it is not TOML, or lacks a part.
    """
    path = project.reference(page)
    if not path.is_file():
        return {}
    advice = "Restore it, or delete it and run `threenets build`."
    try:
        reference = tomllib.loads(path.read_text("utf8"))
    except ValueError as error:  # no TOML, or no text
        raise CourseError(f"references/{path.name} is not readable: {error}. {advice}") from None
    runs = reference.get("run")
    whole = isinstance(runs, list) and runs and all(isinstance(run, dict) and _PARTS_OF_RUN <= run.keys() for run in runs)
    if not whole or not _PARTS <= reference.keys():
        raise CourseError(f"references/{path.name} is not complete. {advice}")
    return reference


def find_run(reference, profile, device, data):
    """Return the stored run of this profile, device and data, or None."""
    for run in reference.get("run", []):
        if (run["profile"], run["device"], run["data"]) == (profile, device, data):
            return run
    return None


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
    verdict.broken += _unclean(stored)
    reference = read_reference(project, page)
    if not reference:
        verdict.stale.append(f"references/{project.reference(page).name} is missing")
        return verdict
    now = fingerprint(page, project, reference["run"][0]["data"])
    verdict.stale += changes(reference["fingerprint"], now)
    if verdict.problems:
        return verdict
    verdict.broken += _tampered(project, page, stored, reference)
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


def judge(run, found):
    """Compare measured values with a stored run's values and bands.

    Parameters
    ----------
    run : dict
        A ``run`` of a reference file.
    found : threenets.course.records.Measured

    Returns
    -------
    list of str
        A sentence for each value that is out of its band or has none.
    """
    problems, without = [], []
    for name, value in found.values.items():
        entry = run["values"].get(name)
        if entry is None:
            problems.append(f"{name} = {value} has no reference")
        elif found.kinds[name] in ("exact", "label"):
            if value != entry["value"]:
                problems.append(f"{name} is {value!r}, not {entry['value']!r}")
        elif "low" not in entry:
            without.append(name)
        elif not entry["low"] <= value <= entry["high"]:
            problems.append(f"{name} = {value} is out of its band {entry['low']} to {entry['high']}")
    if without:
        problems.append(f"{len(without)} values have no band ({without[0]} is the first): run `threenets calibrate` for the page")
    return problems


def store(project, page, executed):
    """Store an executed notebook and its values; bands that still belong to the run are kept.

    Returns
    -------
    threenets.course.records.Measured
    """
    found = measured(executed)
    before = read_reference(project, page)
    old = find_run(before, "full", found.device, found.data)
    values = {}
    for name, value in found.values.items():
        values[name] = {"value": value}
        if found.kinds[name] == "range":
            values[name] |= dict(zip(("low", "high"), found.ranges[name], strict=True))
        elif old and name in old["values"] and found.kinds[name] in ("measured", "figure"):
            values[name] = {**old["values"][name], "value": value}
        if name.startswith("figure.live_") and found.kinds[name] == "figure" and "low" not in values[name]:
            values[name] |= provisional(value)
    run = {"profile": "full", "device": found.device, "data": found.data, "values": values}
    run["guards"] = {text: (old or {}).get("guards", {}).get(text, "not calibrated") for text in found.guards}
    if old and "seeds" in old:
        run["seeds"] = old["seeds"]
    others = [other for other in before.get("run", []) if other is not old]
    notebook = make_notebook(page, project, executed)
    write_atomically(page.notebook, dump(notebook))
    reference = {
        "page": page.name, "outputs": digest(notebook), "fingerprint": fingerprint(page, project, found.data),
        "run": [run, *others],
    }  # fmt: skip
    write_reference(project, page, reference)
    return found


def write_reference(project, page, reference):
    """Write a page's reference file, one line a value."""
    document = tomlkit.document()
    document.add(tomlkit.comment(HEADER))
    document.add("page", reference["page"])
    document.add("outputs", reference["outputs"])
    document.add("fingerprint", reference["fingerprint"])
    runs = tomlkit.aot()
    for run in reference["run"]:
        table = tomlkit.table()
        for key in ("profile", "device", "seeds"):
            if key in run:
                table.add(key, run[key])
        table.add("data", run["data"])
        values = tomlkit.table()
        for name, entry in run["values"].items():
            line = tomlkit.inline_table()
            line.update(entry)
            values.add(tomlkit.key(name) if "." not in name else tomlkit.items.SingleKey(name, t=tomlkit.items.KeyType.Basic), line)
        table.add("values", values)
        table.add("guards", run["guards"])
        runs.append(table)
    document.add("run", runs)
    write_atomically(project.reference(page), tomlkit.dumps(document))


def refresh_text(project, page):
    """Rewrite a fresh page's notebook where only its text or the configured address changed; tell whether it did."""
    stored = read_notebook(page.notebook)
    text = dump(make_notebook(page, project, stored))
    if text == page.notebook.read_text("utf8"):
        return False
    write_atomically(page.notebook, text)
    return True


def _unclean(stored):
    counts = [cell.execution_count for cell in code_cells(stored)]
    if counts != list(range(1, len(counts) + 1)):
        return [f"its stored outputs are not those of one clean run: the cells were executed as {counts}"]
    outputs = [output for cell in code_cells(stored) for output in cell.outputs]
    if any(output.output_type == "error" for output in outputs):
        return ["a stored cell ended in an error"]
    noise = [output.text.strip() for output in outputs if output.get("name") == "stderr"]
    return [f"a stored cell wrote to the error stream: {noise[0][:120]!r}"] if noise else []


def _tampered(project, page, stored, reference):
    problems = []
    if digest(stored) != reference["outputs"]:
        problems.append(f"stored outputs in {page.notebook.name} differ from the digest in the reference file")
    address = recorded_address(stored)
    try:
        expected = dump(make_notebook(page, project, stored, address))
    except CourseError as error:
        return [*problems, str(error)]
    if expected != page.notebook.read_text("utf8"):
        problems.append(f"the text of {page.notebook.name} differs from what {page.source.name} gives: run `threenets build`")
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


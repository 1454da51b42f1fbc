"""The stored references: one executed notebook and one file of values and bands for each page."""

import tomllib

import tomlkit

from threenets.course import CourseError
from threenets.course.fingerprint import fingerprint
from threenets.course.notebooks import digest, dump, make_notebook, read_notebook, write_atomically
from threenets.course.records import measured

_PARTS, _PARTS_OF_RUN = {"page", "outputs", "fingerprint"}, {"profile", "device", "data", "values", "guards"}
HEADER = "Made by `threenets build` and `threenets calibrate`. Never edited by hand."


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

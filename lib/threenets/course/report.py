"""The report of a run: versions, machine, data, time and memory of each page, values against bands, drift since the release.

A report belongs to one machine and one day, so it goes to ``_build/report/``; a release's is committed as its snapshot,
``references/release.json``, which the book shows.
"""

import hashlib
import json
from datetime import UTC, datetime

from threenets import data
from threenets.course import CourseError
from threenets.course.fingerprint import fingerprint
from threenets.course.machine import machine, project_version, versions
from threenets.course.notebooks import code_cells, read_json, read_notebook, write_atomically
from threenets.course.records import measured
from threenets.course.references import find_run, judge, read_reference
from threenets.course.verification import all_problems

BOOK = "full-cpu-seed1"  # the setting that the book's numbers are made with
_COMPARED = ("measured", "range", "exact")  # drift: what figures draw is judged, but not kept for each release


def folder(project):
    """Return the folder of the report."""
    return project.build / "report"


def snapshot_file(project):
    """Return the path of the last release's report."""
    return project.root / "references" / "release.json"


def read_snapshot(project):
    """Return the last release's report, or an empty dict before the first release.

    Raises
    ------
    CourseError
        If the file is there and is no such report.
    """
    path = snapshot_file(project)
    report = read_json(path)
    if path.exists() and not {"version", "values", "pages"} <= report.keys():
        raise CourseError("references/release.json is not the report of a release: restore it.")
    return report


def page_print(project, page):
    """Return one hash of everything that a page's numbers depend on, apart from the data."""
    return hashlib.sha256(json.dumps(fingerprint(page, project, ())).encode()).hexdigest()


def remember(project, page, result, setting):
    """Keep a page's time and peak memory for the report; the newest run of a setting counts.

    Parameters
    ----------
    project, page : threenets.course.project.Project, threenets.course.project.Page
    result : threenets.course.runner.Result
    setting : str
        Such as ``"full-cpu-seed1"``; ``auto`` is replaced by the device that it became.
    """
    runs = read_json(folder(project) / "runs.json")
    setting = _on_device(setting, measured(read_notebook(result.output)).device)
    runs.setdefault(setting, {})[page.name] = {
        "seconds": round(result.seconds, 1), "peak_memory_mb": result.peak_memory_mb, "fingerprint": page_print(project, page),
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }  # fmt: skip
    write_atomically(folder(project) / "runs.json", json.dumps(runs, indent=1))


def make_report(project, setting, notebooks):
    """Return the report on executed notebooks.

    Parameters
    ----------
    project : threenets.course.project.Project
    setting : str
        The one that they were executed with.
    notebooks : dict of str to path-like
        Executed notebooks by page.

    Returns
    -------
    dict
        Of texts, numbers, lists and dicts.
    """
    every_run = read_json(folder(project) / "runs.json")
    pages, values, copies = {}, {}, {}
    for name, path in notebooks.items():
        page, notebook = project.notebooks[name], read_notebook(path)
        found = measured(notebook)
        setting = _on_device(setting, found.device)
        runs = every_run.get(setting, {})
        pages[name] = {"cells": len(code_cells(notebook)), **_judged(project, page, found, setting), **_times(project, page, runs)}
        values[name] = {key: value for key, value in found.values.items() if found.kinds[key] in _COMPARED}
        for data_set, digest in found.data.items():
            copies.setdefault(data_set, {"digest": digest, "copy": _copy_of(data_set, digest), "pages": []})["pages"].append(name)
    report = {
        "version": project_version(project), "made": datetime.now(UTC).strftime("%Y-%m-%d"), "setting": setting,
        "machine": machine(setting.split("-")[1]), "versions": versions(project), "data": copies, "pages": pages, "values": values,
    }  # fmt: skip
    return report | {"drift": drift(project, report)}


def write_report(project, report):
    """Write a report as JSON and as a page that stands alone; return the path of the page."""
    from threenets.course.report_text import html

    write_atomically(folder(project) / "report.json", json.dumps(report, indent=1, ensure_ascii=False))
    write_atomically(folder(project) / "report.html", html(report))
    return folder(project) / "report.html"


def write_snapshot(project):
    """Write the book's report as that of a release, into the repository; return its path.

    Raises
    ------
    CourseError
        If a reference does not hold, or the time of a page is not known for its present code.
    """
    problems = all_problems(project)
    report = make_report(project, BOOK, stored(project))
    untimed = [name for name, entry in report["pages"].items() if entry["seconds"] is None]
    if untimed:
        problems.append(f"no time is known for {', '.join(untimed)}: run `threenets run --device cpu`")
    if problems:
        raise CourseError("\n  ".join(["no snapshot of a release was written:", *problems]))
    before = read_snapshot(project)
    # written twice for the same version, it still compares with the release before
    earlier = before.get("earlier") if before.get("version") == report["version"] else before
    if earlier:
        report["earlier"] = {key: earlier[key] for key in ("version", "values")}
    write_atomically(snapshot_file(project), json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    return snapshot_file(project)


def stored(project):
    """Return the stored notebook of each page that has one."""
    return {name: page.notebook for name, page in project.notebooks.items() if page.notebook.is_file()}


def drift(project, report):
    """Return what changed since the last release: only the book's own setting and data can be compared.

    Returns
    -------
    dict
        ``since``, a version, or empty where nothing can be compared; ``compared``, how many values; ``moved``: for each
        value that is another now its page, name, both values and the move as a share of the band's half width.
    """
    before = read_snapshot(project)
    if before.get("version") == report["version"]:
        before = before.get("earlier", {})
    foreign = any(not data.info(name).is_reference(entry["digest"]) for name, entry in report["data"].items())
    if not before or report["setting"] != BOOK or foreign:
        return {"since": "", "compared": 0, "moved": [], "new": 0, "gone": 0}
    moved, compared, new = [], 0, 0
    for page, values in report["values"].items():
        old = before["values"].get(page, {})
        entries = (read_reference(project, project.notebooks[page]).get("run") or [{"values": {}}])[0]["values"]
        new += len(values.keys() - old.keys())
        for name in sorted(values.keys() & old.keys()):
            compared += 1
            if values[name] != old[name]:
                moved.append({"page": page, "name": name, "before": old[name], "now": values[name],
                              "share": _share(old[name], values[name], entries.get(name, {}))})  # fmt: skip
    gone = sum(len(old.keys() - report["values"].get(page, {}).keys()) for page, old in before["values"].items()
               if page in report["values"] or page not in project.notebooks)  # fmt: skip
    moved.sort(key=lambda move: -(move["share"] if move["share"] is not None else float("inf")))
    return {"since": before["version"], "compared": compared, "moved": moved, "new": new, "gone": gone}


def _share(before, now, entry):
    """Return a move as a share of the band's half width; None for what has no band and must not move at all."""
    if "low" not in entry or entry["high"] <= entry["low"] or not isinstance(now, float) or not isinstance(before, float):
        return None
    return abs(now - before) / ((entry["high"] - entry["low"]) / 2)


def _on_device(setting, kind):
    return setting.replace("-auto-", f"-{kind}-")


def _judged(project, page, found, setting):
    reference = read_reference(project, page)
    run = find_run(reference, setting.split("-")[0], found.device, found.data) if reference else None
    bands = {}
    for name, entry in (run or {"values": {}})["values"].items():
        if found.kinds.get(name) in ("measured", "figure") and "low" in entry and "mean" in entry:
            half = (entry["high"] - entry["low"]) / 2
            bands[name] = abs(found.values[name] - entry["mean"]) / half if half else 0.0
    return {
        "values": len(found.values), "exact": sum(kind in ("exact", "label") for kind in found.kinds.values()),
        "in_band": sum(place <= 1 for place in bands.values()), "banded": len(bands),
        "problems": judge(run, found) if run else ["there is no reference for this profile, device and data"],
        "farthest": [[name, round(place, 3)] for name, place in sorted(bands.items(), key=lambda item: -item[1])[:3]],
        "guards": len(found.guards), "refuted": [text for text, holds in found.guards.items() if not holds],
    }  # fmt: skip


def _times(project, page, runs):
    entry = runs.get(page.name, {})
    if entry.get("fingerprint") != page_print(project, page):
        entry = {}  # the time of other code
    return {key: entry.get(key) for key in ("seconds", "peak_memory_mb", "when")}


def _copy_of(name, digest):
    copy = data.info(name).copy_with_digest(digest)
    return f"{copy.name}: {copy.description}" if copy else "unknown"

"""``threenets run``: pages with a learner's own settings, into ``_build/run``; a run that was stopped goes on."""

import hashlib
import json
import sys
import time

from threenets.course import CourseError, Failure
from threenets.course import report as reporting
from threenets.course.copies import told
from threenets.course.notebooks import read_json, read_notebook, write_atomically
from threenets.course.parameters import check_parameters, check_setting, parse
from threenets.course.project import Project
from threenets.course.records import measured
from threenets.course.runner import Job, check_device, run_pages
from threenets.course.terminal import console, say_result, table, whole
from threenets.course.verification import verify


def do_run(options):
    """Run pages into ``_build/run``; a run that was stopped goes on with the pages that are missing."""
    project = Project.find()
    pages = project.choose(options.pages)
    seed, workers = whole(options.seed, "--seed"), whole(options.jobs, "--jobs")
    if workers < 1:
        raise CourseError(f"--jobs must be at least 1, not {workers}.")
    given = parse(options.parameter)
    for name in ("profile", "device", "seed"):
        if name in given:
            raise CourseError(f"give the {name} as --{name}, not as a parameter.")
    check_setting(options.profile, options.device, seed)
    wanted = {"profile": options.profile, "device": options.device, "seed": seed, **given}
    check_parameters(pages, wanted)
    check_device(options.device)

    extra = "-" + hashlib.sha256(repr(sorted(given.items())).encode()).hexdigest()[:6] if given else ""
    setting = f"{options.profile}-{options.device}-seed{seed}{extra}"
    folder = project.build / "run" / setting
    done, state = _resume(folder, project, pages)
    jobs = [
        # a learner who changed the page hears of its guards in a sentence
        Job(page, folder / f"{page.name}.ipynb", wanted, options.device, strict=not given and not verify(project, page).stale,
            progress=workers == 1 and sys.stderr.isatty())
        for page in pages if page.name not in done
    ]  # fmt: skip

    def finished(result):
        if not result.error:
            done[result.page] = {"seconds": result.seconds, "cells": result.cells}
            state["done"][result.page] = {**done[result.page], "fingerprint": reporting.page_print(project, project.notebooks[result.page])}
            write_atomically(folder / "state.json", json.dumps(state))
            reporting.remember(project, project.notebooks[result.page], result, setting)
        say_result(result)

    started = time.monotonic()
    results = run_pages(project, jobs, workers, finished)
    failed = {result.page: result.error for result in results if result.error}
    state["complete"] = not failed
    write_atomically(folder / "state.json", json.dumps(state))
    _print_runs(folder, pages, done, failed)
    report = reporting.make_report(project, setting, {name: folder / f"{name}.ipynb" for name in done})
    console.print(f"The report lies at {reporting.write_report(project, report)}")
    console.print(f"{len(results)} run, {len(pages) - len(jobs)} taken over from an interrupted run, "
                  f"{time.monotonic() - started:.0f} s in all")  # fmt: skip
    if failed:
        raise Failure("\n".join(f"{page} failed: {error}" for page, error in failed.items()))


def _resume(folder, project, pages):
    stored = read_json(folder / "state.json")
    if stored.get("complete", True) or not isinstance(stored.get("done"), dict):
        return {}, {"complete": False, "done": {}}
    known = {page.name: page for page in pages}
    kept = {
        name: entry for name, entry in stored["done"].items()
        if name in known and isinstance(entry, dict) and {"seconds", "cells"} <= entry.keys() and entry.get("fingerprint") == reporting.page_print(project, known[name]) and (folder / f"{name}.ipynb").is_file()
    }  # fmt: skip
    return dict(kept), {"complete": False, "done": dict(kept)}


def _print_runs(folder, pages, done, failed):
    shown = table("page", "result", "cells", "seconds", "data")
    for page in pages:
        entry = done.get(page.name)
        copies = measured(read_notebook(folder / f"{page.name}.ipynb")).data if entry else {}
        names = [told(name, digest) for name, digest in copies.items()]
        shown.add_row(page.name, "failed" if page.name in failed else "ran", str(entry["cells"]) if entry else "",
                      f"{entry['seconds']:.0f}" if entry else "", ", ".join(names))  # fmt: skip
    console.print(shown)
    console.print(f"The executed notebooks lie in {folder}")

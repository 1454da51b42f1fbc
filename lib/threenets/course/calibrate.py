"""`threenets calibrate`: how much each measured value spreads over seeds, and so in which band it must lie."""

import json
import statistics

from threenets.course import CourseError, Failure
from threenets.course.bands import band, smallest_half_width
from threenets.course.fingerprint import fingerprint
from threenets.course.notebooks import digest, read_json, read_notebook, write_atomically
from threenets.course.records import measured
from threenets.course.references import find_run, read_reference, write_reference
from threenets.course.runner import Job, run_pages
from threenets.course.verification import verify
from threenets.measure import PAGE_SEED

MOST_SEEDS = 1000
STRIDE = 10  # between the seeds of two runs: a page itself uses its seed and a few after it


def seeds_of(count):
    """Return the page seeds of a calibration, beginning with the book's own.

    Raises
    ------
    CourseError
        If there are fewer than two, because one run has no spread, or more than anybody waits for.
    """
    if count < 2:
        raise CourseError(f"a band needs at least 2 seeds, not {count}.")
    if count > MOST_SEEDS:
        raise CourseError(f"at most {MOST_SEEDS} seeds, not {count}: each runs the whole page.")
    return [PAGE_SEED + STRIDE * number for number in range(count)]


def calibrate(project, page, seeds, profile="full", device="cpu", progress=False, on_done=lambda result: None):
    """Run a page once a seed and write its bands.

    The book's own run counts as that of its seed, and finished seeds of an interrupted calibration are taken over.

    Returns
    -------
    dict of str to str
        How often each guard held, for instance ``"5 of 5"``.

    Raises
    ------
    CourseError
        If the reference is stale.
    Failure
        If a run fails, or the runs measured different names.
    """
    reference = read_reference(project, page)
    stale = verify(project, page).stale
    if stale or not reference:
        raise CourseError(f"the reference of {page.name} is stale ({'; '.join(stale)}): run `threenets build` first.")
    own = _book_run(page, reference) if profile == "full" else {}
    runs = [own if seed == PAGE_SEED and own.get("device") == device else
            _one_seed(project, page, seed, profile, device, progress, on_done) for seed in seeds]  # fmt: skip
    data = runs[0]["data"]
    names = set(runs[0]["values"])
    for seed, run in zip(seeds, runs, strict=True):
        if set(run["values"]) != names or run["data"] != data:
            raise Failure(f"seed {seed} of {page.name} measured other names or used other data than seed {seeds[0]}.")
    stored = find_run(reference, profile, runs[0]["device"], data)
    if stored is None:
        stored = {"profile": profile, "device": runs[0]["device"], "data": data, "values": {}}
        reference["run"].append(stored)
    for name in runs[0]["values"]:
        _calibrate_value(stored["values"], name, runs)
    held = {text: f"{sum(run['guards'].get(text, False) for run in runs)} of {len(runs)}" for text in runs[0]["guards"]}
    stored["guards"], stored["seeds"] = held, list(seeds)
    write_reference(project, page, reference)
    return held


def _calibrate_value(entries, name, runs):
    kind, values = runs[0]["kinds"][name], [run["values"][name] for run in runs]
    entry = entries.setdefault(name, {"value": values[0]})
    if kind == "range":
        entry |= dict(zip(("low", "high"), runs[0]["ranges"][name], strict=True))
    elif kind in ("measured", "figure"):
        entry |= band(values, smallest_half_width(statistics.fmean(values), runs[0]["digits"].get(name)))


def _book_run(page, reference):
    """Return what the stored notebook measured; nothing if it is not the one that the reference was made with."""
    notebook = read_notebook(page.notebook)
    return _as_dict(measured(notebook)) if digest(notebook) == reference["outputs"] else {}


def _one_seed(project, page, seed, profile, device, progress, on_done):
    folder = project.build / "calibrate" / page.name.replace("/", "-")
    record = folder / f"{profile}-{device}-{seed}.json"
    now = fingerprint(page, project, ())
    done = read_json(record)
    if done.pop("fingerprint", None) == now:
        return done
    job = Job(page, record.with_suffix(".ipynb"), {"profile": profile, "seed": seed}, device=device, progress=progress)
    (result,) = run_pages(project, [job])
    on_done(result)
    if result.error:
        raise Failure(f"{page.name} failed with seed {seed}: {result.error}")
    done = _as_dict(measured(read_notebook(result.output)))
    write_atomically(record, json.dumps({"fingerprint": now, **done}))
    return done


def _as_dict(found):
    return {"device": found.device, "data": found.data, "values": found.values, "kinds": found.kinds,
            "ranges": found.ranges, "guards": found.guards, "digits": found.digits}  # fmt: skip

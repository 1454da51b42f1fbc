"""What the sources state beside what the course measured: the rows of the page on reproduction.

``references/sources.toml`` holds the statements; values and their spread come from the reference files. No verdict is
written down: it is computed, and a statement that lies outside the spread must carry a reason, others none.
"""

import math
import tomllib
from collections import Counter

from scipy.integrate import quad
from scipy.special import ndtr, stdtrit

from threenets.course import CourseError
from threenets.course.bands import smallest_half_width
from threenets.course.notebooks import read_notebook
from threenets.course.records import measured
from threenets.course.references import read_reference

FILE = "sources.toml"
QUANTILE = 0.975  # of a hundred networks that are trained as ours, five would lie outside such an interval
_NEEDED = {
    "exact": ("stated", "measured"), "statistical": ("stated", "measured"), "relation": ("stated", "guard"),
    "not reproducible": ("stated", "why"), "not compared": ("stated", "why"),
}  # fmt: skip
_ALWAYS = ("name", "chapter", "quantity", "source", "where", "setup", "kind")
_OPTIONAL = ("outside", "unit", "measured", "guard", "why", "stated")


def read_sources(project):
    """Return the sources by name and the list of their statements.

    Raises
    ------
    CourseError
        If the file is not readable, or a statement lacks something, has something unknown, or occurs twice.
    """
    path = project.root / "references" / FILE
    try:
        content = tomllib.loads(path.read_text("utf8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CourseError(f"references/{FILE} is not readable: {error}") from None
    for statement in content["statement"]:
        _check(statement, content["source"])
    twice = [name for name, count in Counter(statement["name"] for statement in content["statement"]).items() if count > 1]
    if twice:
        raise CourseError(f"references/{FILE}: the names {twice} stand for two statements each.")
    return content["source"], content["statement"]


def rows(project, chapter):
    """Return the rows of one chapter's table, a dict each.

    Returns
    -------
    list of dict
        With the statement itself, and ``part`` (of several stated numbers, for instance the epoch), ``here`` (what was
        measured, in words), ``verdict`` (one of "equal", "differs", "within spread", "outside spread", "holds", "fails",
        "no spread yet", "not reproducible", "not compared", "not measured") and ``reason``.

    Raises
    ------
    CourseError
        If a statement names a page, value or guard that is not there, or a reason is missing or not needed.
    """
    _, statements = read_sources(project)
    chosen = [statement for statement in statements if statement["chapter"] == chapter]
    if not chosen:
        known = sorted({statement["chapter"] for statement in statements})
        raise CourseError(f"references/{FILE} has no statements about {chapter!r}. It has: {', '.join(known)}.")
    found, pages = [], {}
    for statement in chosen:
        judged = [
            {"statement": statement, "part": part, "stated": stated, **_judge(project, pages, statement, part, stated)}
            for part, stated in parts(statement["stated"]).items()
        ]
        bad = [row for row in judged if row["verdict"] in ("differs", "outside spread", "fails")]
        undecided = any(row["verdict"] == "no spread yet" for row in judged)
        if bool(bad) != ("outside" in statement) and not undecided:
            words = "no reason, and one is needed" if bad else "a reason for lying outside, and does not lie outside"
            raise CourseError(f"references/{FILE}: {statement['name']} has {words} (key 'outside').")
        for row in judged:
            row["reason"] = statement["outside"] if row in bad else statement.get("why", "")
        found += judged
    return found


def _check(statement, sources):
    name = statement.get("name", "a statement without a name")
    kind = statement.get("kind")
    if kind not in _NEEDED:
        raise CourseError(f"references/{FILE}: {name} is of kind {kind!r}; the kinds are {', '.join(_NEEDED)}.")
    missing = [key for key in (*_ALWAYS, *_NEEDED[kind]) if key not in statement]
    extra = sorted(statement.keys() - {*_ALWAYS, *_OPTIONAL})
    if missing or extra:
        raise CourseError(f"references/{FILE}: {name} lacks {missing} and has the unknown keys {extra}.")
    if statement["source"] not in sources:
        raise CourseError(f"references/{FILE}: {name} comes from {statement['source']!r}, which is no source of the file.")


def parts(stated):
    """Return a statement's numbers by part; a single one stands under an empty name."""
    return stated if isinstance(stated, dict) else {"": stated}


def _judge(project, pages, statement, part, stated):
    kind = statement["kind"]
    if kind in ("not reproducible", "not compared"):
        return {"here": "", "verdict": kind}
    if kind == "relation":
        run, _ = stored_page(project, pages, statement["guard"])
        sentence = statement["guard"].partition("::")[2]
        if sentence not in run["guards"]:
            raise CourseError(f"references/{FILE}: {statement['name']} relies on a guard that is nowhere: {sentence!r}.")
        held, _, runs = run["guards"][sentence].partition(" of ")
        if not runs:
            return {"here": sentence, "verdict": "no spread yet"}
        return {"here": f"{sentence}, in {held} of {runs} runs", "verdict": "holds" if held == runs else "fails"}
    address = parts(statement["measured"]).get(part)
    if address is None:
        return {"here": "", "verdict": "not measured"}
    run, found = stored_page(project, pages, address)
    name = address.partition("::")[2]
    if name not in run["values"] or name not in found.values:
        raise CourseError(f"references/{FILE}: {statement['name']} is compared with {address}, which is measured nowhere.")
    entry = run["values"][name]
    if kind == "exact":
        return {"here": number(entry["value"]), "verdict": "equal" if entry["value"] == stated else "differs"}
    return {"digits": found.digits[name], **_compare(stated, name, run, found.digits[name], found.seeds[name])}


def _compare(stated, name, run, digits, networks):
    """Compare one network's stated number with ours: each of the run's seeds gave the mean over so many `networks`."""
    entry, runs = run["values"][name], len(run.get("seeds", ()))
    value = number(entry["value"], digits)
    if "mean" not in entry:
        return {"here": value, "verdict": "no spread yet"}
    deviation, count = entry["deviation"], runs  # of a run's value; how many numbers it was computed from
    if networks > 1:  # a mean scatters less than a single network: the rest is in the distances from lowest to highest
        ends = [run["values"][f"{name}_{end}"]["mean"] for end in ("low", "high")]
        within = (ends[1] - ends[0]) / _mean_range(networks)
        stored = deviation == 0  # the same networks in every run: a page that reads stored results
        deviation = within if stored else math.hypot(deviation, math.sqrt(1 - 1 / networks) * within)
        count, runs = (networks, 1) if stored else (runs, runs)
    half = stdtrit(count - 1, QUANTILE) * deviation * math.sqrt(1 + 1 / (networks * runs))
    inside = abs(stated - entry["mean"]) <= max(half, smallest_half_width(entry["mean"], digits))
    over = f"{networks} stored networks" if runs == 1 else f"{runs} runs" + (f" of {networks} networks" if networks > 1 else "")
    here = f"{value}; over {over} {number(entry['mean'], digits)} ± {number(deviation, digits)}"
    return {"here": here, "verdict": "within spread" if inside else "outside spread"}


def _mean_range(count):
    """Return the mean distance from the lowest to the highest of so many numbers, normally distributed with deviation 1."""
    return quad(lambda z: 1 - ndtr(-z) ** count - ndtr(z) ** count, -10, 10)[0]


def stored_page(project, pages, address):
    """Return the stored run and the records of the page that ``PAGE::NAME`` speaks of."""
    name = address.partition("::")[0]
    if name not in pages:
        if name not in project.notebooks:
            raise CourseError(f"references/{FILE}: {address} names the page {name!r}, which is no notebook page.")
        page = project.notebooks[name]
        reference = read_reference(project, page)
        if not reference:
            raise CourseError(f"references/{FILE}: {address} names the page {name!r}, which has no reference.")
        pages[name] = reference["run"][0], measured(read_notebook(page.notebook))
    return pages[name]


def number(value, digits=None):
    """Return a value as text, with so many digits after the point where it is no whole number."""
    if isinstance(value, float):
        return f"{value:,.{digits}f}" if digits is not None else f"{value:,}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)

"""``docs/coverage.md`` names a place for every item that the course has to teach, and each place exists."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from threenets.course.glossary import terms
from threenets.course.notebooks import code_cells, read_notebook, read_page
from threenets.course.project import Project
from threenets.course.records import measured

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
ROW = re.compile(r"^\| ([FCRG]-[A-Z]\d+) \| (.+?) \| (.*?) \| ?(.*?) ?\|$", re.M)
ROWS = ROW.findall((ROOT / "docs" / "coverage.md").read_text("utf8"))
KINDS = "TMVBXLDHESN"  # all but the exercises, which the table does not list


def problem_with(page, place, note):
    """Return what is wrong with a row, or an empty text."""
    if page == "–":
        return "" if len(note.split()) >= 4 else "left out without a reason"
    if page not in PROJECT.pages:
        return f"there is no page {page!r}"
    kind, _, name = place.partition(": ")
    if kind not in FINDERS:
        return f"{place!r} is no place: it starts with one of {', '.join(FINDERS)}"
    return "" if FINDERS[kind](page, name) else f"the page {page} has no {kind} {name!r}"


@cache
def _values(page):
    return measured(read_notebook(PROJECT.pages[page].notebook)).values


def _has_figure(page, name):
    cells = code_cells(read_page(PROJECT.pages[page])) if PROJECT.pages[page].is_notebook else []
    return name in [cell.metadata.get("mystnb", {}).get("figure", {}).get("name") for cell in cells]


def _has_heading(page, name):
    return re.search(rf"^#+ {re.escape(name)}$", PROJECT.pages[page].text, re.M)


def _plain(text):
    """Return a text without emphasis, with the words that roles show, on one line: a row outlives a change of these."""
    return " ".join(re.sub(r"\{[\w:]+\}`([^`<]+?)(?:\s*<[^`]*>)?`", r"\1", text).replace("*", "").split())


def _has_text(page, words):
    return _plain(words) in _plain(PROJECT.pages[page].text)


def _has_statement(page, name):
    statements = tomllib.loads((ROOT / "references" / "sources.toml").read_text("utf8"))["statement"]
    return page == "reproduction" and name in [statement["name"] for statement in statements]


FINDERS = {
    "value": lambda page, name: PROJECT.pages[page].is_notebook and name in _values(page),
    "figure": _has_figure, "heading": _has_heading, "text": _has_text, "statement": _has_statement,
    "glossary": lambda page, name: page == "glossary" and name in terms(PROJECT),
}  # fmt: skip


def test_each_row_names_a_place_that_exists():
    assert ROWS
    wrong = [f"{row[0]}: {problem}" for row in ROWS if (problem := problem_with(*row[1:]))]
    assert not wrong, "\n".join(wrong)


def test_every_table_line_is_read():
    lines = [line for line in (ROOT / "docs" / "coverage.md").read_text("utf8").splitlines() if re.match(r"^\| *[A-Z]-", line)]
    assert len(lines) == len(ROWS)


@pytest.mark.parametrize("row", [
    ("nowhere", "value: paper", ""), ("fcn", "value: papers", ""), ("fcn", "figure: fig-nothing", ""), ("fcn", "heading: Set", ""),
    ("fcn", "text: no such words", ""), ("reproduction", "statement: nothing", ""), ("fcn", "paper", ""), ("–", "", "left out"),
    ("glossary", "glossary: no such term", ""),
])  # fmt: skip
def test_place_that_does_not_exist_is_found(row):
    assert problem_with(*row)


def test_no_item_is_missing():
    folder = next((folder / "shared" for folder in ROOT.parents if (folder / "shared" / "facts.md").is_file()), None)
    if folder is None:
        pytest.skip("the list of items does not lie beside the checkout")
    wanted = set(re.findall(rf"\b[FCRG]-[{KINDS}]\d+\b", (folder / "facts.md").read_text("utf8")))
    missing = sorted(wanted - {row[0] for row in ROWS}, key=lambda identity: (identity[:3], int(identity[3:])))
    assert not missing, f"{len(missing)} items are missing: {', '.join(missing)}"

"""Every page of the book, as its readers open it: over http and from disk, light and dark, on a phone and a laptop."""

import pytest

from threenets.course.project import Project

from . import checks
from .conftest import ROOT
from .visits import NARROW, THEMES, WIDE

PAGES = [page.source.relative_to(ROOT).with_suffix(".html").as_posix() for page in Project(ROOT).shown.values()]


def over_http(reader, book, site, name):
    """What is wrong with a page that is served, in both themes and at both widths."""
    visit = reader.open(site + name, site, theme="dark", width=NARROW, reduced_motion="reduce")
    problems = checks.axe(visit, checks.PLACES) + checks.formulas(visit) + checks.words(visit) + checks.calm(visit)
    for theme in reversed(THEMES):
        for width in (NARROW, WIDE):
            problems += fits(visit, theme, width)
        problems += checks.contrast(visit)
    problems += checks.axe(visit)  # all rules where the last look ended: light, on a laptop
    return problems + checks.console(visit) + checks.own(visit)


def from_disk(reader, book, site, name):
    """What is wrong with a page that is opened as a file: dark on a phone, then light on a laptop."""
    visit = reader.open((book / name).as_uri(), book.as_uri(), theme="dark", width=NARROW)
    problems = checks.formulas(visit) + fits(visit, "dark", NARROW) + fits(visit, "light", WIDE)
    problems += checks.weight(visit, book) + checks.words(visit)  # in this order: for `words` all pictures come
    problems += checks.agreement(visit)
    return problems + checks.console(visit) + checks.own(visit)


def fits(visit, theme, width):
    """What is too wide in this theme, in a window of this width."""
    visit.show(theme, width)
    return [f"{theme}, {width} pixels: {problem}" for problem in checks.width(visit)]


@pytest.mark.parametrize("name", [*PAGES, "search.html"])
def test_page_over_http(second_reader, reader, book, site, name):
    problems = second_reader.answer(reader, over_http, book, site, name)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("name", [*PAGES, "index.html"])
def test_page_from_disk(second_reader, reader, book, site, name):
    problems = second_reader.answer(reader, from_disk, book, site, name)
    assert not problems, "\n".join(problems)


LOOKS = {"test_page_over_http": over_http, "test_page_from_disk": from_disk}  # what the second reader does beforehand

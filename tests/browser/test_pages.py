"""Every page of the book, as its readers open it: over http and from disk, light and dark, on a phone and a laptop."""

import pytest

from threenets.course.project import Project

from . import checks
from .conftest import ROOT
from .visits import NARROW, THEMES, WIDE

PAGES = [page.source.relative_to(ROOT).with_suffix(".html").as_posix() for page in Project(ROOT).shown.values()]


@pytest.mark.parametrize("name", [*PAGES, "search.html"])
def test_page_over_http(reader, site, name):
    visit = reader.open(site + name, site, theme="dark", width=NARROW, reduced_motion="reduce")
    problems = checks.axe(visit, checks.COLOUR_RULES) + checks.formulas(visit) + checks.words(visit) + checks.calm(visit)
    problems += everywhere(visit) + checks.axe(visit)  # all rules where the last look ended: light, on a laptop
    problems += checks.console(visit) + checks.own(visit)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("name", [*PAGES, "index.html"])
def test_page_from_disk(reader, book, name):
    visit = reader.open((book / name).as_uri(), book.as_uri(), theme="dark", width=NARROW)
    problems = checks.formulas(visit) + everywhere(visit) + checks.weight(visit, book)  # before `words` makes all pictures come
    problems += checks.words(visit) + checks.console(visit) + checks.own(visit)
    print(f"{name}: {sum(checks.weights(visit, book).values()) / 1000:.0f} KB gzipped with all pictures")
    assert not problems, "\n".join(problems)


def everywhere(visit):
    """Look at the open page in both themes and at both widths; end in the light on a laptop."""
    problems = []
    for theme in reversed(THEMES):
        for width in (NARROW, WIDE):
            visit.show(theme, width)
            if width == NARROW:
                problems += [f"{theme}: {problem}" for problem in checks.contrast(visit)]
            problems += [f"{theme}, {width} pixels: {problem}" for problem in checks.width(visit)]
    return problems

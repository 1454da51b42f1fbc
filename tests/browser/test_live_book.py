"""The live figures in the pages of the built book: they agree, and they are loaded only there."""

import re

import pytest

from threenets.course.live_scripts import scripts
from threenets.course.project import Project

from . import checks
from .conftest import ROOT
from .live_pages import TOLERANCE

PAGES = {page.source.relative_to(ROOT).with_suffix("").as_posix(): page for page in Project(ROOT).shown.values()}
LIVE = [name for name, page in PAGES.items() if re.search(r"^live\.\w+\(", page.text, re.M)]


@pytest.mark.parametrize("name", LIVE)
def test_figures_of_a_page_agree_with_keras(reader, book, name):
    visit = reader.open((book / f"{name}.html").as_uri(), book.as_uri())
    figures = visit.page.locator(".live-figure")
    assert figures.count() == len(re.findall(r"^live\.\w+\(", PAGES[name].text, re.M))
    for place in range(figures.count()):
        figure = figures.nth(place)
        assert figure.get_attribute("data-state") == "ready" and figure.get_attribute("data-agreement") == "yes"
        found = figure.evaluate("figure => figure.agreement()")
        print(f"{name}: {figure.evaluate('figure => figure.localName')}: {found}")
        assert found["worst"] <= TOLERANCE
    assert checks.console(visit) + checks.own(visit) == []


@pytest.mark.parametrize("name", PAGES)
def test_page_loads_live_scripts_where_it_needs_them_and_deferred(book, name):
    html = (book / f"{name}.html").read_text("utf8")
    tags = re.findall(r'<script ([^>]*)src="[./]*_static/live/([\w-]+)\.js', html)
    assert [script for _, script in tags] == scripts(html)
    assert all("defer" in attributes for attributes, _ in tags)
    assert ("live/live.css" in html) == bool(tags)
    assert bool(tags) == (name in LIVE)

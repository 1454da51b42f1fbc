"""The live figures in the pages of the built book: none is missing, and their scripts are loaded only there."""

import re

import pytest

from threenets.course.live_scripts import scripts
from threenets.course.project import Project

from .conftest import ROOT

PAGES = {page.source.relative_to(ROOT).with_suffix("").as_posix(): page for page in Project(ROOT).shown.values()}


@pytest.mark.parametrize("name", PAGES)
def test_page_has_its_live_figures_and_loads_their_scripts_deferred(book, name):
    html = (book / f"{name}.html").read_text("utf8")
    figures = len(re.findall(r"^live\.\w+\(", PAGES[name].text, re.M))
    assert html.count('class="live-figure"') == figures
    tags = re.findall(r'<script ([^>]*)src="[./]*_static/live/([\w-]+)\.js', html)
    assert [script for _, script in tags] == scripts(html)
    assert all("defer" in attributes for attributes, _ in tags)
    assert ("live/live.css" in html) == bool(tags) == bool(figures)

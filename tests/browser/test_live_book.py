"""The live figures in the pages of the built book: they agree, they are loaded only there, and the pages stay light."""

import gzip
import re

import pytest

from threenets.course.live_scripts import scripts
from threenets.course.project import Project

from . import checks
from .conftest import ROOT
from .live_pages import TOLERANCE

FIRST_VIEW = 500_000  # bytes, gzipped, of a page beyond the theme's own files and MathJax
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


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.is_notebook])
def test_page_is_light_at_first_view(book, name):
    parts = weights(book, f"{name}.html")
    total = sum(parts.values())
    print(f"{name}: {total / 1000:.0f} KB gzipped; {', '.join(f'{part} {size / 1000:.0f}' for part, size in parts.items())}")
    assert total <= FIRST_VIEW


def weights(book, name):
    """Gzipped bytes of a page itself, of its pictures, and of the live figures' scripts and style."""
    path = book / name
    html = path.read_text("utf8")
    found = {"page": len(gzip.compress(html.encode("utf8")))}
    files = {"pictures": re.findall(r'<img[^>]*src="([^":?]+)["?]', html), "live code": re.findall(r'(?:src|href)="([^"?]*_static/live/[^"?]+)', html)}
    for part, links in files.items():
        found[part] = sum(len(gzip.compress((path.parent / link).read_bytes())) for link in set(links))
    return found


def test_a_heavy_page_is_found(tmp_path):
    (tmp_path / "large.png").write_bytes(bytes(range(256)) * 4000)
    (tmp_path / "page.html").write_text('<p>Words.</p><img alt="in the page itself" src="data:,"><img alt="a large picture" src="large.png?v=1">')
    assert weights(tmp_path, "page.html")["pictures"] > 1000

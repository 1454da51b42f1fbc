"""Each check finds the fault that it is there for, on a tiny page, and passes the page without it."""

import importlib.util
import random
import shutil
from pathlib import Path

import pytest

from threenets.course.project import Address

from . import checks
from .links import colab_problems, dead_links
from .visits import NARROW, serve

DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width">MATHJAX</head>
<body><main><article><h1>A page</h1><p>Words and a formula: <span class="math">\\(x^2\\)</span>.</p>
<table><tr><th>name</th><td>value</td></tr></table>
<img alt="a dot in the middle of nothing" src="DOT">
<pre style="overflow-x: auto" tabindex="0">{long}</pre>
FAULT</article></main></body></html>
""".replace("DOT", DOT).replace("{long}", "a long line of code " * 20)

FAULTS = {  # the check, what is planted (or replaced), a piece of the finding
    "missing label": (checks.axe, "<input>", "label (critical)"),
    "low contrast": (checks.axe, '<p style="color: #999">Pale words.</p>', "color-contrast"),
    "light on light": (checks.contrast, '<div style="background: #fff"><p style="color: #14181e">Use <code style="color: #eee">Dense</code>.</p></div>',
                       'contrast 1.16 of "Dense"'),
    "pale in a folded box": (checks.contrast, '<details><summary>Hint</summary><p style="color: rgb(0 0 0 / 40%)">Pale.</p></details>', "Pale."),
    "dark on dark": (checks.contrast, '<div style="background: #111"><p style="background: #ffffff10">Lost.</p></div>', "Lost."),
    "picture without words": (checks.axe, f'<img src="{DOT}">', "image-alt"),
    "name other than what is written": (checks.axe, '<button aria-label="Go">Search</button>', "label-content-name-mismatch"),
    "tiny button": (checks.axe, '<p><button style="padding: 0; width: 9px; height: 9px">+</button><a href="#">a</a></p>', "target-size"),
    "empty table header": (checks.axe, "<table><tr><th></th><td>1</td></tr></table>", "empty-table-header"),
    "outside every landmark": (checks.axe, {"</main>": "</main><p>Lost words.</p>"}, "region"),
    "no way to scroll by keyboard": (checks.axe, {' tabindex="0"': ""}, "scrollable-region-focusable"),
    "no language": (checks.words, {' lang="en"': ""}, "does not tell its language"),
    "file name as words": (checks.words, {"a dot in the middle of nothing": "a dot in fig_1.png"}, "is called"),
    "too few words": (checks.words, {"a dot in the middle of nothing": "figure"}, "is called"),
    "missing picture": (checks.words, '<img alt="a picture that is not there" src="gone.png">', "gone.png is missing"),
    "stretched picture": (checks.words, {'alt="a dot in the middle of nothing"': 'alt="a dot in the middle of nothing" width="40" height="10"'}, "is stretched"),
    "table without headers": (checks.words, "<table><tr><td>1</td></tr></table>", "a table has no headers"),
    "overflowing table": (checks.width, '<table><tr><th style="min-width: 900px">wide</th></tr></table>', "pixels wide in 390"),
    "overflow that the column hides": (checks.width, {"<article>": '<article><div class="bd-article-container" style="overflow-x: auto">',
                                       "FAULT": '<p style="width: 900px">Wide.</p></div>'}, "bd-article-container is"),
    "cut off": (checks.width, '<div style="overflow: hidden"><p style="width: 900px">Half of it.</p></div>', "reaches to"),
    "unknown macro": (checks.formulas, '<span class="math">\\(\\unknown\\)</span>', "unknown macro"),
    "broken formula": (checks.formulas, '<span class="math">\\(\\frac{1}\\)</span>', "formula:"),
    "formula not typeset": (checks.formulas, '<span class="math">$x^2$</span>', "not typeset: $x^2$"),
    "console error": (checks.console, "<script>console.error('oh dear')</script>", "console: oh dear"),
    "exception": (checks.console, "<script>nothing.at.all()</script>", "nothing is not defined"),
    "outside request": (checks.own, '<img alt="a picture from elsewhere" src="http://example.org/a.png">', "asked for http://example.org/a.png"),
    "motion": (checks.calm, '<p style="animation: spin 2s infinite">Round.</p><style>@keyframes spin { to { rotate: 1turn } }</style>', "p."),
    "slow colours": (checks.calm, '<a href="#" style="transition: color 1s">There.</a>', "a."),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with MathJax, for the tiny pages."""
    path = tmp_path_factory.mktemp("tiny")
    package = Path(importlib.util.find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"
    for part in ("tex-chtml.js", "output/chtml/fonts/woff-v2"):
        (path / "mathjax" / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (package / part).is_dir() else shutil.copy)(package / part, path / "mathjax" / part)
    return path


@pytest.fixture(scope="module")
def address(folder):
    with serve(folder) as served:
        yield served


@pytest.fixture
def tiny(reader, folder, address):
    """Open `PAGE` with a fault: a piece to add, or a dictionary of pieces to replace."""

    def open_page(fault, formulas=False):
        text = PAGE
        for old, new in (fault if isinstance(fault, dict) else {"FAULT": fault}).items():
            assert old in text
            text = text.replace(old, new)
        script = '<script defer src="mathjax/tex-chtml.js"></script>' if formulas else ""  # it takes a second to load
        name = f"{len(list(folder.glob('*.html')))}.html"  # a new one each time: the browser keeps what it has seen
        (folder / name).write_text(text.replace("FAULT", "").replace("MATHJAX", script), "utf8")
        return reader.open(address + name, width=NARROW, reduced_motion="reduce")

    return open_page


def test_a_page_without_fault_passes_every_check(tiny):
    visit = tiny("", formulas=True)
    for check in (checks.formulas, checks.words, checks.width, checks.calm, checks.contrast, checks.axe, checks.console, checks.own):
        assert check(visit) == [], check.__name__


@pytest.mark.parametrize("name", FAULTS)
def test_planted_fault_is_found(tiny, name):
    check, fault, finding = FAULTS[name]
    assert finding in "\n".join(check(tiny(fault, formulas=check is checks.formulas)))


def test_a_heavy_page_is_found(tiny, folder):
    noise = random.Random(0).randbytes(checks.FIRST_VIEW)
    (folder / "noise.png").write_bytes(noise)
    heavy = '<img alt="noise that no one can compress" style="display: block; margin-top: MARGIN" src="noise.png" loading="lazy">'
    assert checks.weight(tiny(heavy.replace("MARGIN", "0")), folder)[0].startswith("501 KB gzipped at first view")
    assert checks.weight(tiny(heavy.replace("MARGIN", "9999px")), folder) == []  # far below: not loaded yet
    assert [name.endswith(".html") for name in checks.weights(tiny(""), folder)] == [True]


@pytest.mark.parametrize("link, finding", [
    ("second.html#nowhere", "has no such anchor"), ("third.html", "there is no third.html"), ("../outside.html", "leads out of the book"),
    ("second.html#here", ""), ("https://example.org/", ""),
])  # fmt: skip
def test_dead_links_are_found(tmp_path, link, finding):
    book = tmp_path / "html"
    book.mkdir()
    (book / "second.html").write_text('<p id="here">Words.</p>')
    (tmp_path / "outside.html").write_text("Outside.")
    (book / "index.html").write_text(f'<a href="{link}">there</a>')
    assert finding in "\n".join(dead_links(book)) if finding else dead_links(book) == []


COLAB = "https://colab.research.google.com/github/owner/nets/blob/main/"


@pytest.mark.parametrize("link, tracked, finding", [
    (COLAB + "book/fcn.ipynb", {"book/fcn.ipynb"}, ""),
    (COLAB + "book/cnn.ipynb", {"book/fcn.ipynb"}, "opens another notebook"),
    (COLAB.replace("main", "master") + "book/fcn.ipynb", {"book/fcn.ipynb"}, "is not at"),
    (COLAB + "book/fcn.ipynb", set(), "is not committed"), ("https://example.org", {"book/fcn.ipynb"}, "no badge"),
])  # fmt: skip
def test_wrong_badges_are_found(link, tracked, finding):
    problems = colab_problems(f'<a href="{link}">Colab</a>', "book/fcn.ipynb", Address("https://github.com/owner/nets", "main", ""), tracked)
    assert finding in " ".join(problems) if finding else problems == []

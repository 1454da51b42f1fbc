"""Pages with one live figure each, without the book around them: its scripts, its style, the theme's colours."""

import importlib.util
import shutil
from pathlib import Path

from threenets.course.live_scripts import MORE, SHARED, scripts

from .conftest import ROOT

_SHARED = {*SHARED, *(name for more in MORE.values() for name in more)}
NAMES = sorted({path.stem for path in (ROOT / "assets" / "live").glob("*.js")} - _SHARED)  # of the live figures

PAGE = """<!doctype html>
<html lang="en" data-theme="light" data-mode="light"><head><meta charset="utf-8"><title>A live figure</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="live/live.css">
{scripts}
<script>Object.assign(document.documentElement.dataset, {{theme: localStorage.theme ?? 'light'}})</script></head>
<body style="margin: 0"><main class="bd-content" style="display: block"><article class="bd-article" style="max-width: 42rem; padding: 0.5rem">
<h1>A live figure</h1><div class="cell_output"><div class="output text_html">{figure}</div></div></article></main></body></html>
"""


def write(folder, name, html):
    """Write a page that shows a piece of HTML with a live figure; return its path."""
    if not (folder / "live").is_dir():
        shutil.copytree(ROOT / "assets" / "live", folder / "live")
        theme = Path(importlib.util.find_spec("pydata_sphinx_theme").origin).parent
        shutil.copy(next(theme.rglob("pydata-sphinx-theme.css")), folder / "theme.css")
    tags = "\n".join(f'<script defer src="live/{script}.js"></script>' for script in scripts(html))
    path = folder / f"{name}.html"
    path.write_text(PAGE.format(scripts=tags, figure=html), "utf8")
    return path


def settle(visit, state="ready"):
    """Wait until the figure is built; return the playwright locator of it."""
    visit.page.wait_for_selector(f".live-figure[data-state={state}]", timeout=10_000)
    return visit.page.locator(".live-figure")


LOOK = """() => {
    const figure = document.querySelector('.live-figure')
    const parts = [...figure.querySelectorAll('canvas')].map(canvas => canvas.toDataURL())
    parts.push(...[...figure.querySelectorAll('.live-status, .live-formula, .live-grid, .live-chart, .live-table, .live-result')]
        .map(part => part.outerHTML))
    return parts.join('|')
}"""


def look(visit):
    """All that a figure shows, as one text: pictures, sentences, numbers."""
    return visit.page.evaluate(LOOK)

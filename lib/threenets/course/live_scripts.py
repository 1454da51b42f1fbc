"""Sphinx extension: pages that hold a live figure load its scripts, and no other page does.

Loaded by ``_config.yml``. The scripts lie in ``assets/live``, which the book ships as it is. They are plain and
deferred: modules and fetched files do not work where a reader opens the page from disk.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError

SHARED = ("numbers", "network", "controls", "drawing", "figure")  # of all live figures, in the order in which they build on each other
MORE = {  # of some
    "denoiser": ("pad",), "convolution": ("grid",), "forecast": ("chart", "series"), "unrolled": ("chart", "series"),
}  # fmt: skip
_ELEMENT = re.compile(r'<live-([a-z-]+) class="live-figure">')


def setup(app):
    """Connect the extension to Sphinx."""
    app.connect("html-page-context", load_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def scripts(html):
    """Return the names of the scripts that a piece of HTML needs, in order; none without a live figure."""
    elements = sorted(set(_ELEMENT.findall(html)))
    more = dict.fromkeys(name for element in elements for name in MORE.get(element, ()))
    return [*SHARED, *more, *elements] if elements else []


def load_scripts(app, pagename, templatename, context, doctree):
    """Add style and scripts to a page that holds a live figure.

    Raises
    ------
    sphinx.errors.ExtensionError
        If there is no script for a figure.
    """
    if doctree is None:
        return
    needed = scripts("".join(node.astext() for node in doctree.findall(nodes.raw) if node.get("format") == "html"))
    if needed:
        app.add_css_file("live/live.css")
    for name in needed:
        if not Path(app.srcdir, "assets", "live", f"{name}.js").is_file():
            raise ExtensionError(f"{pagename} holds a live figure that needs assets/live/{name}.js, which is missing.")
        app.add_js_file(f"live/{name}.js", loading_method="defer")

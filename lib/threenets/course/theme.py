"""Sphinx extension: mends what the book's theme leaves to be desired, in the pages that it has made.

Loaded by ``_config.yml``. It sees to names and landmarks for screen readers, to scripts that are not used, to pictures
that are far away, and to each page's line of facts under its title. The theme's own templates stay as they are.
"""

import hashlib
import re
from pathlib import Path

from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util.images import get_image_size

from threenets.course.page_facts import describe, facts_line
from threenets.course.project import Project

# What is wrong, and what stands in its place. Each entry is a rule of WCAG 2.2 or of axe that the plain theme breaks.
MENDS = (
    # landmarks: everything on a page belongs to one
    ('<div id="pst-primary-sidebar" class=', '<div id="pst-primary-sidebar" role="complementary" aria-label="Book" class='),
    # what is written on a button is its name
    (' title="Search" aria-label="Search" data-bs-placement', ' title="Search" data-bs-placement'),
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    # a toggle in the list of pages shows an arrow and no word
    ('<summary><span class="toctree-toggle"', '<summary aria-label="Pages below"><span class="toctree-toggle"'),
    # a colour mode button without words: its icons are pictures, its name is the label
    (re.compile(r'(<i class="theme-switch [^>]*?) title="[^"]*">'), r'\1 aria-hidden="true">'),
    # a cell in the corner of a table heads nothing
    (re.compile(r'<th(?: class="[^"]*")?>(?:<p></p>)?</th>'), "<td></td>"),
    # the role of an entry of a bibliography is deprecated: it is an item of its list
    (' role="doc-biblioentry"', ' role="listitem"'),
)  # fmt: skip
_PICTURE = re.compile(r'<img (?=[^>]*\bsrc="[^":]*_images/([^"]+)")')


def setup(app):
    """Connect the extension to Sphinx."""
    app.connect("config-inited", configure)
    app.connect("html-page-context", mend_context, priority=900)  # after every other extension has added its scripts
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def configure(app, config):
    """Choose the theme's options that its configuration in Jupyter Book cannot reach."""
    config.template_bridge = "threenets.course.theme.MendedTemplates"
    # Sphinx copies styles and scripts only when it writes a page: let a change of theirs be one of every page
    assets = sorted(path for path in Path(app.srcdir, "assets").rglob("*") if path.is_file())
    config.html_context = {**config.html_context, "assets": hashlib.sha256(b"".join(path.read_bytes() for path in assets)).hexdigest()}
    config.html_theme_options.update(
        navbar_persistent=[], primary_sidebar_end=[],  # one search is enough; no advertisements
        logo={"text": config.html_title, "alt_text": ""},  # the name stands beside the picture
    )  # fmt: skip


class MendedTemplates(BuiltinTemplateLoader):
    """Sphinx' own loader of templates; what it renders is mended."""

    def render(self, template, context):
        """Render a page."""
        return mend(super().render(template, context))


def mend(page):
    """Return the HTML of a page with each of `MENDS` applied."""
    for wrong, right in MENDS:
        page = wrong.sub(right, page) if isinstance(wrong, re.Pattern) else page.replace(wrong, right)
    return page


def mend_context(app, pagename, templatename, context, doctree):
    """Drop scripts that no page uses, and add the line of facts and the description for previews."""
    # Thebe runs code on a server, which this book never does; its script is announced twice, which is an error
    for kind in ("script_files", "css_files"):
        if kind in context:
            context[kind] = [file for file in context[kind] if "thebe" not in str(file)]
    context["default_mode"] = "auto"  # the reader's system decides; the theme calls an empty mode invalid
    if doctree is None or app.builder.name != "html":
        return
    project = Project.find(app.srcdir)
    page = project.pages.get(pagename.removeprefix("book/"))
    context["metatags"] = context.get("metatags", "") + describe(project, pagename, context["title"], doctree)
    if page is not None:
        body = context["body"].replace("</h1>", "</h1>\n" + facts_line(project, page, context["title"], doctree), 1)
        sizes = {name: get_image_size(Path(app.srcdir, source)) for source, name in app.builder.images.items()}
        context["body"] = load_when_near(body, sizes)


def load_when_near(body, sizes):
    """Let a browser load each picture when the reader comes near it: a chapter's pictures weigh more than its text.

    Parameters
    ----------
    body : str
        HTML.
    sizes : dict of str to (int, int) or None
        Width and height in pixels of each file in ``_images``: a browser leaves room for what has not come yet, so that
        no text moves under the reader's eyes.
    """
    def mended(found):
        size = sizes.get(found[1])
        return '<img loading="lazy" ' + ('width="{}" height="{}" '.format(*size) if size else "")

    return _PICTURE.sub(mended, body)


"""Sphinx extension: what changes where the whole book becomes one document, for paper and e-readers.

Loaded by ``_config.yml``. A live figure is its picture there, with the address of the page where it is alive; links
between pages stay within the PDF; formulas of the EPUB are MathML, because few e-readers run scripts.
"""

import posixpath
import re
from contextlib import suppress
from html import unescape

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.ext.mathjax import html_visit_displaymath, html_visit_math
from sphinx.transforms.post_transforms import SphinxPostTransform

from threenets import __version__
from threenets.course.chromium import Formulas
from threenets.course.project import Project

BUILDERS = ("singlehtml", "epub")
STYLES = ("epub.css", "pygments.css", "paper.css")
_TEX = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.S)
_SUMMARY = re.compile(r"<summary[^>]*>(?:(?!</summary>).)*<p(?:(?!</summary>).)*</summary>", re.S)  # of hidden code; a hint keeps its words
_TO_PAGE = re.compile(r"#document-([^#]+)(?:#(.+))?")


def setup(app):
    """Connect the extension to Sphinx."""
    app.add_builder(Epub, override=True)
    app.add_post_transform(PictureOfLiveFigure)
    app.add_html_math_renderer("mathml", (write_formula, None), (write_formula, None))
    app.add_config_value("epub_math_renderer", "mathml", "")  # Sphinx looks for a setting of this name
    app.connect("config-inited", configure)
    app.connect("builder-inited", prepare)
    app.connect("doctree-resolved", keep_links_within)
    app.connect("html-page-context", simplify, priority=950)  # after the theme and its mends
    app.connect("build-finished", lambda app, exception: app.formulas.close() if hasattr(app, "formulas") else None)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}


def configure(app, config):
    """State what the EPUB says about itself."""
    project = Project.find(app.srcdir)
    config.html_math_renderer = "mathjax"
    config.version = config.release = __version__
    config.epub_title, config.epub_author = project.config["title"], project.config["author"]
    config.epub_description = "An executable course on fully connected, convolutional and recurrent networks"
    config.epub_identifier, config.epub_uid = project.address.site, "book-id"
    config.epub_scheme, config.epub_copyright, config.epub_language = "URL", project.config["copyright"], "en"
    config.epub_cover = ("_static/front.png", "")
    config.epub_css_files = ["paper.css"]
    config.epub_show_urls = "no"
    used = ("paper.css", "front.png")  # the other files of this folder are for screens, and their CSS is newer than e-readers know
    assets = (path for path in (project.root / "assets").rglob("*") if path.is_file() and path.name not in used)
    config.epub_exclude_files = [f"_static/{path.relative_to(project.root / 'assets').as_posix()}" for path in assets]
    config.epub_tocdepth, config.epub_tocscope = 2, "includehidden"


def prepare(app):
    """Add the style for paper, and let the EPUB do without the theme's buttons and with formulas that need no script."""
    if app.builder.name == "singlehtml":
        app.add_css_file("paper.css", priority=900)  # after the styles of the screen
    if app.builder.name == "epub":
        app.config.html_theme_options["launch_buttons"] = {}
        app.formulas = Formulas()


def simplify(app, pagename, templatename, context, doctree):
    """Leave out of the EPUB what its rules forbid: scripts, styles that are not packed, paragraphs in a summary."""
    if app.builder.name == "epub":
        context["script_files"] = []
        context["css_files"] = [file for file in context["css_files"] if str(file.filename).endswith(STYLES)]
        context["body"] = _SUMMARY.sub("<summary>Code</summary>", context.get("body", ""))


def keep_links_within(app, doctree, docname):
    """Let each link of the one document lead to the page that it means: many pages have a section of the same name."""
    if app.builder.name != "singlehtml":
        return
    _join_pages(doctree)
    names, taken = {}, set()
    for node in doctree.findall(nodes.Element):
        page = _page_of(node) or docname
        for number, name in enumerate(node.get("ids", [])):
            unique = name if name not in taken else f"{page.replace('/', '-')}-{name}"
            names[page, name] = node["ids"][number] = unique
            taken.add(unique)
    starts = {}  # of a page is its title, not the mark that Sphinx sets before it: that is still on the sheet before
    for section in doctree.findall(nodes.section):
        starts.setdefault(_page_of(section) or docname, section["ids"][0])
    for link in doctree.findall(nodes.reference):
        page, name = _page_of(link) or docname, link.get("refid")
        if name is None and (found := _TO_PAGE.fullmatch(link.get("refuri", ""))):
            page, name = found.groups()
        elif name is None:
            continue
        link["refuri"] = "#" + (names[page, name] if name else starts[page])
        link.attributes.pop("refid", None)


class Epub(Epub3Builder):
    """Sphinx' EPUB, whose list of pages names each file as the manifest does: the first page lies in a folder of its own."""

    def get_toc(self):
        """Collect the entries of the table of contents."""
        super().get_toc()
        for entry in self.refnodes:
            entry["refuri"] = posixpath.normpath(entry["refuri"])


class PictureOfLiveFigure(SphinxPostTransform):
    """Takes the picture of a live figure in place of the element, and says where it is alive."""

    default_priority = 3  # before MyST-NB selects one of an output's forms
    builders = BUILDERS

    def run(self, **settings):
        """Change the outputs of one page."""
        replace_live(self.document, Project.find(self.app.srcdir).address.site, self.env.docname)


def replace_live(document, site, page):
    """Take the HTML away from each live figure of a document, and add a line with the address of its page."""
    _join_pages(document)
    for bundle in list(document.findall(_is_bundle)):
        for form in list(bundle):
            if form["mime_type"] == "text/html" and 'class="live-figure"' in form.astext():
                bundle.remove(form)
                address = f"{site}{_page_of(bundle) or page}.html"
                line = nodes.paragraph("", "Alive in the browser: ", nodes.reference("", address, refuri=address), classes=["live-address"])
                bundle.parent.insert(bundle.parent.index(bundle) + 1, line)


def _join_pages(document):
    """Tell each page of the one document where it stands: Sphinx leaves out the way up."""
    for start in document.findall(addnodes.start_of_file):
        for child in start:
            start.setup_child(child)


def _page_of(node):
    """Return the page that a node came from into the one document of the whole book, or None outside of that."""
    while node := node.parent:
        if isinstance(node, addnodes.start_of_file):
            return node["docname"]
    return None


def write_formula(translator, node):
    """Write a formula as Sphinx would for MathJax, and MathML in place of the TeX in it.

    Raises
    ------
    docutils.nodes.SkipNode
        Always: nothing below the formula is written.
    """
    before, display = len(translator.body), isinstance(node, nodes.math_block)
    with suppress(nodes.SkipNode):
        (html_visit_displaymath if display else html_visit_math)(translator, node)
    written = "".join(translator.body[before:])
    translator.body[before:] = [_TEX.sub(lambda found: _mathml(translator.builder.app, found[1] or found[2], display), written)]
    raise nodes.SkipNode


def _mathml(app, tex, display):
    return app.formulas.mathml(unescape(tex), display).replace("<math ", f'<math alttext="{" ".join(tex.split())}" ', 1)


def _is_bundle(node):
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"

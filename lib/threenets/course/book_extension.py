"""Sphinx extension of the book: outputs come from the stored notebooks, never from running code.

Loaded by ``_config.yml``. Beside the outputs it sees to text alternatives of figures, formulas without a network,
and the download button.
"""

import re
import shutil
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.errors import ExtensionError

from threenets.course import CourseError
from threenets.course.chromium import mathjax
from threenets.course.generated import Generated
from threenets.course.notebooks import code_cells, dump, make_notebook, read_notebook
from threenets.course.project import Project
from threenets.course.verification import verify

MATHJAX = ("tex-chtml.js", "output/chtml/fonts/woff-v2")  # all that a page with formulas loads: 1.6 of 24 MB
_GLUED = re.compile(r"\{glue:text\}`([^`:]+\.md)::")


def setup(app):
    """Connect the extension to Sphinx."""
    app.config.mathjax_path = "mathjax/tex-chtml.js"
    app.add_directive("generated", Generated)
    app.connect("builder-inited", fill_cache, priority=900)  # after MyST-NB has set up its own
    app.connect("source-read", depend_on_notebooks)
    app.connect("build-finished", add_mathjax)
    app.connect("build-finished", offer_notebooks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def pages(app):
    """Return the notebook pages that this build shows, by document name."""
    project = Project.find(app.srcdir)
    found = {page.source.relative_to(project.root).with_suffix("").as_posix(): page for page in project.notebooks.values()}
    return project, {doc: page for doc, page in found.items() if doc in app.project.docnames}


def fill_cache(app):
    """Put the stored outputs of each page where MyST-NB looks for them, so that it has nothing to execute.

    Raises
    ------
    sphinx.errors.ExtensionError
        Naming each page whose stored outputs are stale, broken or absent.
    """
    app.project.discover(app.config.exclude_patterns)
    project, shown = pages(app)
    cache = get_cache(app.env.mystnb_config.execution_cache_path or str(Path(app.outdir).parent / ".jupyter_cache"))
    cache.clear_cache()
    problems = []
    for page in shown.values():
        verdict = verify(project, page)
        found = verdict.stale + verdict.unusable + verdict.broken  # an author may look at values that have no band yet; the gates refuse them
        if found:
            problems += [f"{page.name}: {problem}" for problem in found]
            continue
        cache.cache_notebook_bundle(CacheBundleIn(_with_outputs(page), str(page.source)), overwrite=True)
    if problems:
        raise ExtensionError("stored outputs cannot be shown:\n  " + "\n  ".join(problems) + "\nRun `threenets build`.")


def depend_on_notebooks(app, docname, source):
    """Rebuild a page when a notebook changed that its outputs or its glued values come from."""
    here = Path(app.env.doc2path(docname))
    sources = [here, *((here.parent / path).resolve() for path in _GLUED.findall(source[0]))]
    for path in sources:
        if path.with_suffix(".ipynb").is_file():
            app.env.note_dependency(str(path.with_suffix(".ipynb")))


class FigureRenderer:
    """Gives a figure in the built page the text alternative that travels with it."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Render a picture of the course's with its text alternative; leave everything else alone."""
        alt = data.output_metadata.get("image/png", {}).get("alt")
        if data.mime_type != "image/png" or inline or not alt:
            return None
        nodes = renderer.render_image(data)
        for node in nodes:
            node["alt"] = alt
        return nodes


def add_mathjax(app, exception):
    """Copy the part of MathJax that the pages load out of its locked package."""
    if exception is not None or app.builder.format != "html":
        return
    if app.builder.name == "epub":  # its formulas are MathML
        return
    try:
        source, target = mathjax(), Path(app.outdir, "_static", "mathjax")
    except CourseError as error:
        raise ExtensionError(str(error)) from None
    for part in MATHJAX:
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part, dirs_exist_ok=True)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / part, target / part)


def offer_notebooks(app, exception):
    """Let the download button give the plain notebook, made for the configured address."""
    if exception is not None or app.builder.name != "html":
        return
    project, shown = pages(app)
    for doc, page in shown.items():
        target = Path(app.outdir, "_sources", f"{doc}.ipynb")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.write_text(dump(make_notebook(page, project, read_notebook(page.notebook))), "utf8")
        except CourseError as error:
            raise ExtensionError(str(error)) from None


def _with_outputs(page):
    notebook = read_myst_markdown_notebook(page.text, path=page.source)
    for cell, stored in zip(code_cells(notebook), code_cells(read_notebook(page.notebook)), strict=True):
        cell.outputs, cell.execution_count = stored.outputs, stored.execution_count
    return notebook

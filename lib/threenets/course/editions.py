"""The book on paper and for e-readers: one PDF, one EPUB, from the same stored outputs as the pages."""

import os
import re
import shutil
import zipfile
from html import escape

from threenets.course import Failure
from threenets.course.book import build_with
from threenets.course.chromium import chromium

NAME = "three-networks"
_SCRIPT = re.compile(rb"<script\b.*?</script>", re.S)  # e-readers run none, and each would have to be declared
_FOOT = '<div style="font: 8px sans-serif; width: 100%; text-align: center"><span class="pageNumber"></span></div>'
_CONTENTS = """parts => {
    // paper has no sidebar: a list of the book's pages after the first one
    const list = document.createElement('nav')
    list.className = 'paper-contents'
    list.innerHTML = '<h2>Contents</h2>'
    for (const [caption, names] of parts) {
        list.append(Object.assign(document.createElement('h3'), {textContent: caption}))
        for (const name of names) {
            const section = document.getElementById(`document-${name}`).nextElementSibling
            const link = Object.assign(document.createElement('a'), {href: `#${section.id}`})
            link.append(section.querySelector('h1, h2, h3').firstChild.textContent, document.createElement('span'))
            list.append(link)
        }
    }
    document.querySelector('article span[id^="document-"]')?.before(list)
}"""
_NUMBERS = """numbers => {
    for (const link of document.querySelectorAll('.paper-contents a')) link.lastChild.textContent = numbers[link.hash.slice(1)]
}"""

FORMULAS_LEFT = """() => [...document.querySelectorAll('article .math')]
    .filter(formula => !formula.querySelector('mjx-container') || formula.querySelector('mjx-merror'))
    .map(formula => `a formula was not set: ${formula.textContent}`)"""


def make_pdf(project):
    """Print the whole book into one PDF and return its path.

    Raises
    ------
    CourseError
        If there is no browser.
    Failure
        If the book cannot be built, or its page reports an error.
    """
    folder = build_with(project, "singlehtml")
    page_file = folder / "print.html"
    made = next(path for path in folder.rglob("index.html") if path.stat().st_size > 10_000)
    shutil.copy(made, page_file)  # every path in it is relative to this folder, wherever the first page lies
    errors = []
    with chromium() as browser:
        page = browser.new_page(color_scheme="light")
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("requestfailed", lambda request: "searchindex.js" in request.url or errors.append(f"cannot load {request.url}"))
        page.goto(page_file.as_uri())
        page.evaluate("MathJax.startup.promise.then(() => null)")
        errors += page.evaluate(FORMULAS_LEFT)
        page.evaluate(_CONTENTS, project.parts)
        draft = project.build / f".{NAME}.pdf.part"
        _print(page, draft)
        page.evaluate(_NUMBERS, _numbers(draft))  # known once the book is set; they do not change how
        _print(page, draft)
    if errors:
        raise Failure("the page to be printed has errors:\n  " + "\n  ".join(errors[:5]))
    os.replace(draft, project.build / f"{NAME}.pdf")
    return project.build / f"{NAME}.pdf"


def _print(page, path):
    page.pdf(path=path, format="A4", print_background=True, outline=True, tagged=True, display_header_footer=True,
             header_template="<span></span>", footer_template=_FOOT,
             margin={"top": "18mm", "bottom": "20mm", "left": "20mm", "right": "20mm"})  # fmt: skip


def _numbers(path):
    """Return on which page of the PDF each place that a link leads to stands."""
    from pypdf import PdfReader  # of the extra 'dev', like the browser

    document = PdfReader(path)
    places = document.named_destinations.items()
    return {name.removeprefix("/"): document.get_destination_page_number(place) + 1 for name, place in places}


def make_epub(project):
    """Build the EPUB and return its path.

    Raises
    ------
    Failure
        If the book cannot be built.
    """
    (made,) = build_with(project, "epub").glob("*.epub")
    draft = project.build / f".{NAME}.epub.part"
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as target:
        with_formulas = {name for name in source.namelist() if name.endswith(".xhtml") and b"<math" in source.read(name)}
        for entry in source.infolist():  # the first must be `mimetype`, not compressed: infolist keeps the order
            content = source.read(entry)
            if entry.filename.endswith("content.opf"):
                content = _declare_mathml(content.decode("utf8"), with_formulas).encode("utf8")
            if entry.filename.endswith(".xhtml"):
                content = _SCRIPT.sub(b"", content)
            if entry.filename == "toc.ncx":  # Sphinx writes the name of the identifier there in place of what it says
                content = content.replace(b'content="book-id"', f'content="{escape(project.address.site)}"'.encode())
            target.writestr(entry, content)
    os.replace(draft, project.build / f"{NAME}.epub")
    return project.build / f"{NAME}.epub"


def _declare_mathml(manifest, names):
    """Name the files that hold MathML, which the standard asks for and Sphinx leaves out."""
    return re.sub(r' href="([^"]+)"', lambda item: item[0] + (' properties="mathml"' if item[1] in names else ""), manifest)

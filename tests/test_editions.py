"""The book on paper and for e-readers: a small course here, the whole book where ``nox -s pdf`` and ``nox -s epub`` look."""

import os
import re
import shutil
import zipfile

import pypdf
import pytest
from conftest import ROOT, SmallCourse
from docutils import nodes
from docutils.utils import new_document
from edition_checks import epub_problems, epubcheck, pdf_problems
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject
from sphinx import addnodes

from threenets.course import CourseError
from threenets.course.build import make_references
from threenets.course.chromium import Formulas, chromium, find_chromium
from threenets.course.editions import FORMULAS_LEFT, make_epub, make_pdf
from threenets.course.paper import _SUMMARY, replace_live
from threenets.course.project import Project

LIVE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A live page

It is alive on a screen.

## Evaluate

```{code-cell} python
:tags: [setup]

import threenets
```

```{code-cell} python
:tags: [parameters]

profile = "full"
device = "auto"
seed = 1
```

```{code-cell} python
:tags: [hide-input]

from threenets import style


class Live(style.Figure):
    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = super()._repr_mimebundle_()
        live = (f'<live-line class="live-figure"><img class="live-picture" alt="{self.alt}" src="data:image/png;base64,{data["image/png"]}">'
                '<script type="application/json">{"secret": 1}</script></live-line>')
        return {"text/html": live, **data}, metadata
```

```{code-cell} python
---
mystnb:
  figure:
    caption: |
      A line goes up, and a reader may bend it.
    name: fig-live
---
fig, ax = style.new()
ax.plot([1, 2])
Live(fig, "A straight line from one to two.", "live_line")
```
"""
TEXT = """# Second page

It promises a formula $\\frac{1}{x^2}$ and a larger one:

$$
y = \\sum_i w_i x_i \\qquad \\text{for all } i
$$ (eq-sum)

Equation {eq}`eq-sum` is one, and [the first page](index.md) another. See [what is alive](live.md#evaluate), {numref}`fig-live`,
and [our own part](second.md#evaluate).

## Evaluate

It has the same name as a part of the page before.

![three units in three colours, joined by lines](../assets/favicon.png)

| name | value |
|---|---|
| one | 1 |

```python
a_long_line = "of code that does not fit on paper, because it goes on and on and on and on and on and on and on and on and on"
```
"""
TITLES = ("A small course", "A live page", "Second page")
ALIVE = "Alive in the browser: https://OWNER.github.io/three-networks/book/live.html"
needs_chromium = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine: nothing was printed")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small course of a first page, a notebook with a live figure, and a page of text."""
    root = tmp_path_factory.mktemp("editions") / "course"
    root.mkdir()
    course = SmallCourse(root)
    (root / "book" / "second.md").write_text(TEXT, "utf8")
    (root / "book" / "live.md").write_text(LIVE, "utf8")
    course.write_toc(["live", "second"])
    make_references(course.project(), ["live"])
    return course.project()


@pytest.fixture(scope="module")
def pdf(small):
    return make_pdf(small)


@pytest.fixture(scope="module")
def epub(small):
    return make_epub(small)


@needs_chromium
def test_pdf_holds_pages_letters_figures_and_bookmarks(pdf):
    assert pdf_problems(pdf, TITLES, pictures=2) == []
    sheets = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(pdf).pages]
    assert len(sheets) == 4  # the first page, the contents, and a sheet for each page
    assert "A live page 3" in sheets[1] and "Second page 4" in sheets[1]
    assert ALIVE in sheets[2] and "A line goes up" in sheets[2] and "secret" not in sheets[2]
    assert "on and on and on and on and on and on" in sheets[3]


@needs_chromium
def test_links_of_the_pdf_lead_to_the_page_that_they_mean(pdf):
    document = pypdf.PdfReader(pdf)
    places = {name: document.get_destination_page_number(place) + 1 for name, place in document.named_destinations.items()}
    links = [note.get_object() for note in document.pages[3]["/Annots"]]
    # the equation on this sheet, the first page, a part and a figure of the live page, a part of the same name on this one
    assert [places[link["/Dest"]] for link in links if "/Dest" in link] == [4, 1, 3, 3, 4]


@needs_chromium
def test_epub_holds_what_its_rules_ask_for(epub):
    assert epub_problems(epub, TITLES) == []
    with zipfile.ZipFile(epub) as book:
        live = book.read("book/live.xhtml").decode("utf8")
    assert ALIVE in re.sub("<[^>]+>", "", live) and "A straight line from one to two." in live and "<live-" not in live
    findings = epubcheck(epub)
    if findings is None:
        pytest.skip("epubcheck is not installed: only our own checks were made")
    assert findings == []


def test_pdf_without_letters_pictures_bookmarks_or_titles_is_found(tmp_path):
    writer = pypdf.PdfWriter()
    font = DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in
                             {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}.items()})  # fmt: skip
    page = writer.add_blank_page(100, 100)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    writer.add_annotation(0, Link(rect=(1, 1, 2, 2), url="file:///home/me/book.html"))
    writer.add_annotation(0, Link(rect=(1, 1, 2, 2), target_page_index=0))
    page["/Annots"][1].get_object()[NameObject("/Dest")] = NameObject("/nowhere")
    writer.write(tmp_path / "poor.pdf")
    found = " ".join(pdf_problems(tmp_path / "poor.pdf", ["A title"], pictures=1))
    for piece in ("'A title' is missing", "Helvetica is not embedded", "0 pictures of 1", "no bookmarks", "no tags", "file:///home/me", "/nowhere"):
        assert piece in found


EPUB_FAULTS = {
    "a lost picture": (r"_images/", None, "", "there is no"),
    "a file name for words": (r"second\.xhtml", "three units in three colours, joined by lines", "favicon.png", "a picture is called"),
    "a script": (r"second\.xhtml", "</body>", "<script>1</script></body>", "holds a script"),
    "a paragraph in a summary": (r"live\.xhtml", "<summary>Code", "<summary><p>Code</p>", "a paragraph in a summary"),
    "a live figure": (r"live\.xhtml", "</body>", "<live-line></live-line></body>", "holds a live figure"),
    "raw TeX": (r"second\.xhtml", "It has the same name", "It has \\(x\\)", "raw TeX is left"),
    "an open tag": (r"second\.xhtml", "</body>", "<b></body>", "is not well-formed"),
    "formulas not declared": (r"content\.opf", ' properties="mathml"', "", "is not declared"),
    "a lost page": (r"nav\.xhtml", "Second page", "Page", "the contents lack 'Second page'"),
    "a compressed beginning": (r"mimetype", "", "", "must start with `mimetype`"),
}


@needs_chromium
@pytest.mark.parametrize("name", EPUB_FAULTS)
def test_faults_of_an_epub_are_found(epub, tmp_path, name):
    file, old, new, finding = EPUB_FAULTS[name]
    with zipfile.ZipFile(epub) as source, zipfile.ZipFile(tmp_path / "faulty.epub", "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if re.search(file, entry.filename):
                if old is None:
                    continue
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
                entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    assert finding in " ".join(epub_problems(tmp_path / "faulty.epub", TITLES))


@needs_chromium
def test_a_formula_that_nobody_understands_is_named():
    formulas = Formulas()
    try:
        assert "<mfrac>" in formulas.mathml(r"\frac{1}{2}", False)
        for tex in (r"\frac{1}", r"\nonsense x"):
            with pytest.raises(CourseError, match="does not understand"):
                formulas.mathml(tex, True)
    finally:
        formulas.close()


@needs_chromium
def test_a_formula_that_was_not_set_does_not_reach_the_paper():
    with chromium() as browser:
        page = browser.new_page()
        page.set_content('<article><p class="math">\\(x\\)</p><p class="math"><mjx-container></mjx-container></p></article>')
        assert page.evaluate(FORMULAS_LEFT) == ["a formula was not set: \\(x\\)"]


def test_a_live_figure_on_paper_is_its_picture_and_the_address_where_it_is_alive():
    page, start = new_document("page"), addnodes.start_of_file(docname="book/fcn")
    page += start
    forms = {"text/html": nodes.raw("", '<live-denoiser class="live-figure">', format="html"), "image/png": nodes.image(alt="a digit")}
    for kind in (forms, {"text/html": nodes.raw("", "<table>", format="html"), "text/plain": nodes.Text("1")}):
        bundle = nodes.container(nb_element="mime_bundle")
        bundle += [nodes.container("", form, mime_type=mime) for mime, form in kind.items()]
        start += nodes.container("", bundle)
    page.children[0].children[0].parent = None  # Sphinx loses the way up in the one document
    replace_live(page, "https://site.example/", "book/index")
    first, second = start.children
    assert [form["mime_type"] for form in first[0]] == ["image/png"] and "site.example/book/fcn.html" in first[1].astext()
    assert [form["mime_type"] for form in second[0]] == ["text/html", "text/plain"] and len(second) == 1


@needs_chromium
@pytest.mark.skipif("THREENETS_EDITIONS" not in os.environ, reason="of the whole book: `nox -s pdf` and `nox -s epub` look at it")
class TestWhole:
    def titles(self):
        return [re.search(r"^# (.+)$", page.text.split("\n---\n", 1)[-1], re.M)[1] for page in Project(ROOT).shown.values()]

    def test_whole_pdf(self):
        printed = (ROOT / "_build" / "singlehtml" / "print.html").read_text("utf8")
        article = printed[printed.index("<article") : printed.index("</article")]
        pictures = set(re.findall(r'<img [^>]*src="([^"]+)"', article))
        assert pdf_problems(ROOT / "_build" / "three-networks.pdf", self.titles(), len(pictures)) == []

    def test_whole_epub(self):
        path = ROOT / "_build" / "three-networks.epub"
        assert epub_problems(path, self.titles()) == []
        if shutil.which("epubcheck"):
            assert epubcheck(path) == []


def test_hidden_code_is_called_code_and_a_hint_keeps_its_words():
    hidden = '<summary aria-label="Toggle">\n<p class="collapsed">Show code</p>\n<p>Hide</p>\n</summary>'
    hint = "<details><summary>Hint 1</summary><p>Count.</p><details><summary>Hint 2</summary></details></details>"
    assert _SUMMARY.sub("<summary>Code</summary>", hint + hidden) == hint + "<summary>Code</summary>"

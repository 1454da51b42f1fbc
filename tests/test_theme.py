"""The book's extension of the theme: what it mends, and what it says about a page."""

import re
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from threenets.course.page_facts import describe, facts_line, reading_minutes
from threenets.course.theme import MENDS, configure, load_when_near, mend

WRONG = {  # what the theme writes, and what reaches the reader
    '<div id="pst-primary-sidebar" class="bd">': '<div id="pst-primary-sidebar" role="complementary" aria-label="Book" class="bd">',
    '<button title="Search" aria-label="Search" data-bs-placement="bottom">': '<button title="Search" data-bs-placement="bottom">',
    '<summary aria-label="Toggle hidden content">': "<summary>",
    '<summary><span class="toctree-toggle">': '<summary aria-label="Pages below"><span class="toctree-toggle">',
    '<i class="theme-switch fa-sun" data-mode="light" title="Light"></i>': '<i class="theme-switch fa-sun" data-mode="light" aria-hidden="true"></i>',
    '<th class="head"><p></p></th><th>a</th>': "<td></td><th>a</th>",
    '<div class="citation" role="doc-biblioentry">': '<div class="citation" role="listitem">',
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_theme_is_mended(wrong):
    assert mend(wrong) == WRONG[wrong]


def test_every_mend_is_tried_and_leaves_other_text_alone():
    assert len(WRONG) == len(MENDS)
    assert mend('<th class="head"><p>name</p></th>') == '<th class="head"><p>name</p></th>'


def test_pictures_of_a_page_are_loaded_when_near():
    picture = '<p><img alt="1 &gt; 0" src="../_images/a.png"></p>'
    assert load_when_near(picture, {}) == picture.replace("<img ", '<img loading="lazy" ')
    assert load_when_near(picture, {"a.png": (70, 40)}) == picture.replace("<img ", '<img loading="lazy" width="70" height="40" ')
    assert load_when_near(picture, {"a.png": None}) == load_when_near(picture, {})  # a drawing has no size in pixels
    for other in ('<img alt="" src="../_static/logo.svg">', '<img alt="in _images/" src="data:image/png;base64,AAAA">'):
        assert load_when_near(other, {"a.png": (70, 40)}) == other


def test_a_changed_style_is_a_change_of_every_page(tmp_path):
    def digest():
        config = SimpleNamespace(html_context={"kept": 1}, html_theme_options={}, html_title="Course")
        configure(SimpleNamespace(srcdir=tmp_path), config)
        assert config.html_context["kept"] == 1
        return config.html_context["assets"]

    (tmp_path / "assets").mkdir()
    style = tmp_path / "assets" / "book.css"
    style.write_text("p { margin: 0; }")
    before = digest()
    assert digest() == before
    style.write_text("p { margin: 1em; }")
    assert digest() != before


def document(words=0, code=0, pictures=0, printed=0):
    """Return a page of so many words, lines of code, pictures, and lines printed by code."""
    page = new_document("page")
    page += nodes.paragraph("", "word " * words)
    page += nodes.literal_block("", "line\n" * code)
    page += [nodes.image() for _ in range(pictures)]
    page += nodes.container("", nodes.literal_block("", "printed\n" * printed), classes=["cell_output"])
    return page


@pytest.mark.parametrize("content, minutes", [
    (dict(words=10), 5), (dict(words=4000), 20), (dict(words=2000, code=150), 20), (dict(words=2000, pictures=30), 20),
    (dict(words=2000, printed=5000), 10),
])  # fmt: skip
def test_reading_time_counts_words_code_and_pictures(content, minutes):
    assert reading_minutes(document(**content)) == minutes


def test_facts_of_a_notebook_page_lead_to_the_configured_addresses(course):
    page, project = course.add("tiny"), course.project()
    line = facts_line(project, page, "A <tiny> page", document(words=3000))
    links = re.findall(r'href="([^"]+)"', line)
    assert "About 15 minutes" in line and len(links) == 3
    owner = project.address.repository.removeprefix("https://github.com/")
    assert links[0] == f"https://colab.research.google.com/github/{owner}/blob/{project.address.branch}/book/tiny.ipynb"
    assert links[1] == "../_sources/book/tiny.ipynb"
    assert links[2].startswith(project.address.repository + "/issues/new?title=Mistake+on+the+page") and "%3Ctiny%3E" in links[2]


def test_a_page_of_text_is_not_offered_to_run(course):
    project = course.project()
    line = facts_line(project, project.pages["index"], "Three Networks", document(words=10))
    assert "Colab" not in line and "Report a mistake" in line


def test_preview_tells_title_first_paragraph_and_picture(course):
    page = new_document("page")
    page += nodes.note("", nodes.paragraph("", "A note."))
    page += nodes.paragraph("", 'It promises\n"much".')
    tags = describe(course.project(), "book/tiny", "Tiny", page)
    assert '<meta property="og:title" content="Tiny" />' in tags
    assert 'property="og:description" content="It promises &quot;much&quot;."' in tags
    site = course.project().address.site
    assert f'property="og:image" content="{site}_static/preview.png"' in tags and f'content="{site}book/tiny.html"' in tags

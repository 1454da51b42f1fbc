"""Each term of the glossary is linked, each link has its term, and both are found where they are missing."""

import re

import pytest
from conftest import ROOT, edit

from threenets.course.book import build_html
from threenets.course.glossary import anchor, linked, terms, unlinked
from threenets.course.lint import lint
from threenets.course.project import Project

GLOSSARY = """\
# Glossary

```{glossary}
mean
average
  The sum of the numbers, divided by their count.

straight line
  The shortest way, see {term}`mean`.
```
"""


@pytest.fixture
def with_glossary(small):
    """The small course with a glossary, all of whose terms are linked."""
    (small / "book" / "glossary.md").write_text(GLOSSARY, "utf8")
    edit(small / "_toc.yml", "chapters:\n", "chapters:\n  - file: book/glossary.md\n")
    edit(small / "book" / "index.md", "It exists", "The {term}`mean`, the {term}`average` and {term}`lines <straight line>`. It exists")
    return small


def test_terms_and_links_are_read(with_glossary):
    assert terms(Project(with_glossary)) == ["mean", "average", "straight line"]
    assert linked("{term}`a b` and {term}`words <c>`, {term}`two\nlines`") == ["a b", "c", "two lines"]


def test_course_without_a_glossary_asks_for_nothing(small):
    assert list(unlinked(Project(small))) == []


def test_terms_must_be_in_order(with_glossary):
    assert "'mean' stands where 'average' belongs" in " ".join(unlinked(Project(with_glossary)))
    edit(with_glossary / "book" / "glossary.md", "mean\naverage\n", "average\nmean\n")
    assert list(unlinked(Project(with_glossary))) == []


def test_unlinked_term_and_unexplained_link_are_found_by_the_check(with_glossary):
    edit(with_glossary / "book" / "glossary.md", "mean\naverage\n", "average\nmean\n")
    edit(with_glossary / "book" / "index.md", "{term}`average`", "{term}`median`")
    problems = "\n".join(lint(Project(with_glossary))[0])
    assert "'average' is linked nowhere" in problems
    assert "index: it links the term 'median'" in problems


def test_term_in_a_notebook_leads_to_the_glossary(with_glossary):
    from threenets.course.build import refresh_all

    edit(with_glossary / "book" / "tiny.md", "What does a straight line look", "What does a {term}`straight line` look")
    project = Project(with_glossary)
    refresh_all(project, {})
    address = f"{project.address.site}book/glossary.html#{anchor('straight line')}"
    assert f"[straight line]({address})" in (with_glossary / "book" / "tiny.ipynb").read_text("utf8")
    html = (build_html(project).parent / "book" / "glossary.html").read_text("utf8")
    assert f'id="{anchor("straight line")}"' in html


def test_anchors_of_the_book_are_those_that_sphinx_makes():
    from sphinx.util.nodes import _make_id

    for term in terms(Project(ROOT)):
        assert anchor(term) == _make_id(f"term-{term}")
        assert re.fullmatch(r"[\w.-]+", anchor(term))

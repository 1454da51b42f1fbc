"""The verdicts on the sources are computed: another number flips them, an unknown name or a stale reason is an error."""

import re

import pytest
from conftest import edit

from threenets.course import CourseError, Failure
from threenets.course.book import build_html
from threenets.course.project import Project
from threenets.course.reproduction import chapter_text, summary_table
from threenets.course.sources import rows

SOURCES = """\
[source.book]
cite = "somebody"

[[statement]]
chapter = "tiny"
name = "drawn"
quantity = "numbers drawn"
source = "book"
where = "page 1"
setup = "none"
kind = "exact"
stated = 1000
measured = "tiny::how_many"

[[statement]]
chapter = "tiny"
name = "mean"
quantity = "mean of the numbers"
source = "book"
where = "page 2"
setup = "random numbers"
kind = "statistical"
measured = {"first time" = "tiny::mean_of_numbers"}
stated = {"first time" = 3.0, "second time" = 3.5}

[[statement]]
chapter = "tiny"
name = "large"
quantity = "size of the mean"
source = "book"
where = "page 3"
setup = "random numbers"
kind = "relation"
stated = "large"
guard = "tiny::the mean is larger than two"

[[statement]]
chapter = "tiny"
name = "lost"
quantity = "the first number"
source = "book"
where = "page 4"
setup = "an unknown generator"
kind = "not reproducible"
stated = 7
why = "the generator is unknown"
"""


@pytest.fixture
def stated(small):
    """The small course with a file of statements, and how to read it."""
    (small / "references" / "sources.toml").write_text(SOURCES, "utf8")
    return small


def verdicts(root):
    return [row["verdict"] for row in rows(Project(root), "tiny")]


def test_each_kind_of_statement_has_its_verdict(stated):
    assert verdicts(stated) == ["equal", "within spread", "not measured", "holds", "not reproducible"]
    text = chapter_text(Project(stated), "tiny")
    assert "Stated: 1,000. Here: 1,000. Verdict: **equal**." in text
    assert re.search(r"\| first time \| 3\.\d+ \| 3\.00\d; over 3 runs of 3 networks 3\.00\d ± 0\.00\d \| \*\*within spread\*\* \|", text), text
    assert "compared nowhere: second time 3.500" in text
    assert "in 3 of 3 runs" in text
    assert "Verdict: **not reproducible**: the generator is unknown." in text
    assert "page seeds of the spread 1, 11, 21" in text
    assert "| equal | 1 |" in summary_table(Project(stated))


SOURCE, REFERENCE = "references/sources.toml", "references/tiny.toml"
FLIPS = {
    "stated count": (SOURCE, "stated = 1000", "stated = 1001", "differs"),
    "stored count": (REFERENCE, "how_many = {value = 1000}", "how_many = {value = 1001}", "differs"),
    "stated mean": (SOURCE, '"first time" = 3.0,', '"first time" = 3.4,', "outside spread"),
    "guard that held too seldom": (REFERENCE, '"the mean is larger than two" = "3 of 3"', '"the mean is larger than two" = "2 of 3"', "fails"),
}  # fmt: skip


@pytest.mark.parametrize("name", FLIPS)
def test_tampered_number_flips_the_verdict_and_asks_for_a_reason(stated, name):
    file, old, new, verdict = FLIPS[name]
    edit(stated / file, old, new)
    with pytest.raises(CourseError, match="has no reason, and one is needed"):
        verdicts(stated)
    statement = {"differs": "drawn", "outside spread": "mean", "fails": "large"}[verdict]
    edit(stated / SOURCE, f'name = "{statement}"', f'name = "{statement}"\noutside = "it was another course"')
    assert verdict in verdicts(stated)
    assert "it was another course" in chapter_text(Project(stated), "tiny")


def test_wider_spread_brings_a_statement_inside(stated):
    edit(stated / SOURCE, '"first time" = 3.0,', '"first time" = 3.4,')
    path = stated / REFERENCE
    path.write_text(re.sub(r"(mean_of_numbers = .*deviation = )[\d.e-]+", r"\g<1>0.2", path.read_text("utf8")), "utf8")
    assert verdicts(stated)[1] == "within spread"


def test_page_that_was_not_calibrated_gets_no_verdict(stated):
    path = stated / REFERENCE
    path.write_text(re.sub(r"(mean_of_numbers = \{value = [\d.]+), .*\}", r"\g<1>}", path.read_text("utf8")), "utf8")
    assert verdicts(stated)[1] == "no spread yet"


MISTAKES = {
    "unknown value": ("tiny::how_many", "tiny::how_much", "tiny::how_much, which is measured nowhere"),
    "unknown page": ("tiny::how_many", "huge::how_many", "'huge', which is no notebook page"),
    "unknown guard": ("tiny::the mean is", "tiny::the sum is", "a guard that is nowhere: 'the sum is larger than two'"),
    "unknown source": ('source = "book"\nwhere = "page 1"', 'source = "film"\nwhere = "page 1"', "'film', which is no source"),
    "unknown kind": ('kind = "exact"', 'kind = "about"', "of kind 'about'"),
    "unknown key": ("stated = 1000", "stated = 1000\nverdict = 'equal'", r"unknown keys \['verdict'\]"),
    "missing key": ('setup = "none"\n', "", r"drawn lacks \['setup'\]"),
    "name twice": ('name = "mean"', 'name = "drawn"', r"\['drawn'\] stand for two"),
    "reason without need": ("stated = 1000", "stated = 1000\noutside = 'because'", "does not lie outside"),
    "no TOML": ("[source.book]", "[source.book", "not readable"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_in_the_statements_is_named(stated, name):
    old, new, message = MISTAKES[name]
    edit(stated / SOURCE, old, new)
    with pytest.raises(CourseError, match=message):
        verdicts(stated)


def test_page_shows_the_verdicts_and_an_unknown_name_fails_the_book(stated):
    index = stated / "book" / "index.md"
    index.write_text("# Start\n\n```{generated} reproduction\n```\n\n```{generated} reproduction tiny\n```\n", "utf8")
    page = (build_html(Project(stated)).parent / "book" / "index.html").read_text("utf8")
    assert "Verdict: <strong>equal</strong>" in page and "<table" in page
    edit(stated / SOURCE, "tiny::how_many", "tiny::how_much")
    with pytest.raises(Failure, match="how_much"):  # the second build is warm: the page itself did not change
        build_html(Project(stated))
    edit(stated / SOURCE, "tiny::how_much", "tiny::how_many")
    for words, message in (("reproduction huge", "no statements about 'huge'"), ("production", "nothing is called 'production'")):
        index.write_text(f"# Start\n\n```{{generated}} {words}\n```\n", "utf8")
        with pytest.raises(Failure, match=message):
            build_html(Project(stated))

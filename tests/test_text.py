"""MyST text as plain Markdown: what the values of a page become in its notebook."""

import pytest

from threenets.course import CourseError
from threenets.course.text import Converter

VALUES = {"share": 0.25, "month": "December 2006", "count": 3}


def plain(course, text):
    page = course.add("tiny")
    return Converter(page, course.project(), course.project().address, lambda name: VALUES).plain(text)


@pytest.mark.parametrize("role, expected", [
    ("share:.1f", "0.2"), ("share", "0.25"), ("count:.2f", "3.00"), ("month", "December 2006"), ("month:s", "December 2006"),
])  # fmt: skip
def test_a_glued_value_becomes_its_text(course, role, expected):
    assert plain(course, f"It is {{glue:text}}`{role}`.") == f"It is {expected}."


@pytest.mark.parametrize("role", ["month:.2f", "share:q"])
def test_a_form_that_does_not_fit_its_value_is_named(course, role):
    with pytest.raises(CourseError, match=f"has no form '{role.partition(':')[2]}'"):
        plain(course, f"It is {{glue:text}}`{role}`.")

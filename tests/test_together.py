"""What belongs together stays on one line, and nothing else of the text changes."""

import pytest
from docutils import nodes
from docutils.utils import new_document

from threenets.course.together import SPACE, KeepTogether, keep_punctuation, keep_units


def paragraph(*children):
    """Return a paragraph of texts and other nodes."""
    return nodes.paragraph("", "", *[nodes.Text(child) if isinstance(child, str) else child for child in children])


@pytest.mark.parametrize("text, kept", [
    ("rises by 12 % a year", "rises by 12~% a year"), ("a window of 3 × 3 pixels", "a window of 3~×~3 pixels"),
    ("8 × 8 × 16", "8~×~8~×~16"), ("0.12 ± 0.03", "0.12~±~0.03"), ("m ± s", "m ± s"),
    ("at 427 ppm.", "at 427~ppm."), ("12 dBs", "12 dBs"), ("the % sign", "the % sign"), ("n × m", "n × m"),
])  # fmt: skip
def test_numbers_keep_their_units(text, kept):
    within = paragraph(text)
    keep_units(within[0])
    assert within.astext() == kept.replace("~", SPACE)


def test_a_pasted_number_keeps_its_unit_and_code_stays_as_it_is():
    pasted = paragraph(nodes.inline("", "0.5"), " %, and ", nodes.emphasis("", "many"), " % of it")
    code = paragraph(nodes.literal("", "7 % 3"))
    for text in [*pasted.findall(nodes.Text), *code.findall(nodes.Text)]:
        keep_units(text)
    assert pasted.astext() == f"0.5{SPACE}%, and many % of it"
    assert code.astext() == "7 % 3"


@pytest.mark.parametrize("before, after, kept", [
    ("so ", ". Next", "f."), ("(", "), which", "(f),"), ("a size-(", " or so)", "size-(f"), ("with ", " and", None),
])  # fmt: skip
def test_formulas_keep_their_punctuation(before, after, kept):
    within = paragraph(before, nodes.math("", "f"), after)
    keep_punctuation(within[1])
    assert within.astext() == f"{before}f{after}"
    together = [node for node in within.findall(nodes.inline) if "together" in node["classes"]]
    assert [node.astext() for node in together] == ([kept] if kept else [])


def test_a_document_is_changed_in_place_and_measured_numbers_get_a_minus_sign():
    page = new_document("page")
    pasted = [nodes.inline("", number, classes=["pasted-text"]) for number in ("-0.52", "2001-12", "(-1, -2.5)")]
    page += paragraph("from ", pasted[0], " ppm to ", pasted[1], " and ", pasted[2], " where ", nodes.math("", "a-1"), ".")
    KeepTogether(page).run()
    assert page.astext() == f"from −0.52{SPACE}ppm to 2001-12 and (−1, −2.5) where a-1."

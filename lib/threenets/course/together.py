"""Sphinx extension: what belongs together stays on one line, in the pages, the PDF and the EPUB.

A browser may break a line between a formula and the full stop after it, and between a number and its unit. A measured number
below zero gets a proper minus sign here, as the numbers in the text have it: a hyphen is short, and a line may end after it.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

SPACE = "\u00a0"
_UNITS = "%|ppm|dB|KB|MB"
_BETWEEN = re.compile(r"(?<=\d) ([×±]) (?=\d)")
_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))")
_UNIT_AT_START = re.compile(rf"^ (?=(?:{_UNITS})(?!\w))")
_BEFORE = re.compile(r"[^\s]*[(\[“]$")
_AFTER = re.compile(r"^[.,;:!?)\]”]+")
_HYPHEN = re.compile(r"(?<![\w-])-(?=\d)")
_AS_IT_IS = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)


def setup(app):
    """Connect the extension to Sphinx."""
    app.add_post_transform(KeepTogether)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class KeepTogether(SphinxPostTransform):
    """Keep numbers with their units, and formulas with the punctuation around them."""

    default_priority = 900  # after measured values have been pasted into the text

    def run(self, **settings):
        """Change the document in place."""
        for text in list(self.document.findall(nodes.Text)):
            if "pasted-text" in text.parent.get("classes", ()):
                text.parent.replace(text, nodes.Text(_HYPHEN.sub("−", text)))
            else:
                keep_units(text)
        for formula in list(self.document.findall(nodes.math)):
            keep_punctuation(formula)


def keep_units(text):
    """Replace the space between a number and its unit, and around × and ± between numbers, by one that does not break."""
    if any(isinstance(parent, _AS_IT_IS) for parent in _parents(text)):
        return
    new = _BETWEEN.sub(rf"{SPACE}\1{SPACE}", _UNIT.sub(SPACE, text))
    before = text.parent[text.parent.index(text) - 1] if text.parent.index(text) else None
    if isinstance(before, nodes.Element) and before.astext()[-1:].isdigit():
        new = _UNIT_AT_START.sub(SPACE, new)
    if new != text:
        text.parent.replace(text, nodes.Text(new))


def keep_punctuation(formula):
    """Put a formula into one inline element with the opening bracket before it and the punctuation after it, if there is any."""
    parent, place = formula.parent, formula.parent.index(formula)
    before = parent[place - 1] if place else None
    after = parent[place + 1] if place + 1 < len(parent) else None
    start = _BEFORE.search(before) if isinstance(before, nodes.Text) else None
    end = _AFTER.search(after) if isinstance(after, nodes.Text) else None
    if not start and not end:
        return
    together = nodes.inline(classes=["together"])
    parent.replace(formula, together)
    if start:
        parent.replace(before, nodes.Text(before[: start.start()]))
        together += nodes.Text(start[0])
    together += formula
    if end:
        parent.replace(after, nodes.Text(after[end.end() :]))
        together += nodes.Text(end[0])


def _parents(node):
    while node.parent is not None:
        node = node.parent
        yield node

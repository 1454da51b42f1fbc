"""The glossary's side of the bargain: each of its terms is linked where a page introduces it, and each link has its term.

That a link leads to a term is also an error of the book's build; here it is found in a second, without a build.
"""

import re

PAGE = "glossary"
_BODY = re.compile(r"^(?P<fence>`{3,}|:{3,})\{glossary\}\n(?P<body>.*?)^(?P=fence)$", re.M | re.S)
_LINK = re.compile(r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`")


def terms(project):
    """Return the terms that the glossary explains; several lines above one explanation are as many terms."""
    if PAGE not in project.pages:
        return []
    bodies = [found["body"] for found in _BODY.finditer(project.pages[PAGE].text)]
    return [line.strip() for body in bodies for line in body.splitlines() if re.match(r"[^\s:]", line)]


def linked(text):
    """Return the terms that a page's text links to, in the order of their links."""
    return [" ".join(term.split()) for term in _LINK.findall(text)]


def anchor(term):
    """Return the anchor of a term on the glossary's page, as Sphinx makes it."""
    return "term-" + re.sub(r"[^\w.]+", "-", term).strip("-")


def unlinked(project):
    """Yield a sentence for each term that no page links to, for each link without a term, and for each term out of order."""
    known, used = terms(project), {}
    for name, page in project.pages.items():
        if name != PAGE:
            for term in linked(page.text):
                used.setdefault(term, name)
    for term in known:
        if term not in used:
            yield f"the glossary's term {term!r} is linked nowhere: write {{term}}`{term}` where a page introduces it"
    for term, name in used.items():
        if term not in known:
            yield f"{name}: it links the term {term!r}, which the glossary does not explain"
    order = sorted(known, key=str.casefold)
    for term, right in zip(known, order, strict=True):
        if term != right:
            yield f"the glossary's terms are not in order: {term!r} stands where {right!r} belongs"
            break

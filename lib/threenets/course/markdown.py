"""Tables that the tooling writes as Markdown, for the book and for a page that stands alone."""


def table(headers, rows):
    """Return a Markdown table; cells are texts in which ``|`` and line breaks are harmless.

    Parameters
    ----------
    headers : sequence of str
    rows : sequence of sequence of str
    """
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text):
    return " ".join(str(text).split()).replace("|", "\\|")

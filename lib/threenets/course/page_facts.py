"""What a page of the book says about itself: how long it takes, where to run it, where to report a mistake."""

from html import escape

from docutils import nodes

# Rough figures of ours, on the slow side of what adults read silently (238 words a minute on average: Brysbaert 2019,
# "How many words do we read per minute?"), because a course is read to be understood.
WORDS_A_MINUTE, SECONDS_A_CODE_LINE, SECONDS_A_PICTURE = 200, 4, 20


def reading_minutes(doctree):
    """Return the minutes that a page takes to read, in steps of five, counted from what is on it."""
    words = code = pictures = 0
    for node in doctree.findall():
        if isinstance(node, nodes.Text) and not _within(node, nodes.literal_block, nodes.math_block, nodes.raw, nodes.comment):
            words += len(node.split())
        elif isinstance(node, nodes.literal_block) and not _within(node, "cell_output"):
            code += sum(bool(line.strip()) for line in node.astext().splitlines())
        elif isinstance(node, nodes.image | nodes.math_block):
            pictures += 1
    minutes = words / WORDS_A_MINUTE + (code * SECONDS_A_CODE_LINE + pictures * SECONDS_A_PICTURE) / 60
    return max(5, 5 * round(minutes / 5))


def facts_line(project, page, title, doctree):
    """Return the line under a page's title, as HTML."""
    doc = page.source.relative_to(project.root).with_suffix("").as_posix()
    parts = [f"About {reading_minutes(doctree)} minutes"]
    if page.is_notebook:
        copy = f"{'../' * doc.count('/')}_sources/{doc}.ipynb"
        parts.append(f'Run it yourself: <a href="{project.address.colab(f"{doc}.ipynb")}">in Colab</a> or '
                     f'<a href="{copy}" download>download the notebook</a>')  # fmt: skip
    parts.append(f'<a href="{escape(project.address.report(title, doc))}">Report a mistake</a>')
    return '<p class="page-facts">' + "".join(f"<span>{part}</span>" for part in parts) + "</p>"


def describe(project, doc, title, doctree):
    """Return the tags with which other sites preview a page: title, first paragraph, picture, address."""
    first = next((node.astext() for node in doctree.findall(nodes.paragraph) if not _within(node, nodes.Admonition)), title)
    picture = project.address.site + "_static/preview.png"
    tags = {
        "og:type": "article", "og:site_name": project.config["title"], "og:title": title, "og:image": picture,
        "og:description": " ".join(first.split()), "og:url": f"{project.address.site}{doc}.html",
        "og:image:alt": project.config["title"] + ": the marks of a fully connected, a convolutional and a recurrent network",
    }  # fmt: skip
    lines = [f'<meta property="{name}" content="{escape(value)}" />' for name, value in tags.items()]
    lines += [f'<meta name="description" content="{escape(tags["og:description"])}" />']
    lines += ['<meta name="twitter:card" content="summary_large_image" />']
    return "\n" + "\n".join(lines) + "\n"


def _within(node, *kinds):
    """Whether an ancestor is of one of these classes of nodes, or carries one of these style classes."""
    while node := node.parent:
        if any(kind in node.get("classes", ()) if isinstance(kind, str) else isinstance(node, kind) for kind in kinds):
            return True
    return False

"""Links within the built book, read from its files: no browser is needed to know where they lead."""

from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

_MADE_IN_THE_PAGE = ("#", "")  # "#" is the theme's own link to the top of the page


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.anchors, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.anchors |= {values[name] for name in ("id", "name") if values.get(name)}
        self.links += [values[name] for name in ("href", "src") if name in values and tag != "base"]


def dead_links(book):
    """Return a sentence for each link, picture or script of the book's pages that leads nowhere within it."""
    files = [path for path in sorted(book.rglob("*.html")) if "_static" not in path.parts]
    pages = {path: _Page(path.read_text("utf8")) for path in files}
    problems = []
    for path, page in pages.items():
        for link in dict.fromkeys(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link in _MADE_IN_THE_PAGE:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            here = path.relative_to(book)
            if not target.is_relative_to(book.resolve()) and target != path:
                problems.append(f"{here}: {link} leads out of the book")
            elif not target.is_file():
                problems.append(f"{here}: there is no {link}")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                problems.append(f"{here}: {link} has no such anchor")
    return problems


def colab_problems(html, notebook, address, tracked):
    """Return a sentence for each way in which a page's badge does not open its own committed notebook.

    Parameters
    ----------
    html : str
        The built page.
    notebook : str
        Path of the page's notebook in the repository.
    address : threenets.course.project.Address
        The configured one.
    tracked : set of str
        Paths that are committed.
    """
    opened = sorted({link for link in _Page(html).links if urlsplit(link).netloc == "colab.research.google.com"})
    if not opened:
        return ["there is no badge"]
    root = address.repository.replace("https://github.com", "https://colab.research.google.com/github") + f"/blob/{address.branch}/"
    problems = [f"{link} is not at {root}" for link in opened if not link.startswith(root)]
    problems += [f"{link} opens another notebook than {notebook}" for link in opened if link.removeprefix(root) != notebook]
    return problems + ([] if notebook in tracked else [f"{notebook} is not committed"])

"""MyST text to plain Markdown, so that a reader in Colab or Jupyter sees clean text."""

import os
import re
from functools import lru_cache
from pathlib import Path

from threenets.course import CourseError
from threenets.course.glossary import anchor

ADMONITIONS = ("note", "tip", "hint", "important", "warning", "seealso", "admonition", "dropdown")
_FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[\w:-]+)\}[ ]*(?P<argument>[^\n]*)$")
_OPTION = re.compile(r"^:([\w-]+):[ ]*(.*)$")
_INLINE = re.compile(r"\{(?P<role>[\w:.-]+)\}(?P<ticks>`+)(?P<body>.+?)(?P=ticks)|(?P<code>`+)(?!`).+?(?<!`)(?P=code)(?!`)", re.S)
_TARGET = re.compile(r"^\([\w:-]+\)=\n", re.M)
_LABELLED_MATH = re.compile(r"^\$\$[ ]*\([\w-]+\)$", re.M)
_LINK = re.compile(r"\]\((?P<path>[\w./-]+\.md)(?P<anchor>#[\w-]+)?\)")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?!https?:)(?P<path>[^)\s]+)\)")


class Converter:
    """Turns the Markdown cells of one page into plain Markdown.

    Parameters
    ----------
    page : threenets.course.project.Page
    project : threenets.course.project.Project
    address : threenets.course.project.Address
        Where links between pages and pictures lead: a notebook opened in Colab has no files around it.
    values : callable
        ``values(page_name)`` returns the glued values of a page by name.
    figures : dict of str to int
        Numbers of the page's named figures.

    Raises
    ------
    CourseError
        On a directive, role or value that is not known: authors keep to a small set.
    """

    def __init__(self, page, project, address, values, figures=()):
        self.page, self.project, self.address = page, project, address
        self.values, self.figures = values, dict(figures)

    def plain(self, text):
        """Return the plain form of a piece of MyST text."""
        text = _TARGET.sub("", text)
        text = _LABELLED_MATH.sub("$$", text)
        return self._inline(self._blocks(text.splitlines()))

    def _blocks(self, lines):
        done, position = [], 0
        while position < len(lines):
            line = lines[position]
            found = _FENCE.match(line)
            plain_fence = re.match(r"^(`{3,}|~{3,})", line)
            if not found and not plain_fence:
                done.append(line)
                position += 1
                continue
            fence = found["fence"] if found else plain_fence[1]
            ends = [n for n in range(position + 1, len(lines)) if lines[n].strip() == fence]
            if not ends:
                raise CourseError(f"{self.page.source.name}: {line!r} is never closed.")
            body = lines[position + 1 : ends[0]]
            done += self._directive(found["name"], found["argument"].strip(), body) if found else lines[position : ends[0] + 1]
            position = ends[0] + 1
        return "\n".join(done)

    def _directive(self, name, argument, body):
        options = {}
        while body and (option := _OPTION.match(body[0])):
            options[option[1]] = option[2]
            body = body[1:]
        inner = self._blocks(body).strip()
        if name in ADMONITIONS:
            title = argument if name in ("admonition", "dropdown") else name.capitalize()
            if argument and title != argument:
                inner = f"{argument}\n\n{inner}"
            return [("> " + line).rstrip() for line in (f"**{title}**", "", *inner.splitlines())]
        if name == "math":
            return ["$$", inner, "$$"]
        if name == "figure":
            return [f"![{options.get('alt', '')}]({self._file(argument)})", "", f"*{inner}*"]
        raise CourseError(
            f"{self.page.source.name}: no plain form for the directive {{{name}}}. Allowed: {', '.join(ADMONITIONS)}, math, figure."
        )

    def _inline(self, text):
        text = _IMAGE.sub(lambda m: f"![{m['alt']}]({self._file(m['path'])})", text)
        text = _LINK.sub(lambda m: f"]({self._page_address(m['path'])}{m['anchor'] or ''})", text)
        return _INLINE.sub(lambda m: self._role(m["role"], m["body"]) if m["role"] else m[0], text)

    def _role(self, role, body):
        label = re.match(r"(.*?)\s*<(.*)>$", body, re.S)
        if role == "glue:text":
            return self._value(body)
        if role == "numref":
            target = label[2] if label else body
            return f"Figure {self.figures[target]}" if target in self.figures else f"*{label[1] if label else body}*"
        if role == "term":
            return f"[{label[1] if label else body}]({self.address.site}book/glossary.html#{anchor(label[2] if label else body)})"
        if role in ("ref", "doc", "eq"):
            return f"*{label[1] if label else body.removeprefix('sec-')}*"
        if role == "math":
            return f"${body}$"
        if role in ("cite", "cite:p", "cite:t"):
            cited = [_citation(self.project.root / "book" / "references.bib", key.strip()) for key in body.split(",")]
            if role == "cite:t":
                return "; ".join(f"{author} ({year})" for author, year in cited)
            return "(" + "; ".join(f"{author}, {year}" for author, year in cited) + ")"
        raise CourseError(
            f"{self.page.source.name}: no plain form for the role {{{role}}}. "
            "Allowed: glue:text, ref, doc, eq, numref, term, math, cite, cite:p, cite:t."
        )

    def _value(self, body):
        where, _, key = body.rpartition("::")
        name, _, form = key.partition(":")
        page = self.page.name
        if where:
            target = self._beside(where)
            page = target.relative_to(self.project.root).with_suffix("").as_posix().removeprefix("book/")
        values = self.values(page)
        if name not in values:
            raise CourseError(f"{self.page.source.name}: the value {name!r} is not measured on the page {page!r}.")
        value = str(values[name]).strip("'")
        if not form:
            return value
        try:  # as MyST-NB has it: a form that ends in s is for text, every other one for a number
            return format(value if form.endswith("s") else float(value), form)
        except ValueError:
            raise CourseError(f"{self.page.source.name}: the value {name!r} is {value!r}, which has no form {form!r}.") from None

    def _beside(self, path):
        # not resolved: a link on disk may lead out of the project
        return Path(os.path.normpath(self.page.source.parent / path))

    def _page_address(self, path):
        target = self._beside(path)
        return self.address.site + target.relative_to(self.project.root).with_suffix(".html").as_posix()

    def _file(self, path):
        relative = os.path.relpath(self._beside(path), self.project.root)
        return self.address.raw(relative)


@lru_cache
def _citation(bibliography, key):
    from pybtex.database import parse_file

    entries = parse_file(str(bibliography)).entries
    if key not in entries:
        raise CourseError(f"the source {key!r} is not in {bibliography.name}.")
    entry = entries[key]
    people = [" ".join(person.last_names) for person in entry.persons.get("author", [])] or [entry.fields.get("title", key)]
    names = people[0] if len(people) == 1 else " and ".join(people) if len(people) == 2 else f"{people[0]} et al."
    return names.replace("{", "").replace("}", ""), entry.fields.get("year", "n. d.")

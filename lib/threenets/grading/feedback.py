"""Verdicts as a reader sees them: as HTML in a notebook and in the book, and as plain text everywhere else."""

import re
from html import escape

from threenets.grading.judge import FAILED, PASSED, STOPPED, UNANSWERED, UNREADABLE, WAITING

# a sign and a word for each state: nothing is told by colour alone, and the page's own colours serve light and dark
SIGNS = {PASSED: "✓", FAILED: "✗", STOPPED: "✗", UNREADABLE: "✗", UNANSWERED: "○", WAITING: "…"}
_TABLE = '<table style="border-collapse: collapse; color: inherit; background: none; width: 100%">'
_CELL = 'style="text-align: left; vertical-align: top; padding: 0.2em 0.8em 0.2em 0; background: none"'


class Remark:
    """A sentence."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


class Feedback:
    """The verdict on one exercise."""

    def __init__(self, verdict):
        self.verdict = verdict

    def __repr__(self):
        lines = [headline(self.verdict)]
        for row in self.verdict["checks"]:
            message = f": {row['message']}" if row["message"] else ""
            lines.append(f"  {SIGNS[row['state']]} {row['check']} ({points(row)}), {row['state']}{message}")
        return "\n".join(lines)

    def _repr_html_(self):
        rows = [
            (f"{SIGNS[row['state']]} {row['check']}", points(row), row["state"], row["message"])
            for row in self.verdict["checks"]
        ]  # fmt: skip
        return table(headline(self.verdict), ("Check", "Points", "State", "What was found"), rows)


class Progress:
    """The points of a section."""

    def __init__(self, verdicts):
        self.verdicts = verdicts
        had, of = sum(verdict["points"] for verdict in verdicts), sum(verdict["of"] for verdict in verdicts)
        done = sum(verdict["state"] == PASSED for verdict in verdicts)
        self.headline = f"{done} of {len(verdicts)} exercises done, {had:g} of {of:g} points"

    def __repr__(self):
        rows = [f"  {SIGNS[verdict['state']]} {headline(verdict)}, {verdict['state']}" for verdict in self.verdicts]
        return "\n".join([self.headline, *rows])

    def _repr_html_(self):
        rows = [
            (f"{SIGNS[verdict['state']]} {verdict['exercise']}", verdict["title"], points(verdict), verdict["state"])
            for verdict in self.verdicts
        ]  # fmt: skip
        return table(self.headline, ("Exercise", "Title", "Points", "State"), rows)


class Hints:
    """Hints, of which each is folded inside the one before it."""

    def __init__(self, name, hints, opened):
        self.name, self.hints, self.opened = name, hints, opened

    def __repr__(self):
        if not self.hints:
            return f"{self.name} has no hints."
        lines = [
            f"Hint {number} of {len(self.hints)}: {text}" for number, text in enumerate(self.hints[: self.opened], start=1)
        ]
        more = [f'Call hint("{self.name}") again for the next.'] if self.opened < len(self.hints) else []
        return "\n".join(lines + more)

    def _repr_html_(self):
        inner = ""
        for number, text in reversed(list(enumerate(self.hints, start=1))):
            summary = f"<summary>Hint {number} of {len(self.hints)} for {escape(self.name)}</summary>"
            inner = f"<details>{summary}<p>{marked(text)}</p>{inner}</details>"
        return inner or f"<p>{escape(repr(self))}</p>"


def headline(verdict):
    """Return the exercise, its title and its points in a line."""
    colon = "" if verdict["title"].endswith("?") else ":"
    return f"{verdict['exercise']} {verdict['title']}{colon} {points(verdict)} points"


def points(row):
    """Return the points had and to be had, in words."""
    return f"{row['points']:g} of {row['of']:g}"


def marked(text):
    """Return a text as HTML, with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def table(caption, headers, rows):
    """Return an HTML table with a caption; the first column names the row."""
    head = "".join(f'<th scope="col" {_CELL}>{escape(text)}</th>' for text in headers)
    lines = []
    for first, *rest in rows:
        cells = "".join(f"<td {_CELL}>{marked(text)}</td>" for text in rest)
        lines.append(f'<tr><th scope="row" {_CELL}>{escape(first)}</th>{cells}</tr>')
    name = (
        f'<caption style="caption-side: top; text-align: left; color: inherit; font-weight: bold">{escape(caption)}</caption>'
    )
    return f"{_TABLE}{name}<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"

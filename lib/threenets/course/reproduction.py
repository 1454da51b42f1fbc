"""The page on reproduction in words: what the sources state, what was measured here, the verdict."""

from collections import Counter

from threenets.course.markdown import table
from threenets.course.sources import number, parts, read_sources, rows, stored_page

_ORDER = ("equal", "within spread", "holds", "differs", "outside spread", "fails", "no spread yet", "not measured",
          "not reproducible", "not compared")  # fmt: skip


def chapter_text(project, chapter):
    """Return the statements about one chapter as Markdown, each with its verdict, below them how the numbers were made."""
    sources, _ = read_sources(project)
    groups = {}
    for row in rows(project, chapter):
        groups.setdefault(row["statement"]["name"], []).append(row)
    texts = [_statement_text(sources, group) for group in groups.values()]
    return "\n\n".join([*texts, _made_with(project, chapter)])


def _statement_text(sources, group):
    statement = group[0]["statement"]
    where = statement["where"] if statement["where"].startswith(statement["source"]) else f"{statement['source']}, {statement['where']}"
    lead = f"**{statement['quantity'][0].upper()}{statement['quantity'][1:]}** ({where}; {statement['setup']})."
    measured_rows = [row for row in group if row["verdict"] != "not measured"]
    unit = f" {statement['unit']}" if "unit" in statement else ""
    lines = [(row["part"], number(row["stated"], row.get("digits")) + unit, row["here"] or "–", f"**{row['verdict']}**")
             for row in measured_rows]  # fmt: skip
    digits = max((row.get("digits", 0) for row in group), default=0) or None
    others = [f"{row['part']} {number(row['stated'], digits)}" for row in group if row["verdict"] == "not measured"]
    reason = next((row["reason"] for row in group if row["reason"]), "")
    also = f"Also stated, and compared nowhere: {', '.join(others)}." if others else ""
    if len(group) == 1:
        _, stated, here, verdict = lines[0]
        measured_here = f" Here: {here}." if here != "–" else ""
        words = f"Stated: {stated}.{measured_here} Verdict: {verdict}{': ' + reason if reason else ''}."
        return f"{lead} {words}"
    below = " ".join(filter(None, [f"Reason: {reason}." if reason else "", also]))
    return f"{lead}\n\n{table(('', 'stated', 'here', 'verdict'), lines)}\n\n{below}".rstrip()


def summary_table(project):
    """Return, as Markdown, how often each verdict was given in each chapter."""
    _, statements = read_sources(project)
    chapters = list(dict.fromkeys(statement["chapter"] for statement in statements))
    counts = {chapter: Counter(row["verdict"] for row in rows(project, chapter)) for chapter in chapters}
    verdicts = [verdict for verdict in _ORDER if any(verdict in count for count in counts.values())]
    lines = [(verdict, *(str(counts[chapter][verdict]) for chapter in chapters)) for verdict in verdicts]
    return table(("verdict", *(chapter.upper() for chapter in chapters)), lines)


def _made_with(project, chapter):
    """Say with which profile, on which device and with which page seeds the numbers of a chapter's table were made."""
    _, statements = read_sources(project)
    chosen = [statement for statement in statements if statement["chapter"] == chapter]
    addresses = [
        address for statement in chosen for key in ("measured", "guard") if key in statement
        for address in parts(statement[key]).values()
    ]  # fmt: skip
    pages, words = {}, {}
    for address in addresses:
        run, _ = stored_page(project, pages, address)
        seeds = ", ".join(map(str, run["seeds"])) if "seeds" in run else "none yet"
        words[address.partition("::")[0]] = f"profile {run['profile']}, device {run['device']}, page seeds of the spread {seeds}"
    groups = {}
    for page, setting in words.items():
        groups.setdefault(setting, []).append(f"[{page}]({page}.md)")
    return "Measured on " + "; on ".join(f"{', '.join(names)}: {setting}" for setting, names in groups.items()) + "."

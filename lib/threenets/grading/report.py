"""The files of a graded class: ``grades.csv``, ``grades.json``, and an HTML page a student without hidden details."""

import csv
import io
import json
import os
import re
from pathlib import Path

import jinja2
import markupsafe

from threenets.grading.feedback import SIGNS, marked, points

SCHEMA = 1
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{ title }}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-top: 1px solid; }
td:last-child { overflow-wrap: anywhere; }
caption { text-align: left; font-weight: bold; padding: 0.5rem 0; }
</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
<p><strong>{{ "%g" | format(entry.points) }} points</strong>{% if entry.days_late %}, after lateness of
{{ entry.days_late }} days ({{ "%g" | format(entry.before_lateness) }} before){% endif %}.</p>
{% if problem %}<p>Your submission could not be graded: {{ problem }}.</p>{% endif %}
{% if entry.cells %}
<h2>While your notebook ran</h2>
<ul>
{% for number, kind, text in entry.cells %}<li>Code cell {{ number }} stopped with {{ kind }}: {{ text }}</li>
{% endfor %}</ul>
{% endif %}
{% for verdict in entry.verdicts %}
<h2>{{ verdict.exercise }}: {{ verdict.title }}</h2>
<table>
<caption>{{ verdict | points }} points</caption>
<thead><tr><th scope="col">Check</th><th scope="col">Points</th><th scope="col">State</th>
<th scope="col">What was found</th></tr></thead>
<tbody>
{% for row in verdict.checks if not row.hidden %}
<tr><th scope="row">{{ signs[row.state] }} {{ row.check }}</th><td>{{ row | points }}</td><td>{{ row.state }}</td><td>{{ row.message | marked }}</td></tr>
{% endfor %}
{% set hidden = verdict.checks | selectattr("hidden") | list %}
{% if hidden %}
<tr><th scope="row">Further checks</th><td>{{ {"points": hidden | sum("points"), "of": hidden | sum("of")} | points }}</td>
<td></td><td></td></tr>
{% endif %}
</tbody>
</table>
{% endfor %}
</main>
</body>
</html>
"""


def write_grades(folder, gradebook, rows):
    """Write ``grades.csv`` (one row a student, one column a check) and ``grades.json``.

    Parameters
    ----------
    folder : path-like
    gradebook : threenets.grading.gradebook.Gradebook
    rows : list of dict
        What `threenets.grading.gradebook.Gradebook.rows` returns.
    """
    points = [
        {f"{verdict['exercise']} {row['check']}": row["points"] for verdict in entry["verdicts"] for row in verdict["checks"]}
        for entry in rows
    ]
    checks = list(dict.fromkeys(name for found in points for name in found))
    plain = ("student", "file", "points", "before_lateness", "days_late", "remarks")
    table = io.StringIO(newline="")
    lines = csv.writer(table)
    lines.writerow([*plain, *checks])
    for entry, found in zip(rows, points, strict=True):
        lines.writerow([*(_cell(entry[name]) for name in plain), *(found.get(name, 0) for name in checks)])
    write(Path(folder, "grades.csv"), table.getvalue())
    policy = gradebook.policy
    book = {"schema": SCHEMA, "section": policy.section, "exercises": policy.exercises, "sandbox": gradebook.safe,
            "checks": gradebook.version, "unmatched": policy.unmatched(row["student"] for row in rows), "students": rows}  # fmt: skip
    write(Path(folder, "grades.json"), json.dumps(book, indent=1, ensure_ascii=False))


def write(path, text):
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    draft.write_text(text, "utf8", errors="replace", newline="")
    os.replace(draft, path)


def _cell(value):
    """Return a value so that no table program takes it for a formula."""
    text = printable(value) if isinstance(value, str) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@") else text


def printable(text):
    """Return a text, such as a file's name, without characters that a terminal or a table would act on."""
    return "".join(character if character.isprintable() else "?" for character in text)


def write_pages(folder, policy, rows, problems):
    """Write a page for each student into ``students/``; a name that is no safe file name is made one.

    Parameters
    ----------
    folder : path-like
    policy : threenets.grading.policy.Policy
    rows : list of dict
        From `threenets.grading.gradebook.Gradebook.rows`.
    problems : dict of str to str
        Why a student's submission could not be graded, by student.
    """
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"points": points, "marked": lambda text: markupsafe.Markup(marked(text))}
    template = environment.from_string(PAGE)
    places = []
    for number, entry in enumerate(rows, start=1):
        name = re.sub(r"[^\w-]+", "_", entry["student"])[:40]
        title = f"{policy.section}: {printable(entry['student'])}"
        page = template.render(title=title, entry=entry, signs=SIGNS, problem=problems.get(entry["student"], ""))
        places.append(Path(folder, "students", f"{number:03d}-{name}.html"))
        write(places[-1], page)
    for stray in set(Path(folder, "students").glob("[0-9]*-*.html")) - set(places):  # of an earlier run: it would be sent out
        stray.unlink()

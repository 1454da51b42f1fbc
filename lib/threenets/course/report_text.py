"""The report in words and tables: Markdown for the book, and a page that stands alone."""

from html import escape

from markdown_it import MarkdownIt

from threenets.course.markdown import table

_STYLE = """
body {font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem}
div {overflow-x: auto} table {border-collapse: collapse; margin: 1rem 0}
th, td {text-align: left; vertical-align: top; padding: .3rem .7rem; border-bottom: 1px solid #8888}
code {overflow-wrap: anywhere} :root {color-scheme: light dark}
"""


def html(report):
    """Return a report as an HTML page that needs no other file."""
    title = f"Report: Three Networks {report['version']}, {report['setting']}, {report['made']}"
    text = "\n\n".join([f"# {title}", *(f"## {heading}\n\n{PARTS[name](report)}" for name, heading in HEADINGS.items())])
    body = MarkdownIt().enable("table").render(text).replace("<table>", "<div><table>").replace("</table>", "</table></div>")
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n{body}</body></html>\n")  # fmt: skip


def machine(report):
    """Return what the run was made on."""
    words = report["machine"]
    memory = f", {words['memory_gb']} GB of memory" if words["memory_gb"] else ""
    lines = [("made", report["made"]), ("setting", report["setting"]), ("system", words["system"]),
             ("processor", f"{words['processor']}, {words['cores']} cores{memory}"),
             ("threads that a page computes with", words["threads_of_a_page"])]  # fmt: skip
    return table(("what", "this run"), lines)


def versions(report):
    """Return the versions of Python and of the packages that the project asks for."""
    return table(("package", "version"), report["versions"].items())


def pages(report):
    """Return time and peak memory of each page, and how its values lie."""
    lines = []
    for name, entry in report["pages"].items():
        lines.append((name, entry["cells"], _or_unknown(entry["seconds"], "{:.0f}"), _or_unknown(entry["peak_memory_mb"], "{:,.0f}"),
                      entry["exact"], f"{entry['in_band']} of {entry['banded']}", f"{entry['guards'] - len(entry['refuted'])} of {entry['guards']}"))  # fmt: skip
    known = [entry["seconds"] for entry in report["pages"].values() if entry["seconds"] is not None]
    lines.append(("in all", sum(entry["cells"] for entry in report["pages"].values()), f"{sum(known):.0f}" if known else "not run", "", "", "", ""))
    headers = ("page", "cells", "seconds", "peak memory in MB", "exact values", "values in their bands", "guards that held")
    return "\n\n".join([table(headers, lines), *_problems(report)])


def values(report):
    """Return, page by page, the values that lie farthest from the middle of their bands."""
    lines = [(page, f"`{name}`", f"{100 * place:.0f} %") for page, entry in report["pages"].items() for name, place in entry["farthest"]]
    if not lines:
        return "There are no bands for this profile, device and data."
    return table(("page", "value", "distance from the middle of the band, as a share of its half width"), lines)


def drift(report):
    """Return what moved since the last release."""
    found = report["drift"]
    if not found["since"]:
        return "Nothing to compare with: this is the first release, or the run was not made with the book's own setting and data."
    words = (f"Compared with version {found['since']}: {found['compared']} values, of which {len(found['moved'])} are others now; "
             f"{found['new']} values are new and {found['gone']} are gone.")  # fmt: skip
    lines = [(move["page"], f"`{move['name']}`", move["before"], move["now"],
              "no band" if move["share"] is None else f"{100 * move['share']:.0f} %") for move in found["moved"]]  # fmt: skip
    return words + ("\n\n" + table(("page", "value", "before", "now", "move, as a share of the band's half width"), lines) if lines else "")


def data(report):
    """Return the data in use with their digests."""
    lines = [(name, entry["copy"], f"`{entry['digest']}`", ", ".join(entry["pages"])) for name, entry in report["data"].items()]
    return table(("data set", "copy", "SHA-256 of its content", "pages"), lines)


HEADINGS = {"machine": "Machine", "versions": "Versions", "data": "Data", "pages": "Pages", "values": "Values against bands", "drift": "Drift"}
PARTS = {"machine": machine, "versions": versions, "data": data, "pages": pages, "values": values, "drift": drift}


def _problems(report):
    for name, entry in report["pages"].items():
        words = entry["problems"] + [f"refuted: {text}" for text in entry["refuted"]]
        if words:
            yield f"**{name}**: " + "; ".join(words) + "."


def _or_unknown(number, form):
    return "not run" if number is None else form.format(number)

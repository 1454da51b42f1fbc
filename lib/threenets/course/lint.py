"""The notebook lint: what every page of the course has in common, one rule a function."""

import re
import statistics
from pathlib import Path

from threenets.course import CourseError, exercises
from threenets.course.glossary import unlinked
from threenets.course.notebooks import code_cells, read_notebook, read_page, tags
from threenets.course.parameters import declared

SECTIONS = ["Setup", "Look at the data", "Prepare", "Build", "Train", "Evaluate", "What did we learn", "Exercises"]
WIDEST_LINE = 79
LARGEST_SOURCE, LARGEST_NOTEBOOK = 35_000, 1_500_000  # bytes
_RULES = []


def rule(function):
    """Register a rule: it takes a page and yields a sentence for each thing to mend."""
    _RULES.append(function)
    return function


def lint(project):
    """Check every notebook page.

    Returns
    -------
    problems : list of str
    figures : list of str
        The cell statistics of each page, in a line.
    """
    problems, figures = [*_addresses(project), *exercises.drift(project)], []
    for page in project.notebooks.values():
        try:
            problems += [f"{page.name}: {problem}" for check in _RULES for problem in check(page)]
            figures.append(f"{page.name}: {_statistics(page)}")
        except CourseError as error:
            problems.append(str(error))
    return problems + list(unlinked(project)), figures


def _addresses(project):
    """The public addresses stand once: a fork changes one file."""
    address = project.address
    files = [page.source for page in project.pages.values()]
    files += [path for pattern in ("*.md", "*.py", "*.toml", "lib/**/*.py", "assets/**/*") for path in project.root.glob(pattern)]
    for path in filter(Path.is_file, files):
        text = path.read_text("utf8", errors="ignore")
        for word in (address.repository, address.site.rstrip("/")):
            if word in text:
                yield f"{path.relative_to(project.root)} holds the address {word}: it stands in _config.yml alone"


def cell_lengths(page):
    """Return the number of lines of each code cell that a reader sees, without blank and comment lines."""
    # guards are checks beside the story, with their code hidden
    cells = [cell.source.splitlines() for cell in code_cells(read_page(page)) if "guard" not in tags(cell)]
    return [sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in lines) for lines in cells]


def _statistics(page):
    lengths = sorted(cell_lengths(page))
    ninth = lengths[int(0.9 * (len(lengths) - 1))]
    return (f"{len(lengths)} code cells, median {statistics.median(lengths):g} lines, 90 % up to {ninth}, "
            f"longest {lengths[-1]}, source {len(page.text.encode()) / 1000:.0f} KB")  # fmt: skip


@rule
def short_cells(page):
    lengths = sorted(cell_lengths(page))
    if statistics.median(lengths) > 5:
        yield f"the median code cell has {statistics.median(lengths):g} lines: at most 5"
    if lengths[int(0.9 * (len(lengths) - 1))] > 15:
        yield "more than a tenth of the code cells have over 15 lines"
    longest = max(len(cell.source.splitlines()) for cell in code_cells(read_page(page)) if "setup" not in tags(cell))
    if longest > 25:
        yield f"a code cell has {longest} lines: at most 25, move plumbing to lib/"


@rule
def narrow_code(page):
    wide = [line for cell in code_cells(read_page(page)) for line in cell.source.splitlines() if len(line) > WIDEST_LINE]
    if wide:
        yield f"{len(wide)} lines of code are wider than {WIDEST_LINE} characters, which needs a scroll bar: {wide[0].strip()!r}"


@rule
def number_of_cells(page):
    number = len(cell_lengths(page))
    if page.source.parent.name == "book" and not 15 <= number <= 30:
        yield f"{number} code cells: 15 to 30 make a page, split or join"


@rule
def source_size(page):
    if len(page.text.encode()) > LARGEST_SOURCE:
        yield f"its source has {len(page.text.encode()):,} bytes: at most {LARGEST_SOURCE:,}, split it"


@rule
def notebook_size(page):
    if page.notebook.is_file() and page.notebook.stat().st_size > LARGEST_NOTEBOOK:
        yield f"{page.notebook.name} has {page.notebook.stat().st_size:,} bytes: at most {LARGEST_NOTEBOOK:,}"


@rule
def parameters(page):
    values = declared(page)
    wanted = {"profile": "full", "device": "auto", "seed": 1}
    if {name: values[name] for name in wanted} != wanted:
        yield f"the parameters must start as {wanted}"


@rule
def opening(page):
    first = next(cell.source for cell in read_page(page).cells if cell.cell_type == "markdown")
    promise = re.match(r"(?:\([\w-]+\)=\n)?# .+\n\n(.+(?:\n.+)*)", first)
    if not promise or not promise[1].rstrip().endswith((".", "!", "?")):
        yield "it must open with a title and a one-sentence promise"
    if "What you will learn" not in page.text:
        yield "it must say 'What you will learn'"


@rule
def sections(page):
    if page.source.parent.name != "book":
        yield from exercises.form(page)
        return
    found = [heading for heading in re.findall(r"^## (.+)$", page.text, re.M)]
    odd = [heading for heading in found if heading not in SECTIONS]
    if odd:
        yield f"unknown sections {odd}: the sections are {SECTIONS}"
    elif [SECTIONS.index(heading) for heading in found] != sorted(SECTIONS.index(heading) for heading in found):
        yield f"its sections must come in the order {SECTIONS}"


@rule
def questions(page):
    """A result is preceded by a question to the reader: each section that shows results asks at least one."""
    for part in re.split(r"^## ", page.text, flags=re.M)[1:]:
        heading, shows = part.splitlines()[0], re.search(r"^(measure|figures\.)", part, re.M)
        prose = re.sub(r"^```.*?^```", "", part, flags=re.M | re.S)
        if shows and "?" not in prose:
            yield f"the section {heading!r} shows results and asks the reader nothing"


@rule
def captions(page):
    if not page.notebook.is_file():
        return
    for number, cell in enumerate(code_cells(read_notebook(page.notebook)), start=1):
        drawn = [output for output in cell.outputs if "image/png" in output.get("data", {})]
        if drawn and not cell.metadata.get("mystnb", {}).get("figure", {}).get("caption"):
            yield f"the figure of cell {number} has no caption"
        if any(len(output.metadata.get("image/png", {}).get("alt", "").split()) < 4 for output in drawn):
            yield f"the figure of cell {number} has no text alternative: end the cell in a figure of threenets.style"


@rule
def guards_are_tagged(page):
    for cell in code_cells(read_page(page)):
        guards = re.search(r"^ *guard\(", cell.source, re.M)
        if bool(guards) != ("guard" in cell.metadata.get("tags", [])):
            yield f"a cell that guards a sentence, and no other, carries the tag 'guard': {cell.source.splitlines()[0]!r}"


@rule
def starts_itself(page):
    """Without it the page's guards would never stop a run."""
    calls = re.findall(r"^start_page\(\s*[\"']([\w/-]+)[\"']", "\n".join(cell.source for cell in code_cells(read_page(page))), re.M)
    if calls != [page.name]:
        yield f"it must call start_page({page.name!r}, …) once, found {calls}"


@rule
def no_working_ids(page):
    for word in re.findall(r"\b[FCRG]-[A-Z]\d+\b", page.text):
        yield f"the working id {word!r} does not belong in the book"

"""Exercises are made from their solutions: what a learner is to find is replaced by a placeholder."""

import re
import shutil

import jupytext

from threenets.course import CourseError
from threenets.course.fingerprint import code_print
from threenets.course.notebooks import code_cells, dump, make_notebook, read_notebook, read_page, tags, write_atomically
from threenets.course.project import Page
from threenets.course.references import read_reference
from threenets.grading.exercise import section_exercises

NOTE = "# Made from solutions/{name} by `threenets exercises`: edit that file."
_MARK = re.compile(r"^\s*#+\s*(BEGIN|END)\s+SOLUTION\b.*$", re.I)
_PLACEHOLDER = "...  # your answer"


def masters(project):
    """Return the pages that exercises are made from, by stem."""
    return {page.source.stem: page for name, page in project.pages.items() if name.startswith("solutions/")}


def make_exercise(page):
    """Return the MyST text of the exercise that a solution page holds.

    Parameters
    ----------
    page : Page
        A page of ``solutions/``. Between ``# BEGIN SOLUTION`` and ``# END SOLUTION`` only the lines that begin with ``#:``
        stay, without that mark; cells tagged ``solution`` go; the page's title and its name in the code change.

    Raises
    ------
    CourseError
        If a region is nested, unclosed, misspelt or empty, or an exercise has none.
    """
    notebook = jupytext.reads(page.text, fmt="md:myst")
    where, found, heading = page.name, {}, ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for title in re.findall(r"^## (.+)$", cell.source, re.M):
                heading = title
        elif "solution" not in tags(cell):
            cell.source, regions = strip(cell.source, where)
            found[heading] = found.get(heading, 0) + regions
    empty = [title for title in re.findall(r"^## (\w+-\d+.*)$", page.text, re.M) if not found.get(title)]
    if empty or not found:
        raise CourseError(
            f"{where}: no solution region below {', '.join(map(repr, empty)) or 'any heading'}: an exercise would give it away."
        )
    notebook.cells = [cell for cell in notebook.cells if "solution" not in tags(cell)]
    body = jupytext.writes(notebook, fmt="md:myst").split("\n---\n", 1)[1]
    body = re.sub(r"\((sec-)?solutions-", r"(\1exercises-", body, count=1)
    body = re.sub(r"^# Solutions\b", "# Exercises", body, count=1, flags=re.M)
    body = body.replace('start_page("solutions/', 'start_page("exercises/')
    front = page.text.split("\n---\n", 1)[0].replace("---\n", f"---\n{NOTE.format(name=page.source.name)}\n", 1)
    return f"{front}\n---\n{body.rstrip()}\n"


def strip(source, where=""):
    """Return a cell's code with each solution region replaced by its placeholder, and the number of regions."""
    kept, region, regions = [], None, 0
    for line in source.splitlines():
        mark, text = _MARK.match(line), line.strip()
        if mark and text not in ("# BEGIN SOLUTION", "# END SOLUTION"):
            raise CourseError(f"{where}: {text!r} is no mark of a region: write '# BEGIN SOLUTION' or '# END SOLUTION'.")
        if text == "# BEGIN SOLUTION":
            if region is not None:
                raise CourseError(f"{where}: a solution region begins inside another.")
            region, stub, indent = [], [], line[: len(line) - len(line.lstrip())]
            regions += 1
        elif text == "# END SOLUTION":
            if not region:
                raise CourseError(f"{where}: a solution region ends that {'holds no code' if region == [] else 'never began'}.")
            kept += stub or [indent + _PLACEHOLDER]
            region = None
        elif region is None:
            kept.append(line)
        elif text.startswith("#:"):
            stub.append((indent + text[2:].removeprefix(" ")).rstrip())
        else:
            region.append(line)
    if region is not None:
        raise CourseError(f"{where}: a solution region never ends: '# END SOLUTION' is missing.")
    return "\n".join(kept), regions


def drift(project):
    """Return a sentence for each exercise that is not what its solution gives."""
    if not (project.root / "solutions").is_dir():  # a class's copy
        return []
    problems, stems = [], masters(project)
    for stem, page in stems.items():
        target = project.root / "exercises" / f"{stem}.md"
        if not target.is_file() or target.read_text("utf8") != make_exercise(page):
            problems.append(f"exercises/{stem}.md is not what solutions/{stem}.md gives: run `threenets exercises`")
    strays = [path.name for path in (project.root / "exercises").glob("*.md") if path.stem not in stems]
    return problems + [f"exercises/{name} has no solution" for name in strays]


def write_exercises(project):
    """Write the exercises that are not what their solutions give; return their names."""
    written = []
    for stem, page in masters(project).items():
        text, target = make_exercise(page), project.root / "exercises" / f"{stem}.md"
        if not target.is_file() or target.read_text("utf8") != text:
            write_atomically(target, text)
            written.append(f"exercises/{stem}")
    return written


def hand_out(project, stem, folder):
    """Write the untouched notebook of an exercise into a folder; one that lies there is kept under another name.

    Returns
    -------
    path : pathlib.Path
    kept : pathlib.Path or None
        Where the earlier notebook lies now.

    Raises
    ------
    CourseError
        If there is no such exercise, or ``folder`` is a file.
    """
    source = project.root / "exercises" / f"{stem}.md"
    known = sorted(path.stem for path in (project.root / "exercises").glob("*.md"))
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"--to takes a folder, and {folder} is none.")
    if stem not in known:
        raise CourseError(f"there are no exercises {stem!r}. There are: {', '.join(known)}.")
    page = Page(f"exercises/{stem}", source)
    text = dump(make_notebook(page, project, make_notebook(page, project)))
    path, kept = folder / f"{stem}.ipynb", None
    if path.is_file() and path.read_text("utf8") != text:
        number = next(n for n in range(1, 10_000) if not path.with_suffix(f".{n}.ipynb").exists())
        kept = path.rename(path.with_suffix(f".{number}.ipynb"))
    write_atomically(path, text)
    return path, kept


def keep_own(project, page):
    """Copy the notebook of an exercise that a learner answered in place, before a run of the page overwrites it.

    Its code then is neither what the source gives now nor what it was when the notebook was stored.

    Returns
    -------
    pathlib.Path or None
        The copy; None if there is nothing of a learner's to keep.
    """
    if page.source.parent.name != "exercises" or not page.notebook.is_file():
        return None
    try:
        mine, given = code_cells(read_notebook(page.notebook)), code_cells(read_page(page))
    except CourseError:
        return None  # no notebook
    before = read_reference(project, page).get("fingerprint", {}).get("code")
    if _codes(mine) == _codes(given) or code_print(given) != before == code_print(mine):
        return None
    names = (f"{page.source.stem}.mine{number}.ipynb" for number in ("", *range(2, 10_000)))
    copy = next(path for path in map(page.notebook.with_name, names) if not path.exists())
    shutil.copy2(page.notebook, copy)
    return copy


def _codes(cells):
    return [cell.source for cell in cells if "setup" not in tags(cell)]


def form(page):
    """Yield a sentence for each thing that is wrong with the form of a page of exercises or solutions."""
    stem = page.source.stem
    known = section_exercises(stem)
    titles = dict(re.findall(r"^## (\w+-\d+): (.+)$", page.text, re.M))
    if titles != {name: exercise.title for name, exercise in known.items()}:
        yield f"its headings must be '## ID: TITLE' of the registered exercises, in their order: {', '.join(known)}"
    code = "\n".join(cell.source for cell in code_cells(jupytext.reads(page.text, fmt="md:myst")))
    for name in known:
        absent = [call for call in ("hint", "check") if f'{call}("{name}")' not in code.splitlines()]
        if absent:
            yield f'{name} lacks a line {absent[0]}("{name}") in a cell'
    if f'progress("{stem}")' not in code.splitlines():
        yield f'it must end in a cell progress("{stem}")'

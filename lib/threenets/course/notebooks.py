"""A MyST page as a notebook: cells with stable ids, plain text, and the stored outputs of one clean run."""

import copy
import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path

import jupytext
import nbformat

from threenets.course import CourseError
from threenets.course.project import Address
from threenets.course.records import glued
from threenets.course.setup_cell import SOURCE, setup_cell
from threenets.course.text import Converter

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def read_page(page):
    """Return a page's cells as jupytext reads them, checked for what every notebook page must have.

    Raises
    ------
    CourseError
        If the page has no set-up cell of its own form.
    """
    notebook = copy.deepcopy(_cells(page.text))
    setup = [cell for cell in notebook.cells if "setup" in tags(cell)]
    if len(setup) != 1 or setup[0].source.strip() != SOURCE:
        raise CourseError(f"{page.source.name}: one cell tagged 'setup' must hold exactly {SOURCE!r}.")
    return notebook


@lru_cache(maxsize=None)  # a build asks several times for each page
def _cells(text):
    return jupytext.reads(text, fmt="md:myst")


def tags(cell):
    """Return a cell's tags."""
    return cell.metadata.get("tags", [])


def code_cells(notebook):
    """Return the cells that hold code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def make_notebook(page, project, executed=None, address=None):
    """Return the notebook of a page: plain text, stable ids, set-up code for the configured address.

    Parameters
    ----------
    page : Page
    project : Project
    executed : nbformat.NotebookNode, optional
        A notebook with the same code cells, whose outputs are taken over. Without one the notebook is bare,
        its text not converted: that is the form that the runner executes.
    address : Address, optional
        Default: the configured one.

    Raises
    ------
    CourseError
        If ``executed`` has other code cells than the page.
    """
    address = address or project.address
    notebook = read_page(page)
    notebook.metadata = nbformat.from_dict({
        "kernelspec": KERNEL, "language_info": {"name": "python"},
        "threenets": {"page": page.name, "repository": address.repository, "branch": address.branch, "site": address.site},
    })  # fmt: skip
    figures = _figure_numbers(notebook)
    _caption_cells(notebook)
    _give_ids(notebook)
    for cell in code_cells(notebook):
        if "setup" in tags(cell):
            cell.source = setup_cell(address)
    if executed is not None:
        _take_outputs(page, notebook, executed)
        converter = Converter(page, project, address, lambda name: _values(project, page, name, notebook), figures)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = converter.plain(cell.source)
    nbformat.validate(notebook)
    return notebook


def recorded_address(notebook):
    """Return the `Address` that a notebook was made for."""
    made = notebook.metadata.get("threenets", {})
    return Address(made.get("repository", ""), made.get("branch", ""), made.get("site", ""))


def read_notebook(path):
    """Return a stored notebook.

    Raises
    ------
    CourseError
        If it is absent or not a notebook.
    """
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise CourseError(f"{path.name} was never executed: run `threenets build`.") from None
    except Exception as error:  # nbformat raises many kinds
        raise CourseError(f"{path.name} is not a readable notebook ({type(error).__name__}): run `threenets build`.") from None


def read_json(path):
    """Return a file's object as a dict; empty where the file is absent, damaged, or holds something else."""
    try:
        content = json.loads(Path(path).read_text("utf8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_atomically(path, text):
    """Write a text file whole or not at all."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_text(text, "utf8")
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def dump(notebook):
    """Return a notebook's text as it is stored."""
    return nbformat.writes(notebook) + "\n"


def tidy_outputs(notebook):
    """Remove what differs from run to run: timings, the executor's metadata, how a stream was cut in pieces."""
    for cell in code_cells(notebook):
        for key in ("papermill", "execution", "ExecuteTime"):
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        visible = [output for output in cell.outputs if "scrapbook" not in output.get("metadata", {})]
        records = [output for output in cell.outputs if "scrapbook" in output.get("metadata", {})]
        merged = []
        for output in visible:
            if merged and output.output_type == "stream" == merged[-1].output_type and output.name == merged[-1].name:
                merged[-1].text += output.text
            else:
                merged.append(output)
        cell.outputs = merged + records
    notebook.metadata.pop("papermill", None)
    return notebook


def digest(notebook):
    """Return the sha256 of a notebook's stored outputs and execution counts."""
    stored = [[cell.execution_count, cell.outputs] for cell in code_cells(notebook)]
    return hashlib.sha256(json.dumps(stored, sort_keys=True, ensure_ascii=False).encode("utf8")).hexdigest()


def _take_outputs(page, notebook, executed):
    fresh, stored = code_cells(notebook), code_cells(executed)
    same = len(fresh) == len(stored) and all(
        a.source == b.source and tags(a) == tags(b) for a, b in zip(fresh, stored, strict=True) if "setup" not in tags(a)
    )
    if not same:
        raise CourseError(f"{page.source.name}: its code differs from {page.notebook.name}: run `threenets build`.")
    for cell, done in zip(fresh, stored, strict=True):
        cell.outputs, cell.execution_count = done.outputs, done.execution_count


def _values(project, page, name, notebook):
    if name == page.name:
        return glued(notebook)
    if name not in project.notebooks:
        raise CourseError(f"{page.source.name}: it takes a value from {name!r}, which is no notebook page.")
    return glued(read_notebook(project.notebooks[name].notebook))


def _figure_numbers(notebook):
    named = [cell.metadata.get("mystnb", {}).get("figure", {}).get("name") for cell in code_cells(notebook)]
    return {name: number for number, name in enumerate(filter(None, named), start=1)}


def _caption_cells(notebook):
    """Put each figure's caption below it: Colab does not show the metadata that the book takes it from."""
    cells, number = [], 0
    for cell in notebook.cells:
        cells.append(cell)
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if figure.get("caption"):
            number += bool(figure.get("name"))
            title = f"Figure {number}. " if figure.get("name") else ""
            cells.append(nbformat.v4.new_markdown_cell(f"*{title}{' '.join(figure['caption'].split())}*"))
    notebook.cells = cells


def _give_ids(notebook):
    seen = {}
    for cell in notebook.cells:
        base = hashlib.sha256((cell.cell_type + cell.source).encode("utf8")).hexdigest()[:8]
        seen[base] = seen.get(base, 0) + 1
        cell["id"] = base if seen[base] == 1 else f"{base}-{seen[base]}"

"""What a page's stored outputs depend on, so that `status` says what is stale and why."""

import ast
import hashlib
from functools import lru_cache

from threenets import data
from threenets.course import CourseError
from threenets.course.notebooks import code_cells, read_page, tags
from threenets.course.setup_cell import SOURCE

LOCK = "requirements/book.txt"


def fingerprint(page, project, data_sets):
    """Return a hash for each thing that a page's numbers depend on.

    Parameters
    ----------
    page : Page
    project : Project
    data_sets : iterable of str
        Names of the data sets that the page uses.

    Returns
    -------
    dict of str to str
        ``code``, ``lock``, one ``module NAME`` for each of the course's modules that the page imports directly or
        through another (with the results stored beside it), and one ``data NAME`` for each data set: the digest of
        its reference copy in the manifest.
        Comment lines, blank lines and the text around the code do not count; nor does what this machine has installed.
    """
    cells = code_cells(read_page(page))
    lib = project.root / "lib"
    parts = {"code": code_print(cells), "lock": _sha((project.root / LOCK).read_text("utf8"))}
    try:
        modules = imports("\n".join(cell.source for cell in cells), lib)
    except SyntaxError as error:
        raise CourseError(f"{page.source.name}: its code is no Python: {error.msg} in {(error.text or '').strip()!r}.") from None
    if page.source.parent.name in ("exercises", "solutions"):  # these modules are imported by name
        modules.add(f"threenets.grading.checks.{page.source.stem}")
    for module in sorted(_closure(lib, modules)):
        parts[f"module {module}"] = _sha(_content(_file(lib, module)))
    for name in sorted(data_sets):
        copy = data.info(name).reference
        parts[f"data {name}"] = copy.digest if copy else "no reference copy"
    return parts


def code_print(cells):
    """Return a hash of code cells, of a page or of its notebook, in which only the set-up cell is another one."""
    # the tags count: they decide what the checks do with a cell
    return _sha("\n".join(f"# {sorted(tags(cell))}\n{normalised(SOURCE if 'setup' in tags(cell) else cell.source)}" for cell in cells))


def normalised(source):
    """Return code without comment lines, blank lines and trailing spaces: what cannot change a number."""
    lines = (line.rstrip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.lstrip().startswith("#"))


def _content(path):
    """Code of a module, and the stored results beside it: ``NAME.json`` belongs to ``NAME.py``."""
    results = path.with_suffix(".json")
    return normalised(path.read_text("utf8")) + (results.read_text("utf8") if results.is_file() else "")


def imports(source, lib, package=""):
    """Return the course's modules that a piece of Python imports."""
    return {name for name in _imported(source, package) if _file(lib, name)}


@lru_cache(maxsize=None)  # each module is asked for once a page
def _imported(source, package):
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*package.split(".")[: len(package.split(".")) - node.level + 1], *filter(None, [base])])
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        found |= {name for name in names if name.split(".")[0] == "threenets"}
    return frozenset(found)


def _closure(lib, modules):
    done, todo = set(), set(modules)
    while todo:
        module = todo.pop()
        done.add(module)
        path = _file(lib, module)
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        parents = {module.rsplit(".", n)[0] for n in range(1, module.count(".") + 1)}  # their __init__ runs as well
        todo |= (imports(path.read_text("utf8"), lib, package) | parents) - done
    return done


@lru_cache(maxsize=None)
def _file(lib, module):
    base = lib.joinpath(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


def _sha(text):
    return hashlib.sha256(text.encode("utf8")).hexdigest()[:16]

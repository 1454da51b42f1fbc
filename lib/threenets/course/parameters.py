"""The parameters that a page declares, and those that a run asks for: papermill itself lets mistakes pass."""

import ast

from threenets.course import CourseError
from threenets.course.notebooks import code_cells, read_page, tags
from threenets.device import DEVICES
from threenets.measure import PROFILES

REQUIRED = ("profile", "device", "seed")


def declared(page):
    """Return the parameters that a page declares, with their defaults.

    Raises
    ------
    CourseError
        If the page has no cell tagged ``parameters`` or several, if the cell holds anything but plain assignments
        of literals (an annotated one would be passed over in silence), or if a required name is missing.
    """
    cells = [cell for cell in code_cells(read_page(page)) if "parameters" in tags(cell)]
    where = page.source.name
    if len(cells) != 1:
        raise CourseError(f"{where}: exactly one cell must be tagged 'parameters', found {len(cells)}.")
    found = {}
    try:
        statements = ast.parse(cells[0].source).body
    except SyntaxError as error:
        raise CourseError(f"{where}: the parameters cell is no Python: {error.msg} in {(error.text or '').strip()!r}.") from None
    for statement in statements:
        if isinstance(statement, ast.AnnAssign):
            raise CourseError(f"{where}: the parameter {ast.unparse(statement.target)!r} is annotated: write NAME = VALUE.")
        if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)):
            raise CourseError(f"{where}: the parameters cell holds more than NAME = VALUE: {ast.unparse(statement)!r}.")
        try:
            found[statement.targets[0].id] = ast.literal_eval(statement.value)
        except ValueError:
            raise CourseError(f"{where}: the parameter {ast.unparse(statement)!r} is no literal.") from None
    missing = [name for name in REQUIRED if name not in found]
    if missing:
        raise CourseError(f"{where}: the parameters cell lacks {', '.join(missing)}.")
    return found


def parse(pairs):
    """Return ``NAME=VALUE`` words as a dict; a value that is no Python literal is taken as text.

    Raises
    ------
    CourseError
        If a word has no ``=`` or no name before it, or a name is given twice.
    """
    found = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name.isidentifier():
            raise CourseError(f"{pair!r} is no parameter: write NAME=VALUE.")
        if name in found:
            raise CourseError(f"the parameter {name!r} is given twice.")
        try:
            found[name] = ast.literal_eval(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):  # the last two: brackets in brackets without end
            found[name] = text
    return found


def check_parameters(pages, wanted):
    """Refuse parameters that a page does not declare, or whose type differs from the default's, before any work.

    Raises
    ------
    CourseError
        Naming the page, the parameter and what would be right.
    """
    for page in pages:
        known = declared(page)
        for name, value in wanted.items():
            if name not in known:
                raise CourseError(f"{page.source.name} has no parameter {name!r}. It declares: {', '.join(known)}.")
            default = known[name]
            if type(value) is not type(default) and not (isinstance(default, float) and type(value) is int):
                raise CourseError(
                    f"{page.source.name}: the parameter {name!r} takes a value like {default!r} "
                    f"({type(default).__name__}), not {value!r} ({type(value).__name__})."
                )
    check_setting(wanted.get("profile", "full"), wanted.get("device", "auto"), wanted.get("seed", 1))


def check_setting(profile, device, seed):
    """Refuse an unknown profile or device, and a seed out of range."""
    if profile not in PROFILES:
        raise CourseError(f"unknown profile {profile!r}: choose one of {', '.join(PROFILES)}.")
    if device not in DEVICES:
        raise CourseError(f"unknown device {device!r}: choose one of {', '.join(DEVICES)}.")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise CourseError(f"the seed must be a whole number from 0 to {2**31 - 1}, not {seed!r}.")

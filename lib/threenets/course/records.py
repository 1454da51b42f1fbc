"""What a run measured, read from the outputs of its notebook."""

from dataclasses import dataclass, field

from threenets.course import CourseError
from threenets.measure import exact_line, measured_line


@dataclass
class Measured:
    """Everything that one executed notebook measured.

    Attributes
    ----------
    values : dict of str to float, int or str
        Measured and exact values by name; the numbers of figures as ``figure.NAME.NUMBER``.
    kinds : dict of str to str
        ``"measured"``, ``"range"``, ``"exact"``, ``"figure"`` or ``"label"``.
    ranges : dict of str to list of float
        The stated relation of each value of kind ``"range"``.
    digits : dict of str to int
        Digits after the point with which each measured value is printed.
    seeds : dict of str to int
        How many values, one a seed, each measured value is the mean of.
    guards : dict of str to bool
        Each guarded sentence, and whether it held.
    data : dict of str to str
        Digests of the data sets in use.
    device : str
    """

    values: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)
    ranges: dict = field(default_factory=dict)
    digits: dict = field(default_factory=dict)
    seeds: dict = field(default_factory=dict)
    guards: dict = field(default_factory=dict)
    data: dict = field(default_factory=dict)
    device: str = "cpu"


def record_of(output):
    """Return an output's course record and its name, or ``(None, None)``."""
    metadata = output.get("metadata", {})
    record = metadata.get("threenets")
    if record is None:
        return None, None
    return record, metadata.get("scrapbook", {}).get("name", record.get("figure"))


def value_of(output):
    """Return the value that a glue record carries."""
    text = output["data"]["application/papermill.record/text/plain"]
    if text in ("True", "False"):
        return text == "True"
    if text[:1] in "'\"":
        return text[1:-1]
    return float(text) if any(c in text for c in ".en") else int(text)


def glued(notebook):
    """Return the glued values of a notebook by name."""
    found = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            record, name = record_of(output)
            if record and record.get("kind") in ("measured", "range", "exact"):
                found[name] = value_of(output)
    return found


def measured(notebook, figures=()):
    """Return what an executed notebook measured.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Or anything with ``cells``.
    figures : dict of str to int
        How many figures of each name came before, where only a part of a notebook is read.

    Returns
    -------
    Measured

    Raises
    ------
    CourseError
        If a name is measured twice.
    """
    found, figures = Measured(), dict(figures)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            record, name = record_of(output)
            if record is None:
                continue
            found.data.update(record.get("data", {}))
            found.device = record.get("device", found.device)
            if "figure" in record:
                figures[name] = figures.get(name, 0) + 1
                label = name if figures[name] == 1 else f"{name}_{figures[name]}"
                _add(found, f"figure.{label}.labels", " | ".join(record["labels"]), "label")
                for key, number in record["numbers"].items():
                    _add(found, f"figure.{label}.{key}", number, "figure")
            elif record["kind"] == "guard":
                found.guards[name.removeprefix("guard: ")] = value_of(output)
            else:
                _add(found, name, value_of(output), record["kind"])
                if "digits" in record:
                    found.digits[name] = record["digits"]
                    found.seeds[name] = record["seeds"] if "over" not in record else 1
                if "within" in record:
                    found.ranges[name] = record["within"]
    return found


def printed_lines(cell):
    """Return the lines that a cell's records say it printed."""
    lines, parts = [], {}
    for output in cell.get("outputs", []):
        record, name = record_of(output)
        if record is None or "figure" in record or record["kind"] == "guard":
            continue
        value = value_of(output)
        if record["kind"] == "exact":
            lines.append(exact_line(record["label"], value))
            continue
        base = record.get("of", name)
        parts.setdefault(base, []).append(value)
        if len(parts[base]) == (3 if record["seeds"] > 1 else 1):
            how = record["digits"], record["unit"], record["seeds"], record.get("over", "seeds")
            lines.append(measured_line(record["label"], parts[base], *how))
    return lines


def _add(found, name, value, kind):
    if name in found.values:
        raise CourseError(f"the name {name!r} is measured twice on one page.")
    found.values[name], found.kinds[name] = value, kind

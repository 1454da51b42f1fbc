"""Measured numbers: how a value that comes from data or training gets into the text, and is held to its word.

A number is printed on a line with ``≈``, glued under its name for the prose, and compared with its band by the
checks. An exact quantity is printed with ``=`` and compared for equality. A sentence that draws a conclusion is
guarded by the relation that it relies on.
"""

import math
import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from threenets import data, device

PROFILES = ("full", "fast")
PAGE_SEED = 1  # the seed of every page's parameters cell
_RECORD = "application/papermill.record/"


class GuardError(AssertionError):
    """A sentence of the book does not hold in the run that the book is made from."""


@dataclass
class Page:
    """The page that is running: its name, profile, device, seed, stored reference, and what its records told."""

    name: str
    profile: str
    device: str
    seed: int
    reference: dict = field(default_factory=dict)
    told: dict = field(default_factory=dict)

    def is_reference_run(self):
        """Tell whether this run has the settings that the book's numbers were made with."""
        copies = data.in_use()
        return (
            self.profile == "full" and self.seed == PAGE_SEED
            and all(data.info(name).is_reference(digest) for name, digest in copies.items())
        )  # fmt: skip

    def must_hold(self):
        """Tell whether a guard that fails is an error here: a checked run with the book's settings."""
        return os.environ.get("THREENETS_STRICT") == "1" and self.is_reference_run()


_page = Page("", "fast", "cpu", 0)


def start_page(name, *, profile="full", device="auto", seed=PAGE_SEED):
    """Begin a page: choose the device, fix threads and seeds, look up the page's stored reference.

    Parameters
    ----------
    name : str
        Name of the page, for instance ``"fcn"``.
    profile : {"full", "fast"}
    device : {"auto", "cpu", "gpu"}
    seed : int
        Seeds Python's, NumPy's and TensorFlow's global generators; from 0 to 2**31 - 1.

    Raises
    ------
    ValueError
        If the profile or the seed is not one of the above.
    threenets.device.DeviceError
        If the device is unknown or absent.
    """
    global _page
    if profile not in PROFILES:
        raise ValueError(f"unknown profile {profile!r}: choose one of {', '.join(PROFILES)}.")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise ValueError(f"seed must be a whole number from 0 to {2**31 - 1}, not {seed!r}.")
    kind = use_device(device)
    import keras

    keras.utils.set_random_seed(seed)
    _page = Page(name, profile, kind, seed, _stored(name))


def measure(name, value, label, *, digits=3, unit="", within=None, over="seeds"):
    """Print, glue and record a measured value.

    Parameters
    ----------
    name : str
        Name under which the prose finds it: ``{glue:text}`name:.3f```.
    value : float or sequence of float
        One value, or one a seed. Of several, the mean is glued as ``name``, the smallest and largest as
        ``name_low`` and ``name_high``.
    label : str
        What was measured, in words.
    digits : int
        Digits after the point in the printed line.
    unit : str
        Unit, printed after the number.
    within : tuple of float, optional
        For counts and for values that fall into two groups: the relation ``low <= value <= high`` that is
        checked in place of a calibrated band. It holds for every value of a sequence.
    over : str
        What the values of a sequence stand for, in the plural, if not for seeds: for instance "starting points".

    Raises
    ------
    ValueError
        If there is no value, one is not a finite number, or one lies outside ``within`` in a checked run.
    """
    values = [float(v) for v in np.atleast_1d(np.asarray(value, dtype=float)).ravel()]
    if not values or not all(math.isfinite(v) for v in values):
        raise ValueError(f"{name}: a measured value must be a finite number, found {value!r}.")
    if within is not None and _page.must_hold() and not within[0] <= min(values) <= max(values) <= within[1]:
        raise ValueError(f"{name}: {values} is outside the stated range {within[0]} to {within[1]}.")
    parts = {name: sum(values) / len(values)}
    if len(values) > 1:
        parts |= {f"{name}_low": min(values), f"{name}_high": max(values)}
    parts = {part: float(f"{number:.8g}") for part, number in parts.items()}  # eight digits are what is stored
    line = measured_line(label, list(parts.values()), digits, unit, len(values), over)
    print(line + _book_says(name, parts[name], digits))
    record = {"kind": "measured", "of": name, "label": label, "digits": digits, "unit": unit, "seeds": len(values)}
    if over != "seeds":
        record["over"] = over
    if within is not None:
        record |= {"kind": "range", "within": list(within)}
    for part, number in parts.items():
        _glue(part, number, record)


def exact(name, value, label):
    """Print, glue and record an exact quantity: a shape, a count, a size.

    Parameters
    ----------
    name : str
    value : int, str or tuple
        Compared for equality in every run of the ``full`` profile on the reference data.
    label : str
        What it is, in words.

    Raises
    ------
    TypeError
        If the value is a float: use `measure`.
    """
    if isinstance(value, float | np.floating):
        raise TypeError(f"{name}: an exact quantity is a whole number, a text or a tuple, not {value!r}: use `measure`.")
    value = int(value) if isinstance(value, np.integer) else value
    print(exact_line(label, value))
    _glue(name, value if isinstance(value, int) else str(value), {"kind": "exact", "label": label})


def guard(statement, holds):
    """Hold a sentence of the book to the run: state the relation that it relies on.

    Parameters
    ----------
    statement : str
        The sentence, as the book says it.
    holds : bool
        Whether it holds in this run.

    Raises
    ------
    GuardError
        If it does not hold in a checked run of the ``full`` profile, on the reference data, at the page's own
        seed. In any other run a sentence says what the book found.
    """
    holds = bool(holds)
    if holds:
        print(f"holds: {statement}")
    elif _page.must_hold():
        raise GuardError(f"the book says: {statement}. This run refutes it: change the sentence or mend the code.")
    else:
        print(f"The book's run found: {statement}. Yours, with other settings, did not.")
    _glue(f"guard: {statement}", holds, {"kind": "guard"})


def measured_line(label, parts, digits, unit, seeds, over="seeds"):
    """Return the printed line of a measured value; ``parts`` are the mean and, for several seeds, low and high."""
    numbers = [f"{number:,.{digits}f}" for number in parts]
    spread = f" ({numbers[1]} to {numbers[2]} over {seeds} {over})" if seeds > 1 else ""
    return f"{label} ≈ {numbers[0]}{' ' + unit if unit else ''}{spread}"


def exact_line(label, value):
    """Return the printed line of an exact quantity."""
    return f"{label} = {value:,}" if isinstance(value, int) else f"{label} = {value}"


def references():
    """Return the folder of the stored references, or None where only the package is installed."""
    folder = Path(__file__).resolve().parents[2] / "references"
    return folder if folder.is_dir() else None


def use_device(name):
    """Prepare the device; apart from `start_page` so that its parameter may be called ``device``."""
    return device.use(name)


def _stored(name):
    folder = references()
    path = folder / f"{name}.toml" if folder else None
    return tomllib.loads(path.read_text("utf8")) if path and path.is_file() else {}


def _book_says(name, value, digits):
    runs = _page.reference.get("run", [])
    stored = runs[0]["values"].get(name, {}).get("value") if runs else None
    if os.environ.get("THREENETS_STRICT") == "1" or not isinstance(stored, int | float):
        return ""
    book = f"{stored:,.{digits}f}"
    return "" if book == f"{value:,.{digits}f}" else f" (in the book: {book})"


def _glue(name, value, record):
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is None:
        return  # a plain Python process: the printed line is all there is
    setting = {"device": _page.device, "profile": _page.profile, "data": data.in_use()}
    if setting != _page.told:  # said once, and again where another data set was loaded since
        record, _page.told = {**record, **setting}, setting
    display(
        {_RECORD + "text/plain": repr(value)}, raw=True,
        metadata={"scrapbook": {"name": name, "mime_prefix": _RECORD}, "threenets": record},
    )  # fmt: skip

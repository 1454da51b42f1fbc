"""What the course adds to nbval: it collects references only, and compares measured values with their bands.

nbval itself compares every other output exactly. Loaded by the root's ``conftest.py``.
"""

import os
import tempfile
from collections import Counter
from types import SimpleNamespace

import nbformat
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from threenets.course.copies import lacking
from threenets.course.kernel import kernel_environment
from threenets.course.notebooks import code_cells
from threenets.course.project import Project
from threenets.course.records import measured, record_of
from threenets.course.references import find_run, judge, read_reference
from threenets.course.verification import verify

SANITIZE = """\
regex: ≈.*
replace: ≈
regex: 0x[0-9a-fA-F]{6,}
replace: 0x
regex: /tmp/ipykernel_\\d+/\\d+\\.py
replace: ipykernel
"""
CELL_TIMEOUT = 900  # seconds
OUTPUT_TIMEOUT = 60  # seconds; nbval's own five are too few on a busy machine


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Set nbval's options here: in ``addopts`` they would depend on the folder that pytest is called from."""
    if getattr(config.option, "nbval", False):
        config.option.nbval_current_env = True
        config.option.nbval_cell_timeout = CELL_TIMEOUT


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Replace nbval's collector by ours for the course's own notebooks; leave out every other notebook."""
    collectors = yield
    if file_path.suffix != ".ipynb" or not getattr(parent.config.option, "nbval", False):
        return collectors
    project = Project.find(parent.config.rootpath)
    page = next((page for page in project.notebooks.values() if page.notebook == file_path), None)
    rest = [collector for collector in collectors if not isinstance(collector, IPyNbFile)]
    return [*rest, Reference.from_parent(parent, path=file_path, project=project, page=page)] if page else rest


class Reference(IPyNbFile):
    """A stored notebook: first it is verified without running it, then its cells are run and compared."""

    def __init__(self, *args, project=None, page=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.project, self.page = project, page
        self.run, self.skip_reason = None, ""

    def collect(self):
        """Yield the stored check, then nbval's cells."""
        yield StoredCheck.from_parent(self, name="stored outputs")
        reference = read_reference(self.project, self.page)
        device = os.environ.get("THREENETS_DEVICE", "cpu")
        wanted = reference["run"][0]["data"] if reference else {}
        self.run = find_run(reference, "full", device, wanted)
        self.skip_reason = _why_skip(reference, self.run, device, wanted)
        for cell in super().collect():
            checked = CheckedCell.from_parent(self, name=cell.name, cell_num=cell.cell_num, cell=cell.cell, options=cell.options)
            if self.skip_reason:
                checked.add_marker(pytest.mark.skip(reason=f"{self.page.name}: {self.skip_reason}"))
            yield checked

    def setup(self):
        """Start the kernel, with the settings that the references were made with, unless every cell is skipped."""
        if self.skip_reason:
            return
        with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory(prefix="threenets-") as folder:
            for name, value in kernel_environment(folder, self.run["device"] if self.run else "cpu", strict=True).items():
                patch.setenv(name, value)
            super().setup()

    def figures_before(self, cell_num):
        """Count the figures of each name in the cells before this one: a name's second figure is ``NAME_2``."""
        outputs = [output for cell in code_cells(self.nb)[:cell_num] for output in cell.outputs]
        return Counter(name for record, name in map(record_of, outputs) if record and "figure" in record)

    def setup_sanitize_files(self):
        """Take the masks from this module, not from a file whose path depends on the folder."""
        from nbval.plugin import get_sanitize_patterns

        self.sanitize_patterns.update(get_sanitize_patterns(SANITIZE))


class StoredCheck(pytest.Item):
    """The stored notebook, its text, its values and its fingerprint agree; it comes from one clean run."""

    def runtest(self):
        """Fail with every reason."""
        problems = verify(self.parent.project, self.parent.page).problems
        if problems:
            raise AssertionError(f"{self.parent.page.name}: " + "\n".join(problems))

    def repr_failure(self, excinfo):
        """Show the reasons, not a traceback."""
        return str(excinfo.value)

    def reportinfo(self):
        """Name the notebook."""
        return self.path, 0, f"{self.parent.page.name}: stored outputs"


class CheckedCell(IPyNbCell):
    """A cell whose measured values are compared with their bands, and everything else exactly."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.output_timeout = OUTPUT_TIMEOUT

    def compare_outputs(self, test, ref, skip_compare=None):
        """Compare as nbval does, without records and pictures; then the records."""
        same = super().compare_outputs([_comparable(o) for o in test if not _hidden(o)],
                                       [_comparable(o) for o in ref if not _hidden(o)], skip_compare)  # fmt: skip
        if not same:
            return False
        earlier = self.parent.figures_before(self.cell_num)
        found, stored = (measured(SimpleNamespace(cells=[{"outputs": outputs}]), earlier) for outputs in (test, ref))
        problems = [f"{name} was not measured in this run" for name in stored.values.keys() - found.values.keys()]
        problems += judge(self.parent.run, found)
        problems += [f"refuted: {text}" for text, holds in found.guards.items() if not holds]
        self.comparison_traceback.extend(problems)
        return not problems


def _why_skip(reference, run, device, wanted):
    if not reference:
        return "it has no reference"
    for name, digest in wanted.items():
        reason = lacking(name, digest)
        if reason:
            return f"its reference was made with the book's copy of {name}, which is not here: {reason}"
    return "" if run else f"no band for the device {device!r}: run `threenets calibrate --device {device}` for the page"


def _hidden(output):
    record, _ = record_of(output)
    return record is not None and "figure" not in record


def _comparable(output):
    record, name = record_of(output)
    if record is None:
        return output
    # a figure is compared by its numbers; its words name them too
    return nbformat.from_dict({"output_type": "display_data", "metadata": {}, "data": {"text/plain": f"figure {name}"}})

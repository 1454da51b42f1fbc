"""A learner's walk: the untouched notebook in an empty folder, a hint, two different failures, the answer, the points."""

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

from threenets.course.exercises import hand_out
from threenets.course.kernel import kernel_environment
from threenets.course.project import Project
from threenets.grading.exercise import find_exercise

FULL = find_exercise("rnn-1").points
NEARLY = """
def make_windows(series, width):
    starts = range(len(series) - width)
    return np.stack([series[s : s + width] for s in starts]), series[width:]
"""
CLOSER = """
def make_windows(series, width):
    starts = range(len(series) - width - 1)
    return np.stack([series[s : s + width] for s in starts])[..., None], series[width:-1, None]
"""
DONE = """
def make_windows(series, width):
    if len(series) <= width:
        raise ValueError("the series is too short for a window")
    starts = range(len(series) - width)
    return np.stack([series[s : s + width] for s in starts])[..., None], series[width:, None]
"""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """A kernel in a folder that holds nothing but the untouched notebook; returns what runs a cell and gives its outputs."""
    folder = tmp_path_factory.mktemp("home")
    path, _ = hand_out(Project(ROOT), "rnn", folder)
    notebook = nbformat.read(path, 4)
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}})
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**kernel_environment(folder / "ipython", "cpu", False), "HOME": str(folder)}.items():
            patch.setenv(name, value)
        with client.setup_kernel():
            for number, cell in enumerate(notebook.cells):
                if cell.cell_type == "code":
                    client.execute_cell(cell, number)

            def run(code):
                notebook.cells.append(nbformat.v4.new_code_cell(code))
                return client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1).outputs

            run.notebook = notebook
            yield run


def plain(outputs):
    return "".join(output.data["text/plain"] for output in outputs)


def test_untouched_it_runs_from_top_to_bottom(kernel):
    outputs = [output for cell in kernel.notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in outputs} <= {"display_data"}
    assert f"rnn-1 Windows of a series: 0 of {FULL:g} points" in plain(outputs) and "not started" in plain(outputs)


def test_hint_two_failures_and_the_points(kernel):
    assert "Hint 2 of 3" in plain(kernel('hint("rnn-1")'))  # the page itself opened the first
    kernel(NEARLY)
    first = plain(kernel('check("rnn-1")'))
    assert "✗ shapes (0 of 1), not yet: The windows have the shape (8, 12)" in first
    kernel(CLOSER)
    second = plain(kernel('check("rnn-1")'))
    assert "✗ every-window (0 of 1), not yet: The last target in 0, 1, … 19 is 18" in second and "✓ shapes" in second
    kernel(DONE)
    (output,) = kernel('check("rnn-1")')
    assert f"{FULL:g} of {FULL:g} points" in plain([output]) and "<caption" in output.data["text/html"]
    assert f"✓ rnn-1 Windows of a series: {FULL:g} of {FULL:g} points, passed" in plain(kernel('progress("rnn")'))


def test_a_typing_error_is_a_sentence(kernel):
    assert "there is no exercise 'rnn-77'" in plain(kernel('check("rnn-77")'))

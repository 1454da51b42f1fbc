"""The pages without their data: no network, no prepared set; embedded and generated data in the fast profile."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from threenets import data
from threenets.course.project import Project
from threenets.course.records import measured
from threenets.course.references import read_reference

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Run the whole course where there is nothing but what is installed; return the folder of executed notebooks."""
    copy = tmp_path_factory.mktemp("course")
    for name in ("_config.yml", "_toc.yml", "pyproject.toml", "lib", "book", "references", "requirements", "exercises", "solutions"):
        if (ROOT / name).exists():
            (copy / name).symlink_to(ROOT / name)
    places = ("TFDS_DATA_DIR", "THREENETS_CO2_DIR", "XDG_CACHE_HOME")
    environment = {key: value for key, value in os.environ.items() if key not in places}
    environment |= {"HOME": str(copy), "THREENETS_DOWNLOAD": "0"}
    command = [sys.executable, "-m", "threenets", "run", "--profile", "fast", "--device", "cpu", "--jobs", "2"]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return copy / "_build" / "run" / "fast-cpu-seed1"


@pytest.mark.parametrize("name", Project(ROOT).notebooks)
def test_page_runs_on_what_is_installed_and_says_so(folder, name):
    notebook = nbformat.read(folder / f"{name}.ipynb", 4)
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    if "/" in name:  # exercises and their solutions make their own small data
        return
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert "≈" in printed
    used = measured(notebook).data
    for data_set, digest in used.items():
        copy = data.info(data_set).copy_with_digest(digest)
        assert copy is not None, f"{data_set} is an unknown copy: {digest}"
        assert copy.name == "reference" or f"Note: {banner(copy)}, because" in printed
    reference = read_reference(Project(ROOT), Project(ROOT).notebooks[name])
    for data_set in (reference["run"][0]["data"].keys() if reference else set()) - used.keys():
        assert f"Note: {data.info(data_set).title} is not to be had" in printed


def banner(copy):
    """Return the beginning of the sentence that a page shows when it runs on this copy."""
    return copy.description if copy.generated else f"this run uses {copy.description}"

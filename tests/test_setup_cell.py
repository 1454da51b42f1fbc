"""The set-up cell finds the course's code wherever a notebook is opened, at the notebook's own version, and says nothing."""

import os
import subprocess
import sys

import pytest

from threenets.course.notebooks import make_notebook, tags
from threenets.course.project import Address
from threenets.course.setup_cell import setup_cell

PUBLIC, FORK = "https://github.com/owner/three-networks", "https://github.com/class-of-27/nets"


def git(folder, *arguments):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Serve two small repositories in place of the public ones: the course, with a release and a newer main, and a fork."""
    settings = {}
    for number, (address, says) in enumerate({PUBLIC: ("release", "main"), FORK: ("fork",)}.items()):
        folder = tmp_path_factory.mktemp("served")
        (folder / "lib" / "threenets").mkdir(parents=True)
        git(folder, "init", "--quiet", "--initial-branch", "main")
        for word in says:
            (folder / "lib" / "threenets" / "__init__.py").write_text(f"FROM = {word!r}\n")
            git(folder, "add", ".")
            git(folder, "commit", "--quiet", "--message", word)
            if word == "release":
                git(folder, "tag", "v1.0")
        settings |= {f"GIT_CONFIG_KEY_{number}": f"url.{folder.as_uri()}.insteadOf", f"GIT_CONFIG_VALUE_{number}": address}
    return {**settings, "GIT_CONFIG_COUNT": "2"}


def run(cell, folder, served):
    """Run the cell where nothing of the course is installed; return the exit code and all that was printed."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_ALLOW_PROTOCOL": "file", **served}
    command = [sys.executable, "-S", "-E", "-c", f"{cell}\nprint(threenets.FROM)"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("repository, branch, says", [(PUBLIC, "main", "main"), (FORK, "main", "fork"), (PUBLIC, "v1.0", "release")])
def test_in_an_empty_folder_it_fetches_the_code_of_its_own_address_and_version(served, tmp_path, repository, branch, says):
    assert run(setup_cell(Address(repository, branch, "")), tmp_path, served) == (0, f"{says}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["three-networks"]


def test_a_second_run_needs_no_network(served, tmp_path):
    cell = setup_cell(Address(PUBLIC, "main", ""))
    run(cell, tmp_path, served)
    assert run(cell, tmp_path, {"GIT_ALLOW_PROTOCOL": "none"}) == (0, "main\n")


@pytest.mark.parametrize("where", [".", "book", "exercises/mine"])
def test_within_the_repository_it_takes_the_code_beside_it(tmp_path, where):
    (tmp_path / "lib" / "threenets").mkdir(parents=True)
    (tmp_path / "lib" / "threenets" / "__init__.py").write_text("FROM = 'beside'\n")
    (tmp_path / where).mkdir(parents=True, exist_ok=True)
    assert run(setup_cell(Address(PUBLIC, "main", "")), tmp_path / where, {"GIT_ALLOW_PROTOCOL": "none"}) == (0, "beside\n")


@pytest.mark.parametrize("repository, branch, word", [(PUBLIC, "v9", "v9"), ("https://github.com/nobody/nothing", "main", "nobody/nothing")])
def test_what_cannot_be_fetched_is_named_and_leaves_nothing_behind(served, tmp_path, repository, branch, word):
    code, words = run(setup_cell(Address(repository, branch, "")), tmp_path, served)
    assert code and word in words
    assert list(tmp_path.iterdir()) == []


def test_a_fork_changes_one_place_and_every_notebook_fetches_the_fork(course):
    page = course.add("tiny")
    config = course.root / "_config.yml"
    before = course.project().address
    config.write_text(config.read_text("utf8").replace(before.repository, FORK).replace("branch: main", "branch: v1.0"), "utf8")
    project = course.project()
    (cell,) = (cell for cell in make_notebook(page, project).cells if "setup" in tags(cell))
    assert cell.source == setup_cell(Address(FORK, "v1.0", "")) and before.repository not in cell.source
    assert project.address.colab("book/tiny.ipynb").endswith("/github/class-of-27/nets/blob/v1.0/book/tiny.ipynb")

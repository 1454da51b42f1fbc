"""A small course in a temporary folder, in which the tests plant their faults."""

import os
import shutil
from pathlib import Path

import pytest
from grading_fixtures import grader, private  # noqa: F401

from threenets.course.project import Project

pytest.register_assert_rewrite("figure_cases")  # its tests tell what they compared, like those of a test module
ROOT = Path(__file__).resolve().parents[1]
PAGES = Path(__file__).parent / "pages"


class SmallCourse:
    """A course of a few tiny pages that shares this checkout's ``lib/``."""

    def __init__(self, root):
        self.root = root
        for name in ("book", "references", "requirements"):
            (root / name).mkdir()
        for name in ("lib", "assets"):
            (root / name).symlink_to(ROOT / name)
        for name in ("_config.yml", "requirements/book.txt"):
            shutil.copy(ROOT / name, root / name)
        shutil.copy(PAGES / "index.md", root / "book" / "index.md")
        shutil.copy(ROOT / "book" / "references.bib", root / "book" / "references.bib")
        self.write_toc([])

    def add(self, name, replace=()):
        """Add a page of ``tests/pages`` to the course, with pieces of its text replaced."""
        text = (PAGES / f"{name}.md").read_text("utf8")
        for old, new in dict(replace).items():
            assert old in text, f"{old!r} is not in {name}.md"
            text = text.replace(old, new)
        (self.root / "book" / f"{name}.md").write_text(text, "utf8")
        self.names.append(name)
        self.write_toc(self.names)
        return self.project().pages[name]

    def write_toc(self, names):
        """Write ``_toc.yml`` for these pages."""
        self.names = list(names)
        chapters = "".join(f"  - file: book/{name}.md\n" for name in names)
        (self.root / "_toc.yml").write_text("format: jb-book\nroot: book/index\n" + (f"chapters:\n{chapters}" if names else ""), "utf8")

    def project(self):
        """Return the `Project`, read anew."""
        return Project(self.root)


@pytest.fixture(autouse=True)
def environment():
    """Restore the environment after each test: running a page in this process changes it, device included."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def course(tmp_path):
    """An empty small course."""
    root = tmp_path / "course"
    root.mkdir()
    return SmallCourse(root)


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A small course with one page, run, calibrated and in order."""
    from threenets.course import build
    from threenets.course.calibrate import calibrate

    root = tmp_path_factory.mktemp("finished") / "course"
    root.mkdir()
    course = SmallCourse(root)
    course.add("tiny")
    project = course.project()
    build.make_references(project, ["tiny"])
    calibrate(project, project.pages["tiny"], [1, 11, 21])
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    return root


@pytest.fixture
def small(finished, tmp_path):
    """The root of a copy of the finished course to plant a fault in."""
    root = tmp_path / "course"
    shutil.copytree(finished, root, symlinks=True)
    return root


def edit(path, old, new, count=1):
    """Replace a piece of a file; the planted fault must really be there."""
    text = path.read_text("utf8")
    assert text.count(old) >= 1, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, count), "utf8")

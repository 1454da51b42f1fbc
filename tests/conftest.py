"""A small course in a temporary folder, in which the tests plant their faults."""

import shutil
from pathlib import Path

import pytest

from threenets.course.project import Project

ROOT = Path(__file__).resolve().parents[1]
PAGES = Path(__file__).parent / "pages"


class SmallCourse:
    """A course of a few tiny pages that shares this checkout's ``lib/``."""

    def __init__(self, root):
        self.root = root
        for name in ("book", "references", "requirements", "assets"):
            (root / name).mkdir()
        (root / "lib").symlink_to(ROOT / "lib")
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


@pytest.fixture
def course(tmp_path):
    """An empty small course."""
    root = tmp_path / "course"
    root.mkdir()
    return SmallCourse(root)


MARK = "MARK-7f3a"  # stands in everything that no submission may see
HIDDEN_CHECKS = f'''
from threenets.grading.answer import expect
from threenets.grading.checks.rnn import windows

# {MARK}
@windows.check("secret-{MARK}", points=2)
def _(answer):
    expect(answer.call("make_windows", [1.0, 2.0, 3.0], 2)[1][0][0] == 3.0, "{MARK}: the expected value is 3")
'''


@pytest.fixture(scope="session")
def private(tmp_path_factory):
    """A folder of hidden checks and a class seed, that only its owner may read."""
    folder = tmp_path_factory.mktemp("private")
    (folder / "rnn.py").write_text(HIDDEN_CHECKS, "utf8")
    (folder / "seed.txt").write_text(MARK, "utf8")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="session")
def grader(private, tmp_path_factory):
    """A grader in its sandbox; started once, because TensorFlow takes a while to load."""
    from threenets.grading.grader import Grader
    from threenets.grading.sandbox import SandboxError, probe

    try:
        nested = probe()
    except SandboxError as error:
        pytest.skip(f"no sandbox here: {error}")
    with Grader(private=private, hide=[tmp_path_factory.getbasetemp()], nested=nested) as running:
        yield running

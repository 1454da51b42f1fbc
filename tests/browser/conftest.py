"""One browser, one built book and one server for all tests in this folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from threenets.course.chromium import chromium as start_chromium
from threenets.course.chromium import find_chromium

from .second_reader import SecondReader
from .visits import Reader, serve

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("_config.yml", "_toc.yml", "assets", "book", "exercises", "solutions", "references", "lib/threenets/course")


@pytest.fixture(scope="package")
def chromium():
    """The system's Chromium, which reaches nothing but this machine."""
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine: the pages were not looked at")
    with start_chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def book():
    """The folder of the built book, which is built first if it is absent or older than a source."""
    folder, log = ROOT / "_build" / "html", ROOT / "_build" / "build.log"
    files = [path for name in SOURCES for path in [ROOT / name, *(ROOT / name).rglob("*")] if path.is_file() and path.suffix != ".pyc"]
    if not (folder / "index.html").is_file() or log.stat().st_mtime < max(path.stat().st_mtime for path in files):
        done = subprocess.run([sys.executable, "-m", "threenets", "build", "--frozen"], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"there is no book to look at: {done.stderr.strip()}")
    return folder


@pytest.fixture(scope="package")
def site(book):
    """The address at which the built book is served; it ends in a slash."""
    with serve(book) as address:
        yield address


@pytest.fixture(scope="package")
def one_reader(chromium):
    """The `Reader` behind the fixture ``reader``."""
    return Reader(chromium)


@pytest.fixture
def reader(one_reader):
    """A `Reader`, whose pages are closed after the test."""
    yield one_reader
    one_reader.close_pages()


@pytest.fixture(scope="package", autouse=True)
def second_reader(request):
    """A `SecondReader`, who begins with the pages of ``test_pages.py`` at once; None where none of them is to be looked at."""
    looks = [item for item in request.session.items if item.path.parent == Path(__file__).parent and hasattr(item.module, "LOOKS")]
    if not looks or find_chromium() is None:
        yield None
        return
    book, site = request.getfixturevalue("book"), request.getfixturevalue("site")
    second = SecondReader()
    try:
        for item in looks:
            second.ask(item.module.LOOKS[item.originalname], book, site, item.callspec.params["name"])
        yield second
    finally:
        second.close()

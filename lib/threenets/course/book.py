"""Builds the book from stored outputs: its pages, or all of it in one file."""

import re
import shutil
import subprocess
import sys

from threenets.course import Failure

_WARNING = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|Extension error|Exception occurred|Traceback")
_KEEP_AFTER = 12  # lines of context after the first line that names a problem


def build_html(project):
    """Build the book's pages, and return the path of the first.

    Raises
    ------
    Failure
        With the builder's own words.
    """
    return build_with(project, "html") / "index.html"


def build_with(project, builder):
    """Build the book with one of Sphinx' builders and every warning an error, and return the folder of what was made.

    Raises
    ------
    Failure
        With the builder's own words.
    """
    call = "import sys; from jupyter_book.cli.main import main; sys.argv[0] = 'jupyter-book'; main()"
    chosen = ["--builder", builder] if builder in ("html", "singlehtml") else ["--builder", "custom", "--custom-builder", builder]
    command = [sys.executable, "-c", call, "build", str(project.root), "-W", "-n", "--keep-going", "-q", *chosen]
    if builder != "html":
        shutil.rmtree(project.build / builder, ignore_errors=True)  # an EPUB packs whatever lies there
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True)
    log = project.build / ("build.log" if builder == "html" else f"build-{builder}.log")
    log.parent.mkdir(exist_ok=True)
    log.write_text(done.stdout + done.stderr, "utf8")
    if done.returncode:
        # warnings come only from pages that are read anew: without this a second build would be green
        shutil.rmtree(project.build / ".doctrees", ignore_errors=True)
        raise Failure(f"the book could not be built:\n{_problems(done.stdout + done.stderr)}\nThe whole log: _build/{log.name}")
    return project.build / builder


def _problems(log):
    lines = re.sub(r"\x1b\[[0-9;]*m", "", log).splitlines()
    first = next((number for number, line in enumerate(lines) if _WARNING.search(line)), max(len(lines) - _KEEP_AFTER, 0))
    return "\n".join("  " + line for line in lines[first : first + _KEEP_AFTER])

"""The system's Chromium, in which the tests look at the pages, and the MathJax that the pages load."""

import importlib.util
import shutil
from contextlib import contextmanager
from pathlib import Path

from threenets.course import CourseError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def find_chromium():
    """Return the path of Chromium, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium():
    """Start Chromium, which reaches nothing but this machine; yield playwright's browser.

    Raises
    ------
    CourseError
        If the browser or the package that drives it is absent.
    """
    path = find_chromium()
    if path is None:
        raise CourseError(f"no Chromium here (looked for {', '.join(NAMES)}): install it, on Debian with `apt-get install chromium`.")
    if importlib.util.find_spec("playwright") is None:
        raise CourseError("the package playwright is missing: install the extra 'dev'.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[_ONLY_HERE])
        try:
            yield browser
        finally:
            browser.close()


def mathjax():
    """Return the folder of MathJax in its locked package.

    Raises
    ------
    CourseError
        If the package is absent.
    """
    package = importlib.util.find_spec("sphinx-mathjax-offline")
    if package is None:
        raise CourseError("the package sphinx-mathjax-offline is missing: install the extra 'book'.")
    return Path(package.origin).parent / "static" / "mathjax"

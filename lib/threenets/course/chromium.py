"""The system's Chromium, in which the tests look at the pages, and the MathJax that the pages load."""

import importlib.util
import shutil
from contextlib import contextmanager
from pathlib import Path

from threenets.course import CourseError

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")  # the first starts and loads fastest
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
        raise CourseError("the package playwright is missing: install the extra 'dev', or use `nox -s pdf` or `nox -s epub`.")
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


class Formulas:
    """Turns TeX into MathML, with the MathJax that the book's pages use."""

    def __init__(self):
        self._browser, self._page, self._done = chromium(), None, {}

    def mathml(self, tex, display):
        """Return the MathML of a formula.

        Raises
        ------
        CourseError
            If MathJax does not understand it.
        """
        if self._page is None:
            self._page = self._browser.__enter__().new_page()
            self._page.add_script_tag(path=mathjax() / "tex-chtml.js")
            self._page.evaluate("MathJax.startup.promise.then(() => null)")
        key = (tex, display)
        if key not in self._done:
            self._done[key] = self._page.evaluate("([tex, display]) => MathJax.tex2mml(tex, {display})", list(key))
        if "<merror" in self._done[key] or 'mathcolor="red"' in self._done[key]:
            raise CourseError(f"MathJax does not understand the formula {tex!r}.")
        return self._done[key]

    def close(self):
        """Close the browser."""
        if self._page is not None:
            self._browser.__exit__(None, None, None)
            self._page = None

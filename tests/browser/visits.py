"""Opening a page as one reader would, and noting what goes wrong meanwhile."""

import functools
import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Page

NARROW, WIDE = 390, 1300  # CSS pixels: a phone, a laptop
THEMES = ("light", "dark")

_TYPESET = """async () => {
    while (window.MathJax && !window.MathJax.startup?.promise) await new Promise(requestAnimationFrame)  // so far only its settings
    await window.MathJax?.startup.promise
    return true
}"""


@dataclass
class Visit:
    """An open page.

    Attributes
    ----------
    page : playwright.sync_api.Page
    errors : list of str
        Errors and warnings of the console, and exceptions of scripts, in order.
    outside : list of str
        Addresses that were asked for and do not belong to the book.
    asked : list of str
        All addresses that were asked for, in order.
    """

    page: Page
    origin: str
    errors: list = field(default_factory=list)
    outside: list = field(default_factory=list)
    asked: list = field(default_factory=list)

    def __post_init__(self):
        self._listeners = {
            "console": lambda message: message.type in ("error", "warning") and self.errors.append(message.text),
            "pageerror": lambda error: self.errors.append(str(error)),
            "request": lambda request: self._note(request.url),
        }
        for event, listener in self._listeners.items():
            self.page.on(event, listener)

    def go(self, address):
        """Open another address of the same book and wait until its formulas stand; return the playwright page."""
        self.page.goto(address)
        self.page.wait_for_function(_TYPESET)  # goes on where the page leads to another at once
        return self.page

    def show(self, theme, width):
        """Switch theme and width, as the reader may at any time."""
        self.page.evaluate("theme => { Object.assign(document.documentElement.dataset, {theme, mode: theme}) }", theme)
        self.page.set_viewport_size({"width": width, "height": 900})

    def leave(self):
        """Hear no more of the page; return it, for the next visit."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        return self.page

    def _note(self, address):
        self.asked.append(address)
        if not address.startswith((self.origin, "data:", "blob:")):
            self.outside.append(address)


class Reader:
    """Opens pages; visits with the same settings share a cache and one after the other a tab, which saves half of the time to load."""

    def __init__(self, chromium):
        self.chromium, self.contexts, self.tabs, self.visits = chromium, {}, defaultdict(list), []

    def open(self, address, origin=None, theme="light", width=WIDE, **settings):
        """Open a page and return the `Visit`.

        Parameters
        ----------
        address : str
        origin : str, optional
            What every address of the book starts with. Default: up to the last slash of the address.
        theme : {"light", "dark"}
            Set before the page loads, as after an earlier choice of the reader.
        width : int
            Of the window, in CSS pixels.
        **settings
            Passed on to `playwright.sync_api.Browser.new_context`, such as ``java_script_enabled=False``.
        """
        key = repr((theme, sorted(settings.items())))
        if key not in self.contexts:
            self.contexts[key] = self.chromium.new_context(**settings)
            self.contexts[key].add_init_script(f"for (const key of ['mode', 'theme']) localStorage.setItem(key, '{theme}')")
        page = self.tabs[key].pop() if self.tabs[key] else self.contexts[key].new_page()
        page.set_viewport_size({"width": width, "height": 900})
        visit = Visit(page, origin or address.rsplit("/", 1)[0] + "/")
        self.visits.append((key, visit))
        if settings.get("java_script_enabled", True):
            visit.go(address)
        else:
            page.goto(address)
        return visit

    def close_pages(self):
        """End every visit; its tab serves the next one with the same settings."""
        for key, visit in self.visits:
            self.tabs[key].append(visit.leave())
        self.visits.clear()

    def close(self):
        """Close all tabs."""
        for context in self.contexts.values():
            context.close()


@contextmanager
def serve(folder):
    """Serve a folder on this machine; yield its address, which ends in a slash."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()

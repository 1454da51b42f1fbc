"""A second reader in a thread and a browser of its own, who looks at pages while the first is busy: two cores, half the time."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from threenets.course.chromium import chromium

from .visits import Reader


class SecondReader:
    """Does looks one after the other, in the order in which they were asked for.

    Playwright's objects belong to the thread that made them, so that its one thread does everything, opening and closing included.
    """

    def __init__(self):
        self._pool, self._looks, self._open = ThreadPoolExecutor(1), {}, ExitStack()
        self._reader = self._pool.submit(lambda: Reader(self._open.enter_context(chromium())))

    def ask(self, look, *arguments):
        """Have ``look(reader, *arguments)`` done; looks that were asked for before come first."""
        self._looks[look, *arguments] = self._pool.submit(self._do, look, arguments)

    def answer(self, first_reader, look, *arguments):
        """Return what a look returned, or raise what it raised; if it has not begun yet, the first reader does it."""
        asked = self._looks[look, *arguments]
        return look(first_reader, *arguments) if asked.cancel() else asked.result()

    def close(self):
        """Leave out what has not begun, and close the browser."""
        for look in self._looks.values():
            look.cancel()
        self._pool.submit(self._open.close).result()
        self._pool.shutdown()

    def _do(self, look, arguments):
        reader = self._reader.result()
        try:
            return look(reader, *arguments)
        finally:
            reader.close_pages()

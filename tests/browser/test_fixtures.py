"""The tools of these tests: what they must notice, and what they must not."""

import threading

import pytest

from .second_reader import SecondReader
from .visits import Reader, serve

PAGE = '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>A page</title><p>Words.</p>{}'


def test_a_quiet_page_is_quiet(reader, tmp_path):
    (tmp_path / "index.html").write_text(PAGE.format('<img alt="a dot" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))
    with serve(tmp_path) as address:
        visit = reader.open(address + "index.html")
        assert visit.errors == [] and visit.outside == []


def test_second_reader_answers_and_leaves_to_the_first_what_it_has_not_begun(chromium):
    begun, gate, second = threading.Event(), threading.Event(), SecondReader()
    try:
        second.ask(wait, begun, gate)
        second.ask(fail, "the page fell down")
        second.ask(who, "late")
        assert begun.wait(timeout=60)
        assert second.answer("the first reader", who, "late") == ("the first reader", "late")
        gate.set()
        assert isinstance(second.answer("the first reader", wait, begun, gate), Reader)
        with pytest.raises(ValueError, match="the page fell down"):
            second.answer("the first reader", fail, "the page fell down")
    finally:
        gate.set()
        second.close()


def wait(reader, begun, gate):
    begun.set()
    assert gate.wait(timeout=60)
    return reader


def fail(reader, words):
    raise ValueError(words)


def who(reader, word):
    return reader, word

"""The tools of these tests: what they must notice, and what they must not."""

from .visits import serve

PAGE = '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>A page</title><p>Words.</p>{}'


def test_a_quiet_page_is_quiet(reader, tmp_path):
    (tmp_path / "index.html").write_text(PAGE.format('<img alt="a dot" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))
    with serve(tmp_path) as address:
        visit = reader.open(address + "index.html")
        assert visit.errors == [] and visit.outside == []

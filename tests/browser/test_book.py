"""What is true of the book as a whole: its links, its search, the buttons in its pages."""

import re
import shutil
import subprocess

import pytest

from threenets.course.notebooks import code_cells, read_notebook, read_page, recorded_address
from threenets.course.project import Project

from .conftest import ROOT
from .links import colab_problems, dead_links

NOTEBOOKS = {name: page for name, page in Project(ROOT).shown.items() if page.is_notebook}


def test_every_link_within_the_book_leads_somewhere(book):
    problems = dead_links(book)
    assert not problems, "\n".join(problems)


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="not a checkout: nothing tells what is committed")
def test_badge_of_each_notebook_page_opens_its_committed_notebook(book):
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    address, tracked = Project(ROOT).address, set(listed.splitlines())
    for page in NOTEBOOKS.values():
        notebook = page.notebook.relative_to(ROOT).as_posix()
        html = (book / page.source.relative_to(ROOT).with_suffix(".html")).read_text("utf8")
        assert colab_problems(html, notebook, address, tracked) == []
        assert recorded_address(read_notebook(page.notebook)) == address  # from where its set-up cell fetches the code


def test_search_finds_each_notebook_page_by_a_word_of_its_title(reader, site):
    def search(word):  # in the page that is open: its index takes longer to load than all words to find
        visit.page.evaluate("word => { document.getElementById('search-results').replaceChildren(); Search.performSearch(word) }", word)

    visit = reader.open(f"{site}search.html?q=xylophonist")
    visit.page.wait_for_selector("text=did not match any documents", timeout=5000)
    for name, page in NOTEBOOKS.items():
        title = re.search(r"^# (.+)$", page.text.split("\n---\n", 1)[1], re.M)[1]  # above the rule a line with # is a remark
        word = max(re.findall(r"\w+", title), key=len)
        search(word)
        address = page.source.relative_to(ROOT).with_suffix(".html").as_posix()
        visit.page.wait_for_selector(f"#search-results a[href*='{address}']", timeout=5000)
    visit.go(f"{site}search.html?q={word}")  # the last one as the reader's address asks for it
    visit.page.wait_for_selector(f"#search-results a[href*='{address}']", timeout=5000)


def test_copy_button_copies_the_code(reader, site):
    name, page = next(iter(NOTEBOOKS.items()), (None, None))
    if name is None:
        pytest.skip("the book has no notebook page")
    visit = reader.open(f"{site}book/{name}.html", site, permissions=["clipboard-read", "clipboard-write"])
    cell = next(cell.source for cell in code_cells(read_page(page)) if "start_page" in cell.source)
    block = visit.page.locator("div.highlight", has_text="start_page(").first
    block.hover()
    block.locator("button.copybtn").click()
    assert visit.page.evaluate("navigator.clipboard.readText()").strip() == cell.strip()

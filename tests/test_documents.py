"""Links, paths and sessions that README.md, CONTRIBUTING.md and CHANGELOG.md name exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
MADE = ("_build/", ".nox/", "references/release.json")  # only after a build, after a set-up, after a release
STANDS_FOR = r"NAME|PAGE|FOLDER|SECTION|[*…$~<>|]"  # a name to be filled in, or a place that is not in the repository
_FOLDERS = ("assets", "benchmarks", "book", "docs", "exercises", "lib", "references", "requirements", "solutions", "tests")


def paths(text):
    """Return the files and folders that a document links to or names in code, as it writes them."""
    found = [link.partition("#")[0] for link in re.findall(r"\]\(([^()\s]+)\)", text) if "://" not in link]
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    for words in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose):
        for word in words.split():
            inside = re.match(rf"({'|'.join(_FOLDERS)})/", word)
            named = re.fullmatch(r"[\w.-]+\.(md|toml|yml|py|txt|json)", word)
            if (inside or named or word.startswith(("_", ".")) and word.endswith("/")) and not re.search(STANDS_FOR, word):
                found.append(word.partition("::")[0])
    return found


def absent(text, root=ROOT):
    """Return what a document names and the repository lacks."""
    # a name without a folder may be a page's: `fcn.md`
    return [path for path in paths(text) if not (path.startswith(MADE) or (root / path).exists() or (root / "book" / path).exists())]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_names_exists(name):
    assert absent((ROOT / name).read_text("utf8")) == []


def test_the_readme_tells_of_every_folder():
    text = (ROOT / "README.md").read_text("utf8")
    assert len(paths(text)) > 15
    assert [name for name in _FOLDERS if f"`{name}/" not in text] == []


@pytest.mark.parametrize("fault", [
    "See [there](book/nowhere.md).", "See `book/nowhere.md`.", "The folder `tests/nowhere/` holds it.", "Edit `nowhere.toml`.",
    "Look into `lib/threenets/nowhere/`.", "See [there](docs/coverage.md#where) and [there](nowhere).",
])  # fmt: skip
def test_a_planted_fault_is_found(fault):
    assert len(absent(f"{(ROOT / 'README.md').read_text('utf8')}\n{fault}\n")) == 1


@pytest.mark.parametrize("name", DOCUMENTS)
def test_sessions_and_commands_exist(name):
    import argparse

    from threenets.course.cli import parser

    text = (ROOT / name).read_text("utf8")
    sessions = set(re.findall(r"^@nox\.session.*\ndef (\w+)", (ROOT / "noxfile.py").read_text("utf8"), re.M))
    (commands,) = [action.choices for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    assert len(sessions) > 5 and set(re.findall(r"nox -s (\w+)", text)) <= sessions
    called = set(re.findall(r"[`\n]threenets (\w+)", text))
    assert called and called <= commands.keys()
    known = {word for command in commands.values() for action in command._actions for word in action.option_strings}
    lines = re.findall(r"`(threenets [^`]+)`", text) + re.findall(r"^(threenets .+)$", text, re.M)
    assert {word for line in lines for word in re.findall(r"(?<=\s)--[\w-]+", line)} <= known | {"--version"}

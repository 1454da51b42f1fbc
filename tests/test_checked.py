"""The experiments under "Break it" in book/checked.md, and the README's commands, still do what they say."""

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = re.findall(r"^perl -pi -e (.+)$", (ROOT / "book" / "checked.md").read_text("utf8"), re.M)


def test_there_are_three_experiments():
    assert len(COMMANDS) == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_each_experiment_changes_the_file_that_it_names(command):
    script, name = shlex.split(command)
    pattern = script.removeprefix("s/").split("/")[0]
    found = re.findall(pattern, (ROOT / name).read_text("utf8"), re.M)
    assert len(found) == 1, f"{pattern!r} stands {len(found)} times in {name}"


def test_ci_calls_the_command_that_the_readme_gives():
    command = "python3 -m pip install nox && python3 -m nox -s tests"
    assert command in (ROOT / "README.md").read_text("utf8").splitlines()
    assert command in (ROOT / ".ci" / "run").read_text("utf8").splitlines()

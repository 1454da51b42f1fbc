"""A running grader in its sandbox, and a folder of hidden checks, for the tests of grading."""

import pytest

MARK = "MARK-7f3a"  # stands in everything that no submission may see
HIDDEN_CHECKS = f'''
from threenets.grading.answer import expect
from threenets.grading.exercise import find_exercise

# {MARK}
@find_exercise("rnn-1").check("secret-{MARK}", points=2)
def _(answer):
    expect(answer.call("make_windows", [1.0, 2.0, 3.0], 2)[1][0][0] == 3.0, "{MARK}: the expected value is 3")
'''


@pytest.fixture(scope="session")
def private(tmp_path_factory):
    """A folder of hidden checks and a class seed, that only its owner may read."""
    folder = tmp_path_factory.mktemp("private")
    (folder / "rnn.py").write_text(HIDDEN_CHECKS, "utf8")
    (folder / "seed.txt").write_text(MARK, "utf8")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="session")
def grader(private, tmp_path_factory):
    """A grader in its sandbox; started once, because TensorFlow takes a while to load."""
    from threenets.grading.grader import Grader
    from threenets.grading.sandbox import SandboxError, probe

    try:
        nested = probe()
    except SandboxError as error:
        pytest.skip(f"no sandbox here: {error}")
    with Grader(private=private, hide=[tmp_path_factory.getbasetemp()], nested=nested) as running:
        running.quiet = processes(running)
        yield running


def processes(grader):
    """Return how many processes a grader's servers, and all that come from them, are."""
    from threenets.grading import confine  # Linux only

    return sum(len(confine.family(server.process.pid)) for server in grader._servers.values())

"""Hostile submissions, each in the sandbox only: stopped at its limit, no point that is not deserved, nothing left behind.

They lie in ``hostile/`` as texts, so that nothing imports or collects them.
"""

import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from conftest import ROOT
from grading_fixtures import MARK, processes

from threenets.course.project import Project
from threenets.course.proof import run_here, solution_cells, wrong_answers
from threenets.grading import bubblewrap, confine, sandbox
from threenets.grading.exercise import SECTIONS, find_exercise, section_exercises
from threenets.grading.grader import Grader, Submission

LEAVINGS = ["/tmp/owned", *(f"{place}/left" for place in ("/scratch", "/tmp", "/dev/shm")),
            *(f"{place}/fill0" for place in ("/tmp", "/dev/shm", "", "/usr", "/var/tmp"))]  # fmt: skip
HOSTILE = ROOT / "tests" / "hostile"
SHORT = sandbox.Limits(cell_seconds=2, answer_seconds=2, seconds=8, memory_mb=400, file_mb=4, files_mb=16, processes=32)
RIGHT = solution_cells(Project(ROOT), "rnn-1")[-1]
NUMPY = "import numpy as np"


def grade(grader, cells, exercise="rnn-1", hidden=False, **limits):
    cells = [cells] if isinstance(cells, str) else cells
    return grader.grade(Submission(cells, [exercise], seed=7, hidden=hidden), replace(SHORT, **limits))


def hostile(grader, name, exercise="rnn-1", before=(), after=(), hidden=False, **limits):
    """Grade a hostile submission, then look whether the batch goes on and nothing is left."""
    code = (HOSTILE / f"{name}.txt").read_text("utf8")
    result = grade(grader, [NUMPY, *before, code, *after], exercise, hidden, **limits)
    servers_go_on(grader)
    return result


def servers_go_on(grader):
    result = grade(grader, [NUMPY, RIGHT])
    assert result["verdicts"][0]["state"] == "passed", messages(result)
    deadline = time.monotonic() + 10
    while processes(grader) > grader.quiet and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes(grader) == grader.quiet
    assert not [place for place in LEAVINGS if os.path.lexists(place)]


def points(result):
    return sum(verdict["points"] for verdict in result["verdicts"])


def messages(result):
    return [row["message"] for verdict in result["verdicts"] for row in verdict["checks"] if row["state"] != "waiting"]


def test_right_answer_gets_its_points_and_the_hidden_ones(grader):
    result = grade(grader, [NUMPY, RIGHT], hidden=True)
    (verdict,) = result["verdicts"]
    assert (verdict["points"], result["end"], result["cells"]) == (find_exercise("rnn-1").points + 2, "", [])
    assert [row["check"] for row in verdict["checks"] if row["hidden"]] == [f"secret-{MARK}"]


def test_sandbox_and_notebook_give_the_same_verdicts(grader):
    """Both ways go through the same encoding: a tuple here and a list there once failed a right answer."""
    project, states = Project(ROOT), set()
    for exercise in (exercise for section in SECTIONS for exercise in section_exercises(section).values()):
        solution = solution_cells(project, exercise.id)
        wrong = [[*solution, answer.code] for answer in wrong_answers(project, exercise.id)[:2]]
        for cells in (solution, *wrong):
            here = run_here(exercise, cells)
            there = grader.grade(Submission(cells, [exercise.id], hidden=False))["verdicts"][0]
            assert here == there
            states |= {row["state"] for row in here["checks"]}
    assert {"passed", "not yet", "waiting"} <= states


# ---- time, memory, processes ---------------------------------------------------------------------------------------


def test_endless_cell_is_stopped_and_the_next_ones_run(grader):
    result = hostile(grader, "endless_cell", after=[RIGHT])
    assert [(number, kind) for number, kind, _ in result["cells"]] == [(2, "TooLong")]
    assert result["verdicts"][0]["state"] == "passed"


@pytest.mark.parametrize("name", ["endless_unstoppable", "sleeps_unstoppable", "fork_bomb"])
def test_submission_that_will_not_end_is_ended(grader, name):
    result = hostile(grader, name, after=[RIGHT], cell_seconds=20, seconds=1)
    assert (result["end"], points(result)) == ("time", 0)
    assert messages(result) == ["the notebook was stopped: it took longer than it may in all"]


def test_endless_answer_is_stopped(grader):
    result = hostile(grader, "endless_answer", answer_seconds=1)
    assert messages(result) == ["`make_windows` was stopped after 1 second: does a loop never end?"]
    assert points(result) == 0


def test_endless_recursion_is_the_learners_message(grader):
    result = hostile(grader, "recursion")
    assert messages(result) == ["`make_windows` raised RecursionError: maximum recursion depth exceeded"]


def test_signals_reach_nobody_else(grader):
    """The first process of a namespace cannot even end itself so; a submission's own process group once held the server."""
    result = hostile(grader, "signals", after=[RIGHT])
    assert (result["end"], result["verdicts"][0]["state"]) == (("", "passed") if grader.nested else ("ended", "not yet"))


@pytest.mark.parametrize("name", ["crash", "os_exit"])
def test_submission_that_ends_itself(grader, name):
    result = hostile(grader, name, after=[RIGHT])
    assert (result["end"], points(result)) == ("ended", 0)
    assert messages(result) == ["the notebook ended its own process, so nobody could ask it for this answer"]


def test_answer_that_ends_the_process(grader):
    result = hostile(grader, "os_exit_in_answer")
    assert (result["end"], points(result)) == ("ended", 0)


def test_sys_exit_is_an_error_of_the_cell_and_of_the_answer(grader):
    result = hostile(grader, "sys_exit", after=["still_here = 1"])
    assert [kind for _, kind, _ in result["cells"]] == ["SystemExit"]
    assert messages(result) == ["`make_windows` raised SystemExit: 0"]


def test_memory_is_refused_and_the_next_cells_run(grader):
    result = hostile(grader, "memory", after=["held = None", RIGHT])
    assert [kind for _, kind, _ in result["cells"]] == ["MemoryError"]
    assert result["verdicts"][0]["state"] == "passed"


def test_shared_memory_is_refused_too(grader):
    result = hostile(grader, "memory_shared")
    assert result["cells"][0][1] in ("OSError", "MemoryError") and "MAPPED" not in result["printed"]


def test_memory_that_no_limit_counts_cannot_be_had(grader):
    assert "memfd -1 shm -1" in hostile(grader, "memory_unmapped")["printed"]


def test_memory_of_several_processes_is_added_up(grader):
    result = hostile(grader, "memory_in_processes", seconds=30, cell_seconds=30)
    assert (result["end"], points(result)) == ("memory", 0)
    assert messages(result) == ["the notebook was stopped: it used more memory than it may"]


def test_threads_are_counted(grader):
    result = hostile(grader, "thread_bomb", after=[RIGHT])
    assert 1 <= int(re.search(r"THREADS (\d+)", result["printed"])[1]) <= SHORT.processes


# ---- points that are not deserved ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["patches", "patches_keras", "forged", "forged_length", "forged_arrays", "hostile_objects", "not_numbers", "clock"]
)
def test_no_points_for_tricks(grader, name):
    result = hostile(grader, name, "fcn-1" if name == "patches_keras" else "rnn-1", cell_seconds=20 if "keras" in name else 2)
    assert points(result) == 0
    assert not [row for verdict in result["verdicts"] for row in verdict["checks"] if row["state"] == "unreadable"]
    if name == "forged":
        assert "SOCKET" in result["printed"]  # it did find the way out


def test_huge_answers_are_refused(grader):
    result = hostile(grader, "huge_answer")
    assert messages(result) == ["`make_windows`: a value of 76 MiB is too large to be graded."]
    assert points(hostile(grader, "endless_answer_text")) == 0


@pytest.mark.parametrize(("name", "message"), [
    ("lambda_layer", "`autoencoder`: only Keras' own layers and functions can be graded, and the model uses 'Lambda'."),
    ("custom_class", "`autoencoder`: only Keras' own layers and functions can be graded, and the model uses 'Dense'."),
    ("model_subclass_json", "`autoencoder`: only Keras' own layers and functions can be graded, and the model uses 'system'."),
    ("nan_weights", "`autoencoder`: a weight of the model is not a finite number: its training went wrong."),
    ("inf_weights", "`autoencoder`: a weight of the model is not a finite number: its training went wrong."),
    ("calls_itself_a_model", "`autoencoder`: a value of type Model cannot be graded."),
])  # fmt: skip
def test_models_that_are_none(grader, name, message):
    result = hostile(grader, name, "fcn-1", cell_seconds=20, answer_seconds=20, seconds=60)
    assert set(messages(result)) == {message}
    assert points(result) == 0


# ---- files, network, secrets ---------------------------------------------------------------------------------------


def test_disk_cannot_be_filled(grader):
    printed = hostile(grader, "disk", cell_seconds=20, seconds=30)["printed"]
    told = dict(re.findall(r"^(\S+) stopped after (\d+) MB", printed, re.M))
    assert 0 < int(told.pop("/scratch")) <= SHORT.files_mb + 1
    assert told and set(told.values()) == {"0"}


def test_output_flood_is_cut_and_the_answer_graded(grader):
    result = hostile(grader, "flood", after=[RIGHT], cell_seconds=10)
    assert len(result["printed"]) <= 4000
    assert result["verdicts"][0]["state"] == "passed"


def test_network_cannot_be_reached(grader):
    heard = []
    with socket.socket() as listener, socket.socket(socket.AF_UNIX) as unix:
        listener.bind(("127.0.0.1", 0))
        unix.bind("\0threenets-test")
        for channel in (listener, unix):
            channel.listen()
            channel.settimeout(0.2)
        result = hostile(grader, "network", before=[f"PORT = {listener.getsockname()[1]}"])
        for channel in (listener, unix):
            try:
                heard.append(channel.accept())
            except TimeoutError:
                pass
    assert len(re.findall("^refused", result["printed"], re.M)) == 3 and not heard


def test_secrets_cannot_be_read(grader):
    before = [f"MARK, ROOT = {MARK[:4]!r} + {MARK[4:]!r}, {str(ROOT)!r}"]
    result = hostile(grader, "reads_secrets", before=before, after=[RIGHT], hidden=True, cell_seconds=60, seconds=90)
    assert "LOOKED SEEN []" in result["printed"]
    assert any(
        row["hidden"] and row["state"] == "passed" for row in result["verdicts"][0]["checks"]
    )  # it was there all the time


def test_inputs_of_hidden_checks_reach_no_message_for_students(grader):
    code, secret = (HOSTILE / "tells_hidden_inputs.txt").read_text("utf8"), "[[1.0, 2.0, 3.0], 2]"
    result = grader.grade(Submission([NUMPY, code], ["rnn-1", "rnn-2"], seed=7), SHORT)
    rows = [row for verdict in result["verdicts"] for row in verdict["checks"]]
    assert any(secret in row["message"] for row in rows if row["hidden"])  # it was seen
    shown = [row["message"] for row in rows if not row["hidden"] and "ValueError" in row["message"]]
    assert len(shown) > 2 and not [message for message in shown if secret in message]


def test_only_the_answers_channel_and_the_log_are_open(grader):
    """A copy of the control socket once let a submission write to the supervisor."""
    assert "OPEN [200, 201]" in hostile(grader, "descriptors")["printed"]


def test_no_way_out_of_the_namespaces(grader):
    printed = hostile(grader, "escapes")["printed"]
    assert "DONE []" in printed
    if grader.nested:  # the old /proc would show the server; TensorFlow needs these few names
        assert "PROC ['cpuinfo', 'meminfo', 'self'] ['cmdline', 'exe']" in printed
    assert "UID 0" not in printed


def test_nothing_is_left_for_the_next_submission(grader):
    assert "LEAVING" in hostile(grader, "leaves_things")["printed"]
    assert "FOUND [] []" in hostile(grader, "finds_things")["printed"]


def test_what_was_printed_before_the_fork_is_not_printed_again(grader, monkeypatch):
    monkeypatch.setattr(sandbox, "PRELOAD", ("this", "IPython.core.interactiveshell"))  # prints a poem, that waits to be written
    with Grader(nested=grader.nested) as talkative:
        assert grade(talkative, "print('once')")["printed"] == "once\n"


# ---- the servers ---------------------------------------------------------------------------------------------------


@pytest.fixture
def light(monkeypatch):
    """Servers without TensorFlow, for exercises without models: they start in a second."""
    monkeypatch.setattr(sandbox, "PRELOAD", ("IPython.core.interactiveshell",))


def test_where_nesting_is_refused_each_submission_gets_its_own_sandbox(grader, light):
    with Grader(nested=False) as single:
        assert grade(single, [NUMPY, RIGHT])["verdicts"][0]["state"] == "passed"
        assert "FOUND [] []" in grade(single, (HOSTILE / "finds_things.txt").read_text("utf8"))["printed"]
        result = grade(single, (HOSTILE / "fork_bomb.txt").read_text("utf8"), seconds=3)
        assert result["end"] in ("time", "") and points(result) == 0
        result = grade(single, (HOSTILE / "signals.txt").read_text("utf8"))
        assert points(result) == 0
        assert grade(single, [NUMPY, RIGHT])["verdicts"][0]["state"] == "passed"


REFUSING = """
import os
from threenets.grading import sandbox
call = sandbox.command
def command(*inputs):
    return [*(part for part in call(*inputs) if part != "--unshare-user"), "--unshare-user", "--disable-userns"]
sandbox.command = command
print("NESTED", sandbox.probe())
"""


def test_nesting_that_is_refused_is_found_out(other_python):
    """Bubblewrap itself can forbid namespaces inside it, as some systems do."""
    done = run_script(other_python, REFUSING, **OTHER)
    assert "NESTED False" in done.stdout, done.stderr
    assert "NESTED True" in run_script(other_python, REFUSING.replace("sandbox.command = command", ""), **OTHER).stdout


def test_a_server_that_died_is_started_again(grader, light):
    with Grader(nested=grader.nested) as mortal:
        for server in list(mortal._servers.values()):
            server.process.kill()
            server.process.wait()
            assert grade(mortal, [NUMPY, RIGHT])["verdicts"][0]["state"] == "passed"


def test_a_thread_before_the_fork_is_refused(grader, monkeypatch):
    monkeypatch.setattr(sandbox, "PRELOAD", ("pyarrow",))
    monkeypatch.delitem(bubblewrap.ENVIRONMENT, "JE_ARROW_MALLOC_CONF")
    with pytest.raises(sandbox.ServerError, match="a thread runs before the first fork"):
        sandbox.Server("learner", True).wait()


def test_several_at_once_give_what_they_give_alone(grader):
    from concurrent.futures import ThreadPoolExecutor

    off = "\nright = make_windows\ndef make_windows(*inputs):\n    windows, targets = right(*inputs)\n    return windows, targets - 1"
    jobs = [RIGHT, RIGHT + off, "pass"] * 4
    with ThreadPoolExecutor(4) as pool:
        roomy = {"cell_seconds": 20, "answer_seconds": 20, "seconds": 60}  # four at once on a busy machine wait for a processor
        found = [points(result) for result in pool.map(lambda code: grade(grader, [NUMPY, code], **roomy), jobs)]
    assert found[0] > found[1] > found[2] == 0
    assert found == found[:3] * 4


def test_no_bubblewrap_is_a_clear_refusal(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(sandbox.SandboxError, match="bubblewrap is not installed"):
        sandbox.probe()
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(sandbox.SandboxError, match="needs Linux, and this is darwin"):
        sandbox.probe()


SCRIPT = f"""
import os
from threenets.grading import sandbox
from threenets.grading.grader import Grader, Submission
sandbox.PRELOAD = ("IPython.core.interactiveshell",)
with Grader() as grader:
    for code in ({RIGHT!r}, {(HOSTILE / "escapes.txt").read_text("utf8")!r}):
        result = grader.grade(Submission(["import numpy as np", code], ["rnn-1"]))
        print("USER", os.getuid(), result["verdicts"][0]["state"], result["printed"])
"""
OTHER = {"user": confine.NOBODY, "group": confine.NOBODY, "extra_groups": []}


if os.getuid() != 0:  # every test here runs as an ordinary user
    OTHER = {}


@pytest.fixture(scope="module")
def other_python():
    """A Python with the packages that an ordinary user may run."""
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        try:
            if run_script(python, "import numpy, threenets", **OTHER).returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip("no Python with the packages that another user may run")


def run_script(python, code=SCRIPT, **options):
    packages = [path for path in sys.path if path.endswith("site-packages")]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(ROOT / "lib"), *packages])}
    return subprocess.run([python, "-c", code], env=environment, cwd="/", capture_output=True, text=True, **options)


@pytest.mark.skipif(os.getuid() != 0, reason="only root has what a plain drop of rights loses")
def test_as_root_with_python_in_roots_own_home(grader, tmp_path):
    """Others find no interpreter in a home of mode 0700; the rights are dropped inside, after bubblewrap has mounted it."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "env"], check=True)
    python = home / "env" / "bin" / "python"
    with pytest.raises(PermissionError):
        run_script(python, "", **OTHER)
    done = run_script(python)
    assert "USER 0 passed" in done.stdout, done.stderr
    assert "UID 65534" in done.stdout and "UID 0" not in done.stdout


def test_as_an_ordinary_user(grader, other_python):
    done = run_script(other_python, **OTHER)
    assert re.search(r"USER [1-9]\d* passed", done.stdout), done.stderr
    assert "DONE []" in done.stdout and re.search(r"UID [1-9]", done.stdout)

"""Starts the two servers inside bubblewrap, and finds out first what this machine allows."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass

from threenets.grading.bubblewrap import PRIVATE, command

PRELOAD = ("IPython.core.interactiveshell", "keras", "tensorflow", "threenets.measure")  # once, before the forks
READY_SECONDS = 600  # for a server to load them on a busy machine


class SandboxError(Exception):
    """No sandbox can be had here; the text says why and what to do."""


class ServerError(Exception):
    """A server did not start, for instance because a hidden check cannot be loaded."""


class ServerGone(Exception):
    """A server (``args[0]``) ended, for instance because the machine ran out of memory."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    cell_seconds, answer_seconds, seconds : float
        Processor time of one cell, of one answer to a check, of the whole submission; see
        `threenets.grading.respond.PATIENCE` for what waits.
    memory_mb, file_mb, files_mb : int
        Memory beyond what TensorFlow itself takes; one file; all its files together.
    processes : int
    """

    cell_seconds: float = 20
    answer_seconds: float = 20
    seconds: float = 120
    memory_mb: int = 2048
    file_mb: int = 16
    files_mb: int = 128
    processes: int = 64


def probe():
    """Find out what kind of sandbox this machine allows.

    Returns
    -------
    bool
        Whether a process inside bubblewrap may make namespaces of its own: then one server serves all submissions.

    Raises
    ------
    SandboxError
        If there is no bubblewrap, or it is not allowed to work.
    """
    if sys.platform != "linux":
        advice = "Grade in the container (see the teacher's guide)."
        raise SandboxError(f"safe grading needs Linux, and this is {sys.platform}. {advice}")
    if not shutil.which("bwrap"):
        raise SandboxError("bubblewrap is not installed. Install the system's package 'bubblewrap', which brings bwrap.")
    if _try("inner = confine.enter_namespaces({'files_mb': 1}); inner or os._exit(7)").returncode == 7:
        return True
    plain = _try("raise SystemExit(7)")
    if plain.returncode != 7:
        words = " ".join(plain.stderr.decode(errors="replace").split())[-300:]
        raise SandboxError(
            f"bubblewrap does not work here: {words}. The teacher's guide says what usually forbids it, and what helps."
        )
    return False


def _try(code):
    script = "import os; from threenets.grading import confine; confine.drop_root(); "
    script += f"{code}; raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]))"
    program = [*command("learner"), sys.executable, "-c", script]
    return subprocess.run(program, stdin=subprocess.DEVNULL, capture_output=True, cwd="/")


class Server:
    """A fork server inside bubblewrap.

    Parameters
    ----------
    role : {"learner", "judge"}
    nested : bool
        What `probe` found.
    private, hide
        See `command`.
    """

    def __init__(self, role, nested, private=None, hide=()):
        self.role, self.lock, self.log = role, threading.Lock(), tempfile.TemporaryFile()
        options = {"nested": nested, "private": private and PRIVATE, "preload": PRELOAD}
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = [sys.executable, "-m", "threenets.grading.server", role, str(theirs.fileno()), json.dumps(options)]
        self.process = subprocess.Popen([*command(role, private, hide), *program], pass_fds=[theirs.fileno()], cwd="/",
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)  # fmt: skip
        theirs.close()

    def wait(self):
        """Wait until it has loaded what it needs.

        Raises
        ------
        ServerError
            If it did not start, with its last words.
        """
        self.control.settimeout(READY_SECONDS)
        try:
            ready = self.control.recv(16)
        except OSError:
            ready = b""
        if ready != b"ready":
            self.stop()
            self.log.seek(0)
            words = self.log.read().decode(errors="replace").strip().splitlines() or ["no words"]
            raise ServerError(f"the {self.role}'s process did not start: {words[-1].removeprefix('ValueError: ')[:300]}.")
        return self

    def submit(self, limits, descriptors):
        """Have it fork, with these descriptors in the fork's hands; return where it tells how the fork ended.

        The judge runs our code only; what it may use covers the largest answer several times.

        Raises
        ------
        ServerGone
        """
        told = asdict(limits)
        if self.role == "judge":
            told |= {"seconds": limits.seconds + 60, "memory_mb": 4096}
        reading, writing = os.pipe()
        try:
            with self.lock:
                socket.send_fds(self.control, [json.dumps(told).encode()], [*descriptors, writing])
        except OSError:
            os.close(reading)
            raise ServerGone(self) from None
        finally:
            os.close(writing)
        return reading

    def stop(self):
        """End it and everything that runs inside its sandbox."""
        self.control.close()
        self.process.kill()
        self.process.wait()

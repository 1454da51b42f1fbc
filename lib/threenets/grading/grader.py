"""Grades one submission after the other, or several at once: one submission in, one plain result out."""

import contextlib
import json
import os
import socket
import tempfile
import threading
from dataclasses import dataclass

from threenets.grading import forks, sandbox
from threenets.grading.exercise import find_exercise
from threenets.grading.judge import STOPPED, row_of, summed

LONGEST_LOG = 4000  # characters of what a submission printed that are kept
_ENDS = {
    "time": "the notebook was stopped: it took longer than it may in all",
    "memory": "the notebook was stopped: it used more memory than it may",
    "ended": "the notebook ended its own process, so nobody could ask it for this answer",
    "": "the notebook stopped answering",
}


@dataclass(frozen=True)
class Submission:
    """What is graded: cells of code, and for which exercises.

    Attributes
    ----------
    cells : list of str
    exercises : list of str
    seed : int
        Of all random inputs.
    hidden : bool
        Whether hidden checks are run.
    """

    cells: list
    exercises: list
    seed: int = 0
    hidden: bool = True


class Grader:
    """Two servers in sandboxes, and the way of a submission through them. Can be used by several threads at once.

    Parameters
    ----------
    private : path-like, optional
        Folder of hidden checks.
    hide : iterable of path-like
        Folders that no submission may see.
    nested : bool, optional
        Default: what the machine allows. False gives each submission a sandbox and a start of its own, which is slow.

    Raises
    ------
    threenets.grading.sandbox.SandboxError
        If no sandbox can be had.
    """

    def __init__(self, private=None, hide=(), nested=None):
        self.nested = sandbox.probe() if nested is None else nested
        self._private, self._hide = private, [*hide, private]
        self._servers, self._lock, self._closed = {}, threading.Lock(), False
        self._start(("judge", "learner") if self.nested else ("judge",))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End the servers, and with them whatever is being graded."""
        self._closed = True
        for server in self._servers.values():
            server.stop()

    def grade(self, submission, limits=None):
        """Grade a submission.

        Parameters
        ----------
        submission : Submission
        limits : threenets.grading.sandbox.Limits, optional

        Returns
        -------
        dict
            ``"verdicts"``, one for each exercise; ``"cells"``: number, kind and text of each error; ``"end"``: how the
            submission's process ended, empty if it answered to the last question; ``"printed"``.
        """
        limits = limits or sandbox.Limits()
        for _ in range(2):
            try:
                return self._grade(submission, limits)
            except sandbox.ServerGone as gone:  # for instance ended by the kernel for want of memory
                if self._closed:
                    raise
                (server,) = gone.args
                with self._lock:
                    if self._servers.get(server.role) is server:  # nobody else was faster
                        server.stop()
                        self._start([server.role])
        return {"verdicts": [nothing(name, "") for name in submission.exercises], "cells": [], "end": "gone", "printed": ""}

    def _start(self, roles):
        started = [self._server(role) for role in roles]  # side by side
        for server in started:
            self._servers[server.role] = server
        for server in started:
            server.wait()

    def _server(self, role):
        return sandbox.Server(role, self.nested, self._private if role == "judge" else None, self._hide)

    def _grade(self, submission, limits):
        judge, learner = self._servers["judge"], self._servers["learner"] if self.nested else self._server("learner").wait()
        with contextlib.ExitStack() as stack:
            if not self.nested:
                stack.callback(learner.stop)
            log = stack.enter_context(tempfile.TemporaryFile())
            for_learner, for_judge = map(stack.enter_context, socket.socketpair())
            ours, theirs = map(stack.enter_context, socket.socketpair())
            judged = judge.submit(limits, [for_judge.fileno(), theirs.fileno()])
            stack.callback(os.close, judged)
            ended = learner.submit(limits, [for_learner.fileno(), log.fileno()])
            stack.callback(os.close, ended)
            for end in (for_learner, for_judge, theirs):
                end.close()
            try:
                forks.send(ours, forks.RUN, json.dumps(vars(submission)).encode())
                told = json.loads(_all(ours))
            except (OSError, ValueError):
                told = None
            end = _end(ended) if told is None or _stopped(told) else ""
            if told is None and not _end(judged):
                raise sandbox.ServerGone(judge)
            if not end and (told is None or _stopped(told)):
                if self.nested:
                    raise sandbox.ServerGone(learner)
                end = "ended"  # it can end its own server, which serves nobody else
            log.seek(0)
            printed = log.read(LONGEST_LOG).decode("utf8", errors="replace")
        if told is None:  # the judge itself was ended, by an answer too large for it
            told = {"verdicts": [nothing(name, end) for name in submission.exercises], "cells": []}
        for row in _stopped(told):
            row["message"] = _ENDS[end]
        return {**told, "end": end, "printed": printed}


def _stopped(told):
    return [row for verdict in told["verdicts"] for row in verdict["checks"] if row["state"] == STOPPED]


def _end(descriptor):
    """Return how a fork ended, in its server's word, which may come a moment later; nothing if the server itself is gone."""
    word = os.read(descriptor, 16).decode(errors="replace")
    return word if word in _ENDS else ""


def _all(channel):
    pieces = []
    while piece := channel.recv(1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def nothing(name, end):
    """Return the verdict on an exercise that nobody could be asked about, because of how the process ended."""
    exercise = find_exercise(name)
    rows = [row_of(check, STOPPED, _ENDS[end]) for check in exercise.checks]
    return {**summed(exercise, rows), "state": STOPPED}

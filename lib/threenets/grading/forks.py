"""What a fork of each server does with one submission."""

import json
import os
import signal
import socket
import struct
import sys

from threenets.grading.exercise import find_exercise
from threenets.grading.judge import judge
from threenets.grading.respond import PATIENCE, respond, time_limit
from threenets.grading.wire import LARGEST_ARRAYS, LARGEST_TEXT, LENGTHS

ANSWER, CALL_BACK, RUN, ASK = b"a", b"c", b"r", b"q"
LONGEST_REPORT = 20_000  # characters of what is told about the cells
_SIZE = struct.Struct("!cI")


def run_learner(descriptors, limits):
    """Run a submission's cells, then answer questions about its names until nobody asks any more."""
    channel, log = socket.socket(fileno=descriptors[0]), descriptors[1]
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.stdout.reconfigure(line_buffering=True)  # what was printed is there even if the end is sudden
    os.chdir("/scratch")
    shell = None

    def call_back(data):
        alarms = {signal.SIGALRM, signal.SIGPROF}  # an alarm in the middle of a message would leave half of it behind
        signal.pthread_sigmask(signal.SIG_BLOCK, alarms)
        try:
            send(channel, CALL_BACK, data)
            return receive(channel)[1]
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, alarms)

    while True:
        kind, data = receive(channel)
        if kind == RUN:
            shell = new_shell()
            send(channel, ANSWER, json.dumps(run_cells(shell, json.loads(data), limits["cell_seconds"])).encode())
        else:
            send(channel, ANSWER, respond(shell.user_ns, data, call_back, limits["answer_seconds"]))


def run_judge(descriptors, limits):
    """Have the submission run, judge it, and tell the supervisor the verdicts as JSON."""
    learner, supervisor = (socket.socket(fileno=descriptor) for descriptor in descriptors)
    job = json.loads(receive(supervisor)[1])
    learner.settimeout(PATIENCE * limits["seconds"])

    def out_of_turn(_):
        raise EOFError("it speaks out of turn")

    def exchange(question, call_back=out_of_turn, kind=ASK):
        send(learner, kind, question)
        while True:
            kind, data = receive(learner)
            if kind != CALL_BACK:
                return data
            send(learner, ANSWER, call_back(data))

    try:
        report = _readable(exchange(json.dumps(job["cells"]).encode(), kind=RUN))
    except (OSError, EOFError):
        report = []
    verdicts = judge([find_exercise(name) for name in job["exercises"]], exchange, job["seed"], job["hidden"])
    supervisor.sendall(json.dumps({"verdicts": verdicts, "cells": report}).encode())


def new_shell():
    """Return an IPython shell that keeps no history and prints errors in a line."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)
    shell.ast_node_interactivity = "none"
    shell.showtraceback = lambda *_, **__: None
    return shell


def run_cells(shell, cells, seconds):
    """Run cells one after the other, as a notebook does; return the number and the error of each that failed."""
    failed = []
    for number, cell in enumerate(cells, start=1):
        try:
            with time_limit(seconds):
                result = shell.run_cell(plain(cell), store_history=False)
                error = result.error_before_exec or result.error_in_exec
        except BaseException as problem:
            error = problem
        if error is not None:
            print(f"cell {number}: {type(error).__name__}: {error}"[:500])
            failed.append([number, type(error).__name__, str(error)[:200]])
    return failed


def plain(cell):
    """Return a cell without lines that talk to the notebook or the system: nothing is installed here."""
    lines = cell.splitlines()
    if lines and lines[0].startswith("%%"):
        lines = lines[1:] if lines[0].split()[0] in ("%%time", "%%capture") else []
    kept = [line[: len(line) - len(line.lstrip())] + "pass" if line.lstrip().startswith(("!", "%")) else line for line in lines]
    return "\n".join(kept)


def send(channel, kind, data):
    """Send one message."""
    channel.sendall(_SIZE.pack(kind, len(data)) + data)


def receive(channel):
    """Return the kind and the bytes of the next message.

    Raises
    ------
    EOFError
        If the other side is gone, or its message is longer than any may be.
    """
    kind, size = _SIZE.unpack(_exactly(channel, _SIZE.size))
    if size > LARGEST_TEXT + LARGEST_ARRAYS + LENGTHS.size:
        raise EOFError("its answer is too long")
    return kind, _exactly(channel, size)


def _exactly(channel, size):
    data = bytearray()
    while len(data) < size:
        piece = channel.recv(min(1 << 20, size - len(data)))
        if not piece:
            raise EOFError("its process ended")
        data += piece
    return bytes(data)


def _readable(data):
    """Return the report on the cells, of which nothing is believed, as plain numbers and short texts."""
    try:
        rows = json.loads(data[:LONGEST_REPORT])
        return [[int(number), str(name)[:60], str(text)[:200]] for number, name, text in rows][:50]
    except (ValueError, TypeError, RecursionError):
        return []

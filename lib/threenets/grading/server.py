"""Inside the sandbox: a process that has TensorFlow loaded and forks once for each submission.

Two of them run side by side. The learner's forks run a submission's code and answer questions about its values. The
judge's forks ask, and decide; no learner's code and no learner's objects ever get there. Neither server ever holds a
submission itself: what one submission leaves in memory cannot be seen by the next.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import sys
import time

from threenets.grading import confine
from threenets.grading.respond import PATIENCE

TICK, MEASURE = 0.02, 0.25  # seconds between two looks at the running forks, and at what they hold and used


def main(role, control, options):
    """Load, drop rights, then fork for each message that comes on the control socket: the limits of one submission."""
    hidden = _read_hidden(options["private"])
    confine.drop_root()
    sys.dont_write_bytecode = True
    for module in options["preload"]:
        importlib.import_module(module)
    from threenets.grading import exercise, forks

    if role == "judge":
        exercise.load_all(hidden)
    loaded = confine.loaded()
    if len(os.listdir("/proc/self/task")) != 1:
        raise SystemExit("a thread runs before the first fork: forking would not be safe")
    work = forks.run_learner if role == "learner" else forks.run_judge
    control = socket.socket(fileno=control)
    control.send(b"ready")
    running = {}  # process of a fork: when it must have ended, when to measure it, its limits, and where its end is told
    while True:
        ready, _, _ = select.select([control], [], [], TICK if running else None)
        _look_after(running)
        if not ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(control, 4096, 4)
        if not message:
            break
        limits = json.loads(message) | loaded
        sys.stdout.flush()
        sys.stderr.flush()  # a fork would print what is buffered once more
        process = os.fork()
        if process == 0:
            running.clear()
            _be_fork(work, descriptors, limits, nested=role == "learner" and options["nested"])
        *others, told = descriptors
        for descriptor in others:
            os.close(descriptor)
        now = time.monotonic()
        running[process] = [now + PATIENCE * limits["seconds"], now + MEASURE, limits, told]
    for process in running:
        confine.kill(process)


def _look_after(running):
    for process, (deadline, measure, limits, told) in list(running.items()):
        done, _ = os.waitpid(process, os.WNOHANG)
        now = time.monotonic()
        why = "ended" if done else "time" if now > deadline else ""
        if not why and now > measure:
            why = confine.excess(process, limits)
            running[process][1] = time.monotonic() + MEASURE
        if not why:
            continue
        if not done:
            confine.kill(process)
            os.waitpid(process, 0)
        with contextlib.suppress(OSError):  # the supervisor may be gone
            os.write(told, why.encode())
        os.close(told)
        del running[process]


def _be_fork(work, descriptors, limits, nested):
    """Run one submission in a fork; never returns."""
    code = 1
    try:
        confine.die_with_parent()
        os.setsid()  # a signal to its process group would reach the server and all other forks
        descriptors = confine.keep_only(descriptors[:-1])
        if nested:
            inner = confine.enter_namespaces(limits)
            if inner:
                confine.close(descriptors)
                os._exit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]) & 255)
        confine.limit(limits)
        work(descriptors, limits)
        code = 0
    except EOFError:
        code = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)


def _read_hidden(folder):
    """Return the hidden checks' source by file name: read while the folder's owner's rights are still there."""
    if not folder:
        return {}
    found = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".py"):
            with open(os.path.join(folder, name), encoding="utf8") as file:
                found[name] = file.read()
    return found


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor decides what Ctrl-C ends
    main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]))

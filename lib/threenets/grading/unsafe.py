"""Grading without a sandbox, where the user asks for it: a process of its own for each submission, and no protection.

The submission can read, change and send whatever the user can, and can write itself any points.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from threenets.grading.bubblewrap import PACKAGE
from threenets.grading.grader import nothing
from threenets.grading.respond import PATIENCE
from threenets.grading.sandbox import Limits

WARNING = (
    "NOT SAFE: the submissions run with all your rights. They can read, change and delete your files, use the network, see "
    "each other and write themselves any points. Only for notebooks that you wrote or read."
)


class UnsafeGrader:
    """Has the interface of `threenets.grading.grader.Grader`."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Nothing stays open between submissions."""

    def grade(self, submission, limits=None):
        """Run a submission in a process of its own, and judge it there."""
        limits = limits or Limits()
        with tempfile.TemporaryDirectory(prefix="threenets-") as folder:
            job = Path(folder, "job.json")
            job.write_text(json.dumps({**vars(submission), "limits": vars(limits)}), "utf8")
            environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "THREENETS_GRADED": "1", "MPLBACKEND": "Agg"}
            command = [sys.executable, "-m", "threenets.grading.unsafe", str(job)]
            end = ""
            try:
                subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, timeout=PATIENCE * limits.seconds)  # fmt: skip
            except subprocess.TimeoutExpired:
                end = "time"
            try:
                return json.loads(Path(folder, "result.json").read_text("utf8"))
            except (OSError, ValueError):
                verdicts = [nothing(name, end or "ended") for name in submission.exercises]
                return {"verdicts": verdicts, "cells": [], "end": end or "ended", "printed": ""}


def main(path):
    """Run and judge the submission of a job file; the result lies beside it."""
    from threenets.grading.exercise import find_exercise
    from threenets.grading.forks import new_shell, run_cells
    from threenets.grading.notebook import verdict

    job = json.loads(Path(path).read_text("utf8"))
    shell, limits = new_shell(), job["limits"]
    cells = run_cells(shell, job["cells"], limits["cell_seconds"])
    verdicts = [
        verdict(find_exercise(name), shell.user_ns, job["seed"], seconds=limits["answer_seconds"]) for name in job["exercises"]
    ]
    Path(path).with_name("result.json").write_text(
        json.dumps({"verdicts": verdicts, "cells": cells, "end": "", "printed": ""}), "utf8"
    )


if __name__ == "__main__":
    main(sys.argv[1])

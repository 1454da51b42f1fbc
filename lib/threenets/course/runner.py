"""Runs pages through papermill: load, give parameters, run, judge."""

import os
import signal
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import nbformat

from threenets.course import CourseError
from threenets.course.kernel import kernel_environment
from threenets.course.notebooks import code_cells, dump, make_notebook, tidy_outputs, write_atomically

CELL_TIMEOUT = 900  # seconds; papermill's own default is for ever
SPEAKING = ("DataError", "NotToBeHad", "DeviceError", "GuardError")  # their message says it all: no traceback with it


@dataclass
class Job:
    """One page to run, and how.

    Attributes
    ----------
    strict : bool
        Whether a guard that fails is an error: in the run that the book is made from.
    """

    page: object
    output: Path
    parameters: dict = field(default_factory=dict)
    device: str = "auto"
    strict: bool = False
    progress: bool = False


@dataclass
class Result:
    """What became of a job. ``error`` is empty if the page ran from its first cell to its last."""

    page: str
    output: Path
    seconds: float
    cells: int
    error: str = ""
    peak_memory_mb: float | None = None  # of the page's kernel; None where the system does not tell


def run_page(project, job):
    """Run one page in a kernel of its own and write the executed notebook whole or not at all.

    A page that fails leaves its partial notebook as ``NAME.failed.ipynb``.

    Returns
    -------
    Result
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    started = time.monotonic()
    bare = make_notebook(job.page, project)
    failed = job.output.with_suffix(".failed.ipynb")
    job.output.parent.mkdir(parents=True, exist_ok=True)
    failed.unlink(missing_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stopped run takes its kernel along
    error = ""
    with tempfile.TemporaryDirectory(prefix="threenets-") as folder:
        os.environ.update(kernel_environment(Path(folder, "ipython"), job.device, job.strict))
        source, target = Path(folder, f"{job.page.source.stem}.ipynb"), Path(folder, "executed.ipynb")
        source.write_text(dump(bare), "utf8")
        try:
            papermill.execute_notebook(
                str(source), str(target), parameters=job.parameters, cwd=str(job.page.source.parent), kernel_name="python3",
                progress_bar={"desc": job.page.name} if job.progress else False, execution_timeout=CELL_TIMEOUT,
            )  # fmt: skip
        except PapermillExecutionError as problem:
            error = f"cell {problem.exec_count}: {problem.ename}: {problem.evalue}"
            error += "" if problem.ename in SPEAKING else f"\n{_tail(problem.traceback)}"
        except (CellTimeoutError, DeadKernelError) as problem:
            error = f"{type(problem).__name__}: {str(problem).splitlines()[0]}"
        executed = tidy_outputs(nbformat.read(target, 4)) if target.is_file() else None
    error = error or _silent_failure(executed, bool(job.parameters))
    if executed is not None:
        write_atomically(failed if error else job.output, dump(executed))
    if error and executed is not None:
        error += f"\nThe partial notebook lies at {os.path.relpath(failed)}"
    cells = len(code_cells(executed)) if executed is not None else 0
    return Result(job.page.name, job.output, time.monotonic() - started, cells, error, _peak_memory())


def run_pages(project, jobs, workers=1, on_done=lambda result: None):
    """Run several pages, ``workers`` of them side by side, and report each as it ends.

    The number of threads of a page is fixed, so its numbers do not depend on ``workers``.

    Returns
    -------
    list of Result
    """
    results = []
    # a process each: the kernel's environment is a process' environment, and a page that dies takes nothing along
    pool = ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn"), max_tasks_per_child=1)
    try:
        running = {pool.submit(run_page, project, job): job for job in jobs}
        for future in as_completed(running):
            results.append(future.result())
            on_done(results[-1])
    except KeyboardInterrupt:
        for process in list(pool._processes.values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    return results


def check_device(device):
    """Refuse device ``gpu`` where TensorFlow sees none, before any work starts.

    Raises
    ------
    CourseError
        With the reason.
    """
    if device != "gpu":
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        problem = pool.submit(_try_device, device).result()
    if problem:
        raise CourseError(problem)


def _try_device(name):
    from threenets.device import DeviceError, use

    try:
        use(name)
    except DeviceError as error:
        return str(error)
    return ""


def _silent_failure(executed, with_parameters):
    """Return what papermill lets pass: a cell that asked to exit, or cells that never ran."""
    if executed is None:
        return "papermill wrote no notebook"
    cells = code_cells(executed)
    for number, cell in enumerate(cells, start=1):
        for output in cell.outputs:
            if output.output_type == "error":
                return f"cell {number}: {output.ename}: {output.evalue}"
    counts = [cell.execution_count for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        last = next((number for number, count in enumerate(counts) if count != number + 1), len(cells))
        return f"the page stopped early: cell {last + 1} of {len(cells)} never ran in its turn"
    if with_parameters and not any("injected-parameters" in cell.metadata.get("tags", []) for cell in cells):
        return "papermill passed over the parameters"
    return ""


def _peak_memory():
    """Return the largest memory that an ended child of this process held, in MB: a page's process has but its kernel.

    The system keeps this number, so nothing has to be sampled while the page runs, as psutil would, and no short peak
    between two samples is lost.
    """
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024  # bytes
    return round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6)


def _tail(traceback, lines=6):
    import re

    plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(traceback)).splitlines()
    return "\n".join(plain[-lines:])

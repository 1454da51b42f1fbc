"""`threenets build`: run what is stale, store its reference, build the book."""

import os
from contextlib import contextmanager

from threenets import data
from threenets.course import CourseError, Failure
from threenets.course.copies import lacking
from threenets.course.notebooks import read_notebook
from threenets.course.parameters import check_setting
from threenets.course.references import read_reference, refresh_text, store
from threenets.course.report import remember
from threenets.course.runner import Job, run_pages
from threenets.course.verification import all_problems, verify
from threenets.measure import PAGE_SEED


@contextmanager
def alone(project):
    """Let one build at a time work in a checkout; the system gives the lock back when its process ends, however it ends.

    Raises
    ------
    CourseError
        If another build is at work.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    project.build.mkdir(exist_ok=True)
    with open(project.build / "build.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CourseError("another `threenets build` is at work in this folder: wait until it ends.") from None
        yield


def require_fresh(project):
    """Refuse to go on where any reference is stale or broken.

    Raises
    ------
    Failure
        Naming each page and each reason.
    """
    problems = all_problems(project)
    if problems:
        raise Failure("these references do not hold:\n  " + "\n  ".join(problems) + "\nRun `threenets build`.")


def verdicts(project):
    """Return the `Verdict` on each notebook page, by name."""
    return {name: verify(project, page) for name, page in project.notebooks.items()}


def stale_pages(judged):
    """Return the pages whose reference a run must make anew, with the reasons; ``judged`` is what `verdicts` gave."""
    return {name: verdict.problems for name, verdict in judged.items() if verdict.stale or verdict.unusable}


def require_data(project, names):
    """Refuse to make references from other data than theirs, before any work starts.

    Raises
    ------
    CourseError
        Naming the data set and how to get it.
    """
    for name in names:
        reference = read_reference(project, project.notebooks[name])
        for data_set in reference["run"][0]["data"] if reference else ():
            reason = lacking(data_set, data.info(data_set).reference.digest)
            if reason:
                raise CourseError(
                    f"{name} is stale, and its reference is made with the book's copy of {data_set!r}, which is not here "
                    f"({reason}). See `threenets data`; `threenets data fetch {data_set}` gets what is absent. "
                    "To try the page on what is here: `threenets run " + name + "`."
                )


def make_references(project, names, workers=1, progress=False, on_done=lambda result: None):
    """Run pages with the book's own settings and store their references.

    Each is stored as soon as its page is done, so that an interrupted build goes on where it stopped.

    Returns
    -------
    list of str
        Remarks: values out of their bands, or without one.

    Raises
    ------
    Failure
        If a page fails, or ran on other data than the reference copies.
    """
    remarks, failures, early = [], [], []

    def keep(result, refused):
        try:
            if result.error:
                raise Failure(f"{result.page} failed: {result.error}")
            page = project.notebooks[result.page]
            remarks.extend(_store(project, page, read_notebook(result.output)))
            remember(project, page, result, f"full-{device}-seed{PAGE_SEED}")
        except CourseError as error:
            refused.append((result, str(error)))

    def finished(result):
        on_done(result)
        keep(result, early)

    device = os.environ.get("THREENETS_DEVICE", "cpu")
    check_setting("full", device, PAGE_SEED)
    folder = project.build / "references"
    jobs = [Job(project.notebooks[name], folder / f"{name.replace('/', '-')}.ipynb", device=device, strict=True,
                progress=progress and workers == 1) for name in names]  # fmt: skip
    run_pages(project, jobs, workers, finished)
    for result, _ in early:  # a page that quotes another's numbers may have ended before it
        keep(result, failures)
    if failures:
        raise Failure("\n".join(message for _, message in failures))
    return remarks


def refresh_all(project, judged):
    """Bring the text of every fresh page's notebook up to its source and to the configured address.

    Parameters
    ----------
    project : Project
    judged : dict of str to Verdict
        Verdicts on pages that no run touched since; all others are judged anew.

    Returns
    -------
    list of str
        Remarks, as of `make_references`: values of these pages out of their bands, or without one.
    """
    remarks = []
    for name, page in project.notebooks.items():
        verdict = judged.get(name) or verify(project, page)
        if not verdict.stale:
            refresh_text(project, page)
            remarks += [f"{page.name}: {problem}" for problem in verdict.bands]
    return remarks


def _store(project, page, executed):
    from threenets.course.records import measured

    foreign = [name for name, digest in measured(executed).data.items() if not data.info(name).is_reference(digest)]
    if foreign:
        raise Failure(
            f"{page.name} ran on another copy of {', '.join(foreign)} than the book's: its reference was not stored. "
            "See `threenets data`."
        )
    store(project, page, executed)
    verdict = verify(project, page)
    return [f"{page.name}: {problem}" for problem in verdict.unusable + verdict.broken + verdict.bands]

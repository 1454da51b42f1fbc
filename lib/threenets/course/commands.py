"""What each command does: it refuses what it does not know, works, and tells what it did."""

import sys
from importlib.metadata import version
from pathlib import Path

from threenets import data
from threenets.course import CourseError, Failure, exercises, proof
from threenets.course import build as building
from threenets.course import report as reporting
from threenets.course.book import build_html
from threenets.course.calibrate import calibrate, seeds_of
from threenets.course.editions import make_epub, make_pdf
from threenets.course.grade import do_grade  # noqa: F401  (a command of this module, as the command line sees it)
from threenets.course.lint import lint
from threenets.course.notebooks import write_atomically
from threenets.course.parameters import check_parameters, check_setting
from threenets.course.project import Project
from threenets.course.release import do_release  # noqa: F401  (as above)
from threenets.course.run import do_run  # noqa: F401  (as above)
from threenets.course.runner import check_device
from threenets.course.terminal import console, say_result, table, whole
from threenets.course.verification import all_problems, verify

PAGES_AT_ONCE = 2  # a page keeps little more than one core busy


def do_build(options):
    """Run what is stale, store it, build the book, and say where it lies."""
    project = Project.find()
    with building.alone(project):
        return _build(project, options)


def _build(project, options):
    if options.frozen:
        building.require_fresh(project)
        executed, remarks = [], []
    else:
        judged = building.verdicts(project)
        stale = building.stale_pages(judged)
        for name, reasons in stale.items():
            console.print(f"{name} is stale: {'; '.join(reasons)}")
        building.require_data(project, stale)
        for name in stale:
            if kept := exercises.keep_own(project, project.notebooks[name]):
                console.print(f"{name} holds work of your own, and is made anew: yours is now exercises/{kept.name}")
        check_parameters([project.notebooks[name] for name in stale], {})
        remarks = building.make_references(project, stale, PAGES_AT_ONCE, sys.stderr.isatty(), say_result)
        remarks = dict.fromkeys([*remarks, *building.refresh_all(project, {name: judged[name] for name in judged if name not in stale})])
        executed = list(stale)
    first_page = build_html(project)
    report = reporting.write_report(project, reporting.make_report(project, reporting.BOOK, reporting.stored(project)))
    reused = [name for name in project.notebooks if name not in executed]
    console.print(f"executed: {', '.join(executed) or 'nothing'}")
    console.print(f"reused: {', '.join(reused) or 'nothing'}")
    for remark in remarks:
        console.print(f"look at {remark}")
    if not remarks:
        console.print("every measured value lies in its band")
    console.print(f"The book lies at {first_page}\nThe report lies at {report}")
    for edition, make in (("PDF", make_pdf), ("EPUB", make_epub)):
        if getattr(options, edition.lower()):
            console.print(f"The {edition} lies at {make(project)}")
    return 1 if remarks else 0


def do_calibrate(options):
    """Write the bands of pages."""
    project = Project.find()
    pages = project.choose(options.pages)
    seeds = seeds_of(whole(options.seeds, "--seeds"))
    check_setting(options.profile, options.device, seeds[0])
    check_device(options.device)
    for page in pages:
        held = calibrate(project, page, seeds, options.profile, options.device, sys.stderr.isatty(), say_result)
        console.print(f"{page.name}: bands from the seeds {', '.join(map(str, seeds))}")
        for statement, count in held.items():
            console.print(f"  held {count}: {statement}")
        for problem in verify(project, page).problems:
            console.print(f"  look at {problem}")


def do_report(options):
    """Make the report of the stored references anew, or the snapshot of a release."""
    project = Project.find()
    if options.snapshot:
        console.print(f"The snapshot of the release lies at {reporting.write_snapshot(project)}: it belongs into git")
    report = reporting.make_report(project, reporting.BOOK, reporting.stored(project))
    console.print(f"The report lies at {reporting.write_report(project, report)}")


def do_status(options):
    """Tell which references are fresh, which stale and why, the versions, and the data in use."""
    project = Project.find()
    shown = table("page", "reference", "why")
    for page in project.notebooks.values():
        verdict = verify(project, page)
        word = "stale" if verdict.stale else "broken" if verdict.unusable or verdict.broken else "out of band" if verdict.bands else "fresh"
        shown.add_row(page.name, word, "\n".join(verdict.problems))
    console.print(shown)
    names = ("tensorflow", "keras", "numpy", "papermill", "jupyter-book")
    console.print("versions: " + ", ".join(f"{name} {version(name)}" for name in names))
    _print_data(data.names())


def do_data(options):
    """Tell which data would be used and from where; fetch what is absent; verify what is there."""
    unknown = [name for name in options.names if name not in data.names()]
    if unknown:
        raise CourseError(f"no data set {', '.join(map(repr, unknown))}. The data sets are: {', '.join(data.names())}.")
    names = options.names or list(data.names())
    if options.action == "show":
        _print_data(names)
        return
    for name in names:
        if options.action == "fetch":
            found = data.fetch(name, progress=console.print)
            console.print(f"{name}: {found.copy} copy in {found.folder}")
        else:
            console.print(f"{name}: {data.verify(name).summary}")


def do_exercises(options):
    """Make the exercises from their solutions, or hand out untouched ones."""
    project = Project.find()
    for name in options.names:
        path, kept = exercises.hand_out(project, project.plain(name).removeprefix("exercises/"), Path(options.to))
        console.print(f"{path} is untouched" + (f"; yours is now {kept.name}" if kept else ""))
    if not options.names:
        written = exercises.write_exercises(project)
        console.print(f"written: {', '.join(written) or 'nothing, the exercises are what the solutions give'}")
    if options.prove:
        rows, problems = proof.prove(project)
        write_atomically(project.root / "book" / "graders.md", proof.page_text(rows))
        console.print(f"{len(rows)} wrong answers judged: book/graders.md")
        if problems:
            raise Failure("\n  ".join(["the checks are not proven:", *problems]))


def do_check(options):
    """Run the lint and the drift checks."""
    project = Project.find()
    problems, statistics = lint(project)
    problems += all_problems(project)
    for line in statistics:
        console.print(line)
    if problems:
        raise Failure("\n  ".join(["the pages do not pass:", *problems]))
    console.print("all pages pass")


def _print_data(names):
    shown = table("data set", "copy", "from", "folder or problem")
    for name in names:
        found, about = data.identify(name), data.info(name)
        copy = about.copy_with_digest(found.digest)
        what = found.copy + (f" ({copy.description})" if copy and not copy.generated else "")
        where = "\n".join(str(part) for part in (found.folder, found.note) if part)
        shown.add_row(name, what, found.source or "nowhere", found.problem or where)
    console.print(shown)

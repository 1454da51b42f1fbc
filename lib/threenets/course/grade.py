"""``threenets grade``: the command of a teacher, and of a learner who grades a notebook."""

import tempfile
import time
from contextlib import nullcontext, suppress
from pathlib import Path

from threenets.course import CourseError
from threenets.course.project import Project
from threenets.course.terminal import console
from threenets.grading import gradebook, report, sandbox, unsafe
from threenets.grading.answer import counted
from threenets.grading.feedback import Feedback, Progress
from threenets.grading.grader import Grader, Submission
from threenets.grading.policy import ClassError, Policy
from threenets.grading.report import printable
from threenets.grading.submissions import class_section, collect, name_strangers, read_cells, section_of

_ENDS = {"time": "took too long", "memory": "took too much memory", "ended": "ended its own process", "gone": "could not be run"}


def do_grade(options):
    """Grade a notebook or a folder of them."""
    path = Path(options.path)
    if not path.exists():
        raise CourseError(f"{path} does not exist: give a notebook, or a folder with one notebook or folder a student.")
    private = Path(options.private) if options.private else None
    if private and not private.is_dir():
        raise CourseError(f"--private must name a folder, and {private} is none.")
    if private and options.unsafe_local:
        advice = "leave out --private, or grade in a sandbox."
        raise CourseError(f"--unsafe-local would show the hidden checks to the submissions: {advice}")
    if private and private.resolve().is_relative_to(Project.find().root):
        advice = "keep hidden checks outside, where no commit and no release takes them along."
        raise CourseError(f"{private} lies in the course: {advice}")
    try:
        (_grade_class if path.is_dir() else _grade_one)(path, private, options)
    except sandbox.SandboxError as error:
        raise CourseError(f"{error} To run the submissions without any protection: --unsafe-local.") from None
    except (ClassError, sandbox.ServerError) as error:
        raise CourseError(str(error)) from None


def _grader(private, options, hide):
    if not options.unsafe_local:
        return Grader(private=private, hide=hide)
    console.print(unsafe.WARNING)
    return unsafe.UnsafeGrader()


def _grade_one(path, private, options):
    cells, problem = read_cells(path)
    if problem:
        raise CourseError(f"{path} cannot be graded: {problem}.")
    section = options.section or section_of(path, cells)
    if section is None:
        raise CourseError(f"{path.name} does not say which exercises it answers: name the section with --section.")
    exercises = (Policy.read(options.policy) if options.policy else Policy(section)).exercises
    # without a class: the same inputs as in the notebook
    seed = gradebook.seed_for(gradebook.class_seed(private), path.stem) if private else 0
    with _grader(private, options, [path.parent] if private else []) as grader:
        result = grader.grade(Submission(cells, exercises, seed, private is not None))
    for number, kind, text in result["cells"]:
        console.print(printable(f"code cell {number} stopped with {kind}: {text}"))
    for shown in (*map(Feedback, result["verdicts"]), Progress(result["verdicts"])):
        console.print("\n".join(map(printable, repr(shown).splitlines())))


def _grade_class(folder, private, options):
    jobs, out = _whole(options.jobs), Path(options.out)
    _check_out(out, folder)
    hand_ins = collect(folder)
    policy = _policy(hand_ins, options)
    name_strangers(hand_ins, policy.section)
    book = gradebook.Gradebook(out, policy, private, safe=not options.unsafe_local)
    write = _Lines(hand_ins, options.names)
    todo = [hand_in for hand_in in hand_ins if book.is_open(hand_in)]
    started = time.monotonic()
    # a sandbox that cannot be had is told before anything is written
    with _grader(private, options, [folder, out]) if todo else nullcontext() as grader:
        report.write(out / ".gitignore", "*\n")  # grades belong in no repository
        write.line("student", "points", "graded", "")
        for hand_in in hand_ins:
            if hand_in.problem:
                write.line(write.name(hand_in.student), "-", "-", hand_in.problem)
        book.grade(todo, grader, jobs, lambda hand_in, result, done: write.result(hand_in, result, f"{done}/{len(todo)}"))
    rows = book.rows(hand_ins)
    report.write_grades(out, book, rows)
    report.write_pages(out, book.policy, rows, {hand_in.student: hand_in.problem for hand_in in hand_ins})
    empty = sum(bool(hand_in.problem) for hand_in in hand_ins)
    console.print(f"{len(hand_ins)} submissions: {len(todo)} graded in {time.monotonic() - started:.0f} s, "
                  f"{len(hand_ins) - len(todo) - empty} taken over, {empty} without anything to grade")  # fmt: skip
    for remark in _remarks(book, hand_ins, options.names):
        console.print(remark)
    for students in book.twins(hand_ins):
        console.print(f"the same code: {', '.join(map(write.name, students))}")
    for row in rows:
        if gradebook.LOOK in row["remarks"]:
            console.print(f"{write.name(row['student'])}: {gradebook.LOOK}")
    console.print(f"{out}/grades.csv, {out}/grades.json, and a page a student in {out}/students")


def _remarks(book, hand_ins, names):
    """Yield a sentence for each thing in the class's settings and private folder that has no effect."""
    for table, absent in book.policy.unmatched(hand_in.student for hand_in in hand_ins).items():
        shown = ", ".join(printable(repr(name)) for name in absent) if names else "--names shows which"
        yield f"look at [{table}]: {counted(len(absent), 'name')} in it without a submission ({shown})"
    if book.unused:
        yield f"look at the private folder: its checks for {', '.join(book.unused)} are not used, as these are not graded"


class _Lines:
    """The table that grows while a class is graded; students are numbers in it, unless names are asked for."""

    def __init__(self, hand_ins, names):
        self._names = {hand_in.student: printable(hand_in.student) if names else f"#{number:03d}"
                       for number, hand_in in enumerate(hand_ins, start=1)}  # fmt: skip
        self._width = max(len("student"), *map(len, self._names.values()))

    def name(self, student):
        return self._names[student]

    def line(self, student, points, graded, remark):
        console.print(f"{student:<{self._width}}  {points:>12}  {graded:>9}  {remark}".rstrip())

    def result(self, hand_in, result, graded):
        had, of = (sum(verdict[key] for verdict in result["verdicts"]) for key in ("points", "of"))
        remarks = [*hand_in.remarks, *filter(None, [_ENDS.get(result["end"])])]
        self.line(self.name(hand_in.student), f"{had:g} of {of:g}", graded, "; ".join(remarks))


def _policy(hand_ins, options):
    if options.policy:
        return Policy.read(options.policy)
    section = options.section or class_section(hand_ins)
    if section is None:
        raise CourseError("no submission says which exercises it answers: name the section with --section.")
    return Policy(section)


def _check_out(out, folder):
    """Refuse a folder for results that cannot be written, or that would lie among the submissions."""
    if out.resolve().is_relative_to(folder.resolve()):
        raise CourseError(f"{out} lies in {folder}, and would be taken for a submission: name another folder with --out.")
    missing = [place for place in (out, *out.parents) if not place.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise CourseError(f"the results cannot be written to {out} ({error.strerror}): name another folder with --out.") from None
    finally:
        for place in missing:  # whether there is anything to write is not known yet
            with suppress(OSError):
                place.rmdir()


def _whole(text):
    if not text.isdigit() or not int(text):
        raise CourseError(f"--jobs takes a whole number of at least 1, not {text!r}.")
    return int(text)

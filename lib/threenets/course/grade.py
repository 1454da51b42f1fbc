"""``threenets grade`` and ``threenets release``: the commands of a teacher, and of a learner who grades a notebook."""

import shutil
import subprocess
import time
from pathlib import Path

import yaml
from rich.console import Console

from threenets.course import CourseError
from threenets.course.notebooks import write_atomically
from threenets.course.project import Project
from threenets.grading import classroom, report, sandbox, unsafe
from threenets.grading.feedback import Feedback, Progress
from threenets.grading.grader import Grader, Submission

# what a class's copy of the course does without: everything that holds an answer, and the tests that know them
NOT_RELEASED = ("solutions", "tests", "benchmarks", ".ci", "book/graders.md", "book/mutants.md", "noxfile.py")

console = Console(highlight=False, soft_wrap=True, markup=False)


def do_grade(options):
    """Grade a notebook or a folder of them."""
    path = Path(options.path)
    if not path.exists():
        raise CourseError(f"{path} does not exist: give a notebook, or a folder with one notebook or folder a student.")
    private = Path(options.private) if options.private else None
    if private and not private.is_dir():
        raise CourseError(f"--private must name a folder, and {private} is none.")
    if private and options.unsafe_local:
        raise CourseError(
            "--unsafe-local would show the hidden checks to the submissions: leave out --private, or grade in a sandbox."
        )
    if private and private.resolve().is_relative_to(Project.find().root):
        raise CourseError(
            f"{private} lies in the course: keep hidden checks outside, where no commit and no release takes them along."
        )
    try:
        (_grade_class if path.is_dir() else _grade_one)(path, private, options)
    except (classroom.ClassError, sandbox.SandboxError) as error:
        advice = " To run it without any protection: --unsafe-local." if isinstance(error, sandbox.SandboxError) else ""
        raise CourseError(f"{error}{advice}") from None


def do_release(options):
    """Write a class's copy of the course: without solutions, tests and hidden checks."""
    project, target = Project.find(), Path(options.folder)
    if target.exists() and any(target.iterdir()):
        raise CourseError(f"{target} is not empty: name a new folder.")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=project.root, capture_output=True, text=True)
    if listed.returncode:
        raise CourseError("a release is made from the files that git knows: call this in a clone of the course.")
    draft = target.with_name(f".{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    for name in filter(None, listed.stdout.split("\0")):
        kept = not any(name == part or name.startswith(f"{part}/") for part in NOT_RELEASED)
        if kept and not name.startswith("references/solutions-") and (project.root / name).is_file():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(project.root / name, draft / name)
    toc = yaml.safe_load((draft / "_toc.yml").read_text("utf8"))
    write_atomically(draft / "_toc.yml", yaml.safe_dump(_without_answers(toc), sort_keys=False, allow_unicode=True))
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rmdir()
    draft.rename(target)
    advice = "Publish it as a repository of its own: a public fork of this one, and its history, carry the answers."
    console.print(f"The class's copy lies in {target}. {advice}")


def _without_answers(part):
    if isinstance(part, list):
        kept = [_without_answers(item) for item in part]
        return [item for item in kept if not (isinstance(item, dict) and _is_left_out(item.get("file", "")))]
    if isinstance(part, dict):
        shorter = {key: _without_answers(item) for key, item in part.items()}
        return {key: item for key, item in shorter.items() if not (key == "sections" and not item)}
    return part


def _is_left_out(file):
    return any(file.removesuffix(".md") == part.removesuffix(".md") or file.startswith(f"{part}/") for part in NOT_RELEASED)


def _grader(private, options, hide):
    if not options.unsafe_local:
        return Grader(private=private, hide=hide)
    console.print(unsafe.WARNING)
    return unsafe.UnsafeGrader()


def _grade_one(path, private, options):
    cells, problem = classroom.read_cells(path)
    if problem:
        raise CourseError(f"{path} cannot be graded: {problem}.")
    section = options.section or classroom.section_of(path, cells)
    if section is None:
        raise CourseError(f"{path.name} does not say which exercises it answers: name the section with --section.")
    exercises = classroom.Policy(section).exercises
    secret = classroom.class_seed(private)
    seed = classroom.seed_for(secret, path.stem) if private else 0  # 0: the same inputs as in the notebook
    with _grader(private, options, [path.parent] if private else []) as grader:
        result = grader.grade(Submission(cells, exercises, seed, private is not None))
    for number, kind, text in result["cells"]:
        console.print(f"code cell {number} stopped with {kind}: {text}")
    for verdict in result["verdicts"]:
        console.print(repr(Feedback(verdict)))
    console.print(repr(Progress(result["verdicts"])))


def _grade_class(folder, private, options):
    jobs = _whole(options.jobs)
    hand_ins = classroom.collect(folder)
    if options.policy:
        policy = classroom.Policy.read(options.policy)
    else:
        known = (classroom.section_of(hand_in.path, hand_in.cells) for hand_in in hand_ins if hand_in.cells)
        section = options.section or next(filter(None, known), None)
        if section is None:
            raise CourseError("no submission says which exercises it answers: name the section with --section.")
        policy = classroom.Policy(section)
    out = Path(options.out)
    gradebook = classroom.Gradebook(out, policy, private)
    numbers = {hand_in.student: f"#{number:03d}" for number, hand_in in enumerate(hand_ins, start=1)}
    for hand_in in hand_ins:
        if hand_in.problem or hand_in.remarks:
            _say(options, hand_in, numbers, "; ".join([*hand_in.remarks, *filter(None, [hand_in.problem])]))
    before = sum(not hand_in.problem and gradebook.result(hand_in) is not None for hand_in in hand_ins)
    done, started = [], time.monotonic()

    def finished(hand_in, result):
        done.append(hand_in)
        had, of = (sum(verdict[key] for verdict in result["verdicts"]) for key in ("points", "of"))
        _say(options, hand_in, numbers, f"{had:>5g} of {of:g}  {result['end']}".rstrip())

    gradebook.grade(hand_ins, lambda: _grader(private, options, [folder, out]), jobs, finished)
    rows = gradebook.rows(hand_ins)
    classroom.write_grades(out, policy, rows)
    report.write_pages(out, policy, rows, {hand_in.student: hand_in.problem for hand_in in hand_ins})
    unreadable = [numbers[row["student"]] for row in rows if "look at it" in row["remarks"]]
    seconds = time.monotonic() - started
    console.print(f"{len(hand_ins)} submissions: {len(done)} graded in {seconds:.0f} s, {before} taken over, "
                  f"{sum(bool(hand_in.problem) for hand_in in hand_ins)} without anything to grade")  # fmt: skip
    if unreadable:
        console.print(f"look at {', '.join(unreadable)}: a check could not make sense of an answer")
    console.print(f"{out}/grades.csv, {out}/grades.json, and a page a student in {out}/students")


def _say(options, hand_in, numbers, text):
    name = classroom.printable(hand_in.student) if options.names else numbers[hand_in.student]
    console.print(f"{name:<8} {text}")


def _whole(text):
    if not text.isdigit() or not int(text):
        raise CourseError(f"--jobs takes a whole number of at least 1, not {text!r}.")
    return int(text)

"""The command line: ``threenets``, also ``python -m threenets``."""

import argparse
import errno
import sys

from threenets import __version__
from threenets.course import CourseError
from threenets.data import DataError
from threenets.device import DEVICES, DeviceError
from threenets.measure import PROFILES


ADVICE = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "Make room"), errno.ENOENT: "Restore it, or name another place",
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "Give the right to it"),
}  # fmt: skip


def main(arguments=None):
    """Run one command and return its exit code: 0 done, 1 work failed, 2 refused before it began, 130 interrupted."""
    from threenets.course import commands

    options = parser().parse_args(arguments)
    try:
        return getattr(commands, f"do_{options.command}")(options) or 0
    except CourseError as error:
        return _refuse(error, error.exit_code)
    except (DataError, DeviceError) as error:
        return _refuse(error, 2)
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        cause = error.strerror or error
        return _refuse(f"cannot read or write{place}: {cause}. {ADVICE.get(error.errno, 'Mend that')}, and run this again.", 2)
    except KeyboardInterrupt:
        return _refuse("interrupted; nothing is half-written, and the same command goes on where this one stopped.", 130)


def parser():
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="threenets", description="The course Three Networks: build, run and check it.")
    top.add_argument("--version", action="version", version=f"threenets {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="run what is stale, rewrite its reference, build the HTML book")
    build.add_argument("--frozen", action="store_true", help="run nothing, and fail on anything stale")
    build.add_argument("--pdf", action="store_true", help="also print the whole book into one PDF (needs Chromium)")
    build.add_argument("--epub", action="store_true", help="also build the EPUB for e-readers (needs Chromium, for its formulas)")

    run = commands.add_parser("run", help="run pages into _build/run, never into the references")
    run.add_argument("pages", nargs="*", metavar="PAGE", help="names such as fcn (default: all)")
    run.add_argument("--profile", default="full", help=f"one of {', '.join(PROFILES)} (default: full)")
    run.add_argument("--device", default="auto", help=f"one of {', '.join(DEVICES)} (default: auto)")
    run.add_argument("--seed", default="1", help="the page's seed (default: 1)")
    run.add_argument("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="any other parameter of the pages")
    run.add_argument("--jobs", default="2", help="pages side by side (default: 2)")

    calibrate = commands.add_parser("calibrate", help="measure the spread over seeds and write the bands of a page")
    calibrate.add_argument("pages", nargs="+", metavar="PAGE")
    calibrate.add_argument("--seeds", default="5", help="how many (default: 5)")
    calibrate.add_argument("--profile", default="full", help=f"one of {', '.join(PROFILES)} (default: full)")
    calibrate.add_argument("--device", default="cpu", help=f"one of {', '.join(DEVICES)} (default: cpu)")

    report = commands.add_parser("report", help="report on versions, data, time, memory, bands, drift of the stored pages")
    report.add_argument("--snapshot", action="store_true", help="also write references/release.json, which a release commits")

    commands.add_parser("status", help="which references are fresh, which stale and why; versions; data in use")

    sets = commands.add_parser("data", help="which data would be used and from where; fetch; verify")
    sets.add_argument("action", nargs="?", choices=("show", "fetch", "verify"), default="show")
    sets.add_argument("names", nargs="*", metavar="NAME", help="data sets (default: all)")

    exercises = commands.add_parser("exercises", help="make the exercises from their solutions; hand out untouched ones")
    exercises.add_argument("names", nargs="*", metavar="NAME", help="write this untouched notebook, such as fcn, into --to")
    exercises.add_argument("--to", default=".", metavar="FOLDER", help="for notebooks handed out (default: the current folder)")
    exercises.add_argument("--prove", action="store_true", help="also judge every wrong answer, and write the page that shows it")

    grade = commands.add_parser("grade", help="grade a notebook, or a folder with one notebook or folder a student")
    grade.add_argument("path", metavar="NOTEBOOK|FOLDER")
    grade.add_argument("--section", help="fcn, cnn or rnn (default: what the notebooks say)")
    grade.add_argument("--class", dest="policy", metavar="TOML", help="exercises, deadline and late policy of a class")
    grade.add_argument("--private", metavar="FOLDER", help="hidden checks and seed.txt, outside the course")
    grade.add_argument("--out", default="grades", metavar="FOLDER", help="for results (default: grades)")
    grade.add_argument("--jobs", default="2", help="submissions side by side (default: 2)")
    grade.add_argument("--names", action="store_true", help="show students' names instead of numbers")
    grade.add_argument("--unsafe-local", action="store_true", help="without a sandbox: only for notebooks that you trust")

    release = commands.add_parser("release", help="write a class's copy of the course, without solutions and tests")
    release.add_argument("folder", metavar="FOLDER")

    commands.add_parser("check", help="the lint of the pages and the drift checks")
    return top


def _refuse(message, code):
    print(f"threenets: {message}", file=sys.stderr)
    return code

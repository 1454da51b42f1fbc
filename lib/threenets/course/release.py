"""``threenets release``: a class's copy of the course, without answers."""

import posixpath
import re
import shutil
import subprocess
from pathlib import Path

import yaml

from threenets.course import CourseError
from threenets.course.notebooks import write_atomically
from threenets.course.project import Project
from threenets.course.terminal import console

# everything that holds an answer, the tests and records that know them, and what is of use to a teacher only
LEFT_OUT = ("solutions", "tests", "benchmarks", "book/teaching.md", "book/graders.md", "book/mutants.md")
_PREFIXES = ("references/solutions-",)


def do_release(options):
    """Write a class's copy of the course: without solutions, tests and hidden checks."""
    project = Project.find()
    target = _new_folder(project, options.folder)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=project.root, capture_output=True, text=True)
    if listed.returncode:
        raise CourseError("a release is made from the files that git knows: call this in a clone of the course.")
    draft = target.with_name(f".{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for name in filter(None, listed.stdout.split("\0")):
            if not is_left_out(name) and (project.root / name).is_file():
                (draft / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(project.root / name, draft / name)
                if name.endswith(".md"):
                    _unlink(draft / name, name)
        toc = yaml.safe_load((draft / "_toc.yml").read_text("utf8"))
        write_atomically(draft / "_toc.yml", yaml.safe_dump(_without_answers(toc), sort_keys=False, allow_unicode=True))
        if target.exists():
            target.rmdir()
        draft.rename(target)
    except OSError as error:
        raise CourseError(f"no copy was written: {error.strerror or error} ({error.filename or target}).") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    advice = "Publish it as a repository of its own: a public fork of this one, and its history, carry the answers."
    console.print(f"The class's copy lies in {target}. {advice}")


def _new_folder(project, name):
    """Return the path of a class's copy, links and ``..`` followed; refuse every place where it cannot lie, before any work."""
    if not name.strip():
        raise CourseError("name the folder for the copy.")
    if Path(name).is_symlink() and not Path(name).exists():
        raise CourseError(f"{name} is a link that leads nowhere: name a new folder.")
    try:
        target = Path(name).resolve()
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise CourseError(f"{name} is not an empty folder: name a new one.")
    except OSError as error:  # a loop of links, a name too long, a folder that may not be read
        raise CourseError(f"{name} cannot be the new folder: {error.strerror}.") from None
    except RuntimeError:  # a loop of links, in Python before 3.13
        raise CourseError(f"{name} cannot be the new folder: it is a loop of links.") from None
    if target.is_relative_to(project.root):
        raise CourseError(f"{name} lies in the course: name a folder outside of it.")
    return target


def is_left_out(name):
    """Tell whether a file of the course, by its path in the repository, stays out of a class's copy."""
    return any(name == part or name.startswith(f"{part}/") for part in LEFT_OUT) or name.startswith(_PREFIXES)


def _unlink(path, name):
    """Make links of a page to what is left out plain text."""

    def plain(link):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link[2].partition("#")[0]))
        return link[1] if is_left_out(target) else link[0]

    text = path.read_text("utf8")
    without = re.sub(r"\[([^\]]+)\]\(([^()\s]+)\)", plain, text)
    if without != text:
        path.write_text(without, "utf8")


def _without_answers(part):
    """Return a part of the table of contents without what is left out, and without lists that are empty then."""
    if isinstance(part, list):
        kept = [_without_answers(item) for item in part]
        return [item for item in kept if not (isinstance(item, dict) and is_left_out(item.get("file", "")))]
    if isinstance(part, dict):
        shorter = {key: _without_answers(item) for key, item in part.items()}
        return {key: item for key, item in shorter.items() if not (key == "sections" and not item)}
    return part

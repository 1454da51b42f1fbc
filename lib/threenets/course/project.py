"""Where things lie: the course's root folder, its pages and its one address."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

import yaml

from threenets import __version__
from threenets.course import CourseError

NOTEBOOK_FOLDERS = ("book", "exercises", "solutions")


@dataclass(frozen=True)
class Page:
    """A page of the course.

    Attributes
    ----------
    name : str
        Its path without suffix, below ``book/``; pages of other folders keep the folder (``solutions/fcn``).
    source : pathlib.Path
        The MyST file.
    """

    name: str
    source: Path

    @property
    def notebook(self):
        """Path of the executed notebook beside the source."""
        return self.source.with_suffix(".ipynb")

    @cached_property
    def text(self):
        """The MyST source."""
        return _read_text(self.source, f"{self.source.parent.name}/{self.source.name}")

    @property
    def is_notebook(self):
        """Whether the page holds code: its front matter names a kernel."""
        return self.text.startswith("---\n") and "kernelspec:" in self.text.split("\n---", 1)[0]


@dataclass(frozen=True)
class Address:
    """The public addresses, which stand once, in ``_config.yml``."""

    repository: str
    branch: str
    site: str

    def raw(self, path):
        """Return the address of a file's plain content."""
        return self.repository.replace("https://github.com/", "https://raw.githubusercontent.com/") + f"/{self.branch}/{path}"

    def colab(self, path):
        """Return the address at which Colab opens a notebook of the repository."""
        return self.repository.replace("https://github.com/", "https://colab.research.google.com/github/") + f"/blob/{self.branch}/{path}"

    def report(self, title, page):
        """Return the address of a new report about a page, with what is known filled in."""
        text = f"Page: {page} (version {__version__})\n\nWhat it says:\n\nWhat it should say:\n"
        return f"{self.repository}/issues/new?" + urlencode({"title": f"Mistake on the page “{title}”", "body": text})


@dataclass(frozen=True)
class Project:
    """A checkout of the course."""

    root: Path

    @classmethod
    def find(cls, start=None):
        """Return the project around ``start`` (default: the current folder), else the one this code lies in.

        Raises
        ------
        CourseError
            If there is no checkout of the course in either place, or its configuration cannot be read.
        """
        here = Path(start or Path.cwd()).resolve()
        for folder in (here, *here.parents, Path(__file__).resolve().parents[3]):
            if (folder / "_config.yml").is_file() and (folder / "lib" / "threenets").is_dir():
                project = cls(folder)
                _ = project.config  # a broken one is told before any work
                return project
        raise CourseError(f"no checkout of the course around {here}: call this inside the repository.")

    @cached_property
    def config(self):
        """The content of ``_config.yml``, which must state the addresses."""
        config = _read_yaml(self.root / "_config.yml")
        for part, key in (("repository", "url"), ("repository", "branch"), ("html", "baseurl")):
            if not (isinstance(config.get(part), dict) and isinstance(config[part].get(key), str)):
                raise CourseError(f"_config.yml states no `{key}` under `{part}`: restore it.")
        return config

    @cached_property
    def toc(self):
        """The content of ``_toc.yml``, in which each chapter must name its file."""
        toc = _read_yaml(self.root / "_toc.yml")
        if not isinstance(toc.get("root"), str):
            raise CourseError("_toc.yml names no `root`, the book's first page: restore it.")
        return toc

    @property
    def address(self):
        """The configured `Address`."""
        repository = self.config["repository"]
        return Address(repository["url"].rstrip("/"), repository["branch"], self.config["html"]["baseurl"].rstrip("/") + "/")

    @property
    def build(self):
        """Folder of everything that is made and never committed."""
        return self.root / "_build"

    @property
    def parts(self):
        """Caption and files, without suffix, of each part of the book."""
        toc = self.toc
        parts = toc.get("parts") or [{"caption": "Pages", "chapters": toc.get("chapters", [])}]
        return [(part["caption"], [file.removesuffix(".md") for chapter in part["chapters"] for file in _with_sections(chapter)])
                for part in parts]  # fmt: skip

    @cached_property
    def shown(self):
        """The pages of the book by name: those in ``_toc.yml``, in its order."""
        files = [self.toc["root"]]
        parts = [self.toc, *(self.toc.get("parts") or [])]
        while parts:
            part = parts.pop(0)
            for chapter in [*(part.get("chapters") or []), *(part.get("sections") or [])]:
                if not (isinstance(chapter, dict) and isinstance(chapter.get("file"), str)):
                    raise CourseError(f"_toc.yml: {chapter!r} names no `file`.")
                files.append(chapter["file"])
                parts.append(chapter)
        sources = [(self.root / file).with_suffix(".md") for file in files]
        absent = [path.relative_to(self.root).as_posix() for path in sources if not path.is_file()]
        if absent:
            raise CourseError(f"_toc.yml names {', '.join(absent)}, which does not exist.")
        return self._named(sources)

    @cached_property
    def pages(self):
        """All pages by name: those of the book, then other notebooks of the course's folders."""
        return self.shown | self._named(path for folder in NOTEBOOK_FOLDERS for path in sorted((self.root / folder).glob("*.md")))

    def _named(self, sources):
        pages = [Page(path.relative_to(self.root).with_suffix("").as_posix().removeprefix("book/"), path) for path in sources]
        return {page.name: page for page in pages}

    @property
    def notebooks(self):
        """The pages that hold code, by name."""
        return {name: page for name, page in self.pages.items() if page.is_notebook}

    def choose(self, names):
        """Return the notebook pages of these names; all of them if there is none.

        Raises
        ------
        CourseError
            If a name is not that of a notebook page.
        """
        known = self.notebooks
        wrong = [name for name in names if self.plain(name) not in known]
        if wrong:
            raise CourseError(f"no notebook page {', '.join(map(repr, wrong))}. The pages are: {', '.join(known)}.")
        return [known[self.plain(name)] for name in dict.fromkeys(names)] or list(known.values())

    def reference(self, page):
        """Return the path of a page's reference file."""
        return self.root / "references" / f"{page.name.replace('/', '-')}.toml"

    @staticmethod
    def plain(name):
        """Return a page's name without what a user may have typed around it."""
        return name.removeprefix("./").removeprefix("book/").removesuffix(".md").removesuffix(".ipynb")


def _read_text(path, name):
    try:
        return path.read_text("utf8")
    except UnicodeDecodeError:
        raise CourseError(f"{name} is not UTF-8 text: save it with that encoding.") from None


def _read_yaml(path):
    """Return a file's mapping; what is none is an error in a line."""
    try:
        content = yaml.safe_load(_read_text(path, path.name))
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = f" at line {place.line + 1}" if place else ""
        raise CourseError(f"{path.name} is not readable{where}: {getattr(error, 'problem', None) or error}. Mend or restore it.") from None
    if not isinstance(content, dict):
        raise CourseError(f"{path.name} holds no settings of the form NAME: VALUE. Restore it.")
    return content


def _with_sections(chapter):
    """The file of a chapter in ``_toc.yml``, and those of its sections after it."""
    return [chapter["file"], *(file for section in chapter.get("sections") or [] for file in _with_sections(section))]

"""The directive ``{generated}``: text that the book's build makes from the files of ``references/``.

``{generated} reproduction fcn`` gives the statements about a chapter, ``{generated} reproduction`` the count of all verdicts,
``{generated} release pages`` a part of the last release's report.
"""

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from threenets.course import CourseError, report_text
from threenets.course.project import Project
from threenets.course.report import read_snapshot, snapshot_file
from threenets.course.reproduction import chapter_text, summary_table


def reproduction(project, chapter=""):
    """Return the statements about a chapter, or, without one, the count of all verdicts."""
    return chapter_text(project, chapter) if chapter else summary_table(project)


def release(project, part="pages"):
    """Return a part of the last release's report."""
    if part not in report_text.PARTS:
        raise CourseError(f"the report has no part {part!r}: its parts are {', '.join(report_text.PARTS)}.")
    snapshot = read_snapshot(project)
    return report_text.PARTS[part](snapshot) if snapshot else "There is no release yet."


MAKERS = {"reproduction": reproduction, "release": release}


class Generated(SphinxDirective):
    """Parses what a maker returns as if it stood in the page; a mistake is an error of the build."""

    required_arguments, optional_arguments = 1, 1

    def run(self):
        """Return the nodes of the generated text."""
        name, *argument = self.arguments
        project = Project.find(self.env.srcdir)
        # a changed reference changes the page, although its source stays the same; a missing file counts as changed
        references = {*(project.root / "references").iterdir(), snapshot_file(project)}
        for path in [*references, *(page.notebook for page in project.notebooks.values())]:
            self.env.note_dependency(str(path))
        try:
            if name not in MAKERS:
                raise CourseError(f"nothing is called {name!r}: there are {', '.join(MAKERS)}.")
            text = MAKERS[name](project, *argument)
        except CourseError as error:
            raise self.error(f"{{generated}} {' '.join(self.arguments)}: {error}") from None
        inner = nodes.container(classes=["generated"])
        self.state.nested_parse(StringList(text.splitlines(), source=self.env.doc2path(self.env.docname)), self.content_offset, inner)
        return inner.children

"""The report of a run: what it says of time, memory, data, bands and drift, and when a release's snapshot is refused."""

import json
import re

import pytest
from conftest import ROOT, edit

from threenets.course import CourseError, Failure, report
from threenets.course.book import build_html
from threenets.course.cli import main
from threenets.course.markdown import table
from threenets.course.project import Project
from threenets.course.runner import Job, run_pages


@pytest.fixture
def project(small):
    """The small course, whose page was run by the build that made its reference."""
    return Project(small)


def stored_report(project):
    return report.make_report(project, report.BOOK, report.stored(project))


def test_report_tells_time_memory_versions_and_how_the_values_lie(project):
    found = stored_report(project)
    page = found["pages"]["tiny"]
    assert page["seconds"] > 0 and 20 < page["peak_memory_mb"] < 10_000
    assert page["banded"] == page["in_band"] > 3 and page["exact"] >= 2
    assert page["guards"] == 1 and page["refuted"] == page["problems"] == []
    assert all(place <= 1 for _, place in page["farthest"])
    assert found["versions"].keys() >= {"Python", "tensorflow", "papermill"} and "absent" not in found["versions"].values()
    assert found["values"]["tiny"]["how_many"] == 1000 and not any(name.startswith("figure.") for name in found["values"]["tiny"])
    json.dumps(found)


def test_peak_memory_is_that_of_the_page(course):
    sizes = []
    for words in ("1 + 1", "held = np.ones(60_000_000)"):
        page = course.add("tiny", {'print("the end")': words})
        (result,) = run_pages(course.project(), [Job(page, course.root / "_build" / "tiny.ipynb")])
        assert not result.error
        sizes.append(result.peak_memory_mb)
    assert 430 < sizes[1] - sizes[0] < 530  # sixty million numbers of eight bytes are 480 MB


def test_value_out_of_its_band_and_refuted_guard_are_in_the_report(project):
    edit(project.root / "references" / "tiny.toml", "mean_of_numbers = {value", "old_mean = {value")
    edit(project.root / "book" / "tiny.ipynb", '"application/papermill.record/text/plain": "True"', '"application/papermill.record/text/plain": "False"')
    page = stored_report(project)["pages"]["tiny"]
    assert any("mean_of_numbers" in problem for problem in page["problems"])
    assert page["refuted"] == ["the mean is larger than two"]
    assert "<strong>tiny</strong>" in report.write_report(project, stored_report(project)).read_text("utf8")


def test_time_of_other_code_is_not_told(project):
    edit(project.root / "book" / "tiny.md", "normal(3, 0.1", "normal(3, 0.2")
    assert stored_report(Project(project.root))["pages"]["tiny"]["seconds"] is None


def test_setting_without_a_band_says_so(project):
    found = report.make_report(project, "fast-auto-seed1", report.stored(project))
    assert found["setting"] == "fast-cpu-seed1"
    assert found["pages"]["tiny"]["problems"] == ["there is no reference for this profile, device and data"]


def test_snapshot_is_written_refused_and_compared(project, monkeypatch):
    file = report.write_snapshot(project)
    assert stored_report(project)["drift"]["since"] == ""  # the first release has nothing to be compared with
    first = json.loads(file.read_text("utf8"))

    edit(file, f'"version": "{first["version"]}"', '"version": "0.0.1"')
    edit(file, '"how_many": 1000', '"how_many": 999')
    path = project.root / "references" / "tiny.toml"
    stored = float(re.search(r"mean_of_numbers = \{value = ([\d.]+)", path.read_text("utf8"))[1])
    half = (first_band := re.search(r"mean_of_numbers = .*low = ([\d.]+), high = ([\d.]+)", path.read_text("utf8"))) and \
        (float(first_band[2]) - float(first_band[1])) / 2
    edit(file, f'"mean_of_numbers": {stored}', f'"mean_of_numbers": {stored + half / 2}')
    moved = {move["name"]: move for move in stored_report(project)["drift"]["moved"]}
    assert moved["how_many"]["share"] is None and moved["how_many"]["before"] == 999
    assert moved["mean_of_numbers"]["share"] == pytest.approx(0.5, rel=1e-3)
    assert len(moved) == 2

    report.write_snapshot(project)
    again = json.loads(report.write_snapshot(project).read_text("utf8"))  # written twice, it still knows the release before
    assert again["drift"]["since"] == "0.0.1" and len(again["drift"]["moved"]) == 2

    (report.folder(project) / "runs.json").unlink()
    with pytest.raises(CourseError, match="no time is known for tiny"):
        report.write_snapshot(project)
    edit(project.root / "references" / "tiny.toml", "how_many = ", "nobody = {value = 1}\nhow_many = ")
    with pytest.raises(CourseError, match="the reference nobody is measured nowhere"):
        report.write_snapshot(project)
    assert json.loads(file.read_text("utf8")) == again


def test_values_of_another_setting_or_other_data_are_not_compared(project):
    file = report.write_snapshot(project)
    edit(file, '"version": "', '"version": "0.0.0-')
    assert stored_report(project)["drift"]["since"]
    assert not report.drift(project, stored_report(project) | {"setting": "fast-cpu-seed1"})["since"]
    assert not report.drift(project, stored_report(project) | {"data": {"mnist": {"digest": "0"}}})["since"]


def test_commands_write_the_report_and_the_snapshot(small, monkeypatch, capsys):
    monkeypatch.chdir(small)
    assert main(["report"]) == 0 and not (small / "references" / "release.json").exists()
    assert main(["report", "--snapshot"]) == 0 and (small / "references" / "release.json").is_file()
    (small / "_build" / "report" / "report.json").unlink()
    assert main(["run", "--profile", "fast", "--jobs", "1"]) == 0
    made = json.loads((small / "_build" / "report" / "report.json").read_text("utf8"))
    assert made["setting"] == "fast-cpu-seed1" and made["pages"]["tiny"]["seconds"] > 0
    assert "report.html" in capsys.readouterr().out


def test_page_shows_the_snapshot_and_refuses_an_unknown_part(project):
    index = project.root / "book" / "index.md"
    index.write_text("# Start\n\n```{generated} release pages\n```\n", "utf8")
    assert "There is no release yet." in (build_html(project).parent / "book" / "index.html").read_text("utf8")
    report.write_snapshot(project)
    assert "peak memory in MB" in (build_html(project).parent / "book" / "index.html").read_text("utf8")
    edit(index, "release pages", "release weather")
    with pytest.raises(Failure, match="no part 'weather'"):
        build_html(project)


def test_cell_of_a_table_cannot_break_it():
    assert table(("a", "b"), [("x | y", "two\nlines")]).splitlines()[-1] == r"| x \| y | two lines |"


def test_report_page_of_the_book_shows_every_part():
    text = (ROOT / "book" / "report.md").read_text("utf8")
    from threenets.course.report_text import PARTS

    assert set(re.findall(r"\{generated\} release (\w+)", text)) == set(PARTS)

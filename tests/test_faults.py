"""Every gate is proven able to fail: a small course, one planted fault each, and the untouched course beside it."""

import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from conftest import ROOT, SmallCourse, edit

from threenets.course import CourseError, Failure, build, references, verification
from threenets.course.book import build_html
from threenets.course.parameters import check_parameters, declared
from threenets.course.runner import Job, run_page


def verdict(root):
    from threenets.course.project import Project

    project = Project(root)
    return verification.verify(project, project.pages["tiny"])


def change_notebook(root, change):
    """Apply ``change`` to the code cells of the stored notebook."""
    path = root / "book" / "tiny.ipynb"
    notebook = nbformat.read(path, 4)
    change([cell for cell in notebook.cells if cell.cell_type == "code"])
    path.write_text(nbformat.writes(notebook) + "\n", "utf8")


def output_with(cells, text):
    return next(o for c in cells for o in c.outputs if text in json.dumps(o, ensure_ascii=False))


def pytest_nbval(root, *arguments, environment=None):
    """Run ``pytest --nbval`` in a course of its own process; return its exit code and words."""
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "book", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env={**os.environ, **(environment or {})})
    return done.returncode, done.stdout + done.stderr


# ---- stored references -------------------------------------------------------------------------------------------


def test_untouched_course_is_in_order(small):
    assert verdict(small).problems == []


def forge_glue(root):
    change_notebook(root, lambda cells: output_with(cells, '"name": "mean_of_numbers"').data.update(
        {"application/papermill.record/text/plain": "2.5"}))


def forge_line(root):
    def change(cells):
        output = output_with(cells, "mean of the numbers ≈")
        output.text = re.sub(r"≈ \d\.\d", "≈ 9.9", output.text, count=1)

    change_notebook(root, change)


def forge_word(root):
    change_notebook(root, lambda cells: output_with(cells, "the end").update(text="the beginning\n"))


def forge_prose(root):
    edit(root / "book" / "tiny.ipynb", "The mean of 1,000 numbers", "The mean of 1,001 numbers")


def forge_reference(root):
    path = root / "references" / "tiny.toml"
    path.write_text(re.sub(r"(mean_of_numbers = \{value = \d\.)\d", r"\g<1>7", path.read_text("utf8")), "utf8")


def widen_band(root):
    path = root / "references" / "tiny.toml"
    path.write_text(re.sub(r"(mean_of_numbers = .*high = )[\d.]+", r"\g<1>99.0", path.read_text("utf8")), "utf8")


def drop_reference(root):
    path = root / "references" / "tiny.toml"
    path.write_text(re.sub(r"^how_many = .*\n", "", path.read_text("utf8"), flags=re.M), "utf8")


def add_reference(root):
    edit(root / "references" / "tiny.toml", "how_many = ", "nobody = {value = 1}\nhow_many = ")


def unexecute(root):
    change_notebook(root, lambda cells: cells[3].update(execution_count=None))


def strip_outputs(root):
    change_notebook(root, lambda cells: [cell.update(outputs=[], execution_count=None) for cell in cells])


def stderr_output(root):
    change_notebook(root, lambda cells: cells[-1].outputs.append(nbformat.v4.new_output("stream", name="stderr", text="oh")))


def stale_code(root):
    edit(root / "book" / "tiny.md", "normal(3, 0.1", "normal(3, 0.2")


def other_tag(root):
    edit(root / "book" / "tiny.md", ":tags: [guard, hide-input]", ":tags: [hide-input]")


def edited_prose(root):
    edit(root / "book" / "tiny.md", "How large is", "How small is")


def foreign_lock(root):
    with open(root / "requirements" / "book.txt", "a") as lock:
        lock.write("another==1\n")


def missing_notebook(root):
    (root / "book" / "tiny.ipynb").unlink()


STORED_FAULTS = {
    forge_glue: "mean_of_numbers",
    forge_line: "disagree",
    forge_word: "differ from the digest",
    forge_prose: "the text of tiny.ipynb differs",
    forge_reference: "mean_of_numbers is stored as",
    widen_band: "the band of mean_of_numbers is not the one",
    drop_reference: "how_many has no reference|how_many = 1000 has no reference",
    add_reference: "the reference nobody is measured nowhere",
    unexecute: "not those of one clean run",
    strip_outputs: "not those of one clean run",
    stderr_output: "error stream",
    stale_code: "the page's code changed",
    other_tag: "the page's code changed",
    edited_prose: "the text of tiny.ipynb differs",
    foreign_lock: "the lock changed",
    missing_notebook: "was never executed",
}


@pytest.mark.parametrize("plant", STORED_FAULTS, ids=lambda plant: plant.__name__)
def test_fault_in_a_stored_reference_is_named(small, plant):
    plant(small)
    problems = "\n".join(verdict(small).problems)
    assert re.search(STORED_FAULTS[plant], problems), problems


OWN_OUTPUTS = (forge_prose, forge_reference, widen_band, drop_reference, add_reference, edited_prose)


@pytest.mark.parametrize("plant", STORED_FAULTS, ids=lambda plant: plant.__name__)
def test_build_runs_a_page_whose_stored_outputs_are_not_its_own(small, plant):
    from threenets.course.project import Project

    plant(small)
    assert ("tiny" in build.stale_pages(build.verdicts(Project(small)))) == (plant not in OWN_OUTPUTS)


def test_comment_in_the_code_does_not_make_a_page_stale(small):
    edit(small / "book" / "tiny.md", "values = values.mean", "# a remark\nvalues = values.mean")
    assert verdict(small).stale == []


@pytest.mark.parametrize("file, module", [("measure.py", "measure"), ("style/__init__.py", "style")])
def test_one_changed_line_of_a_library_module_is_named(small, file, module):
    (small / "lib").unlink()
    shutil.copytree(ROOT / "lib", small / "lib", ignore=shutil.ignore_patterns("*.pyc", "*.egg-info"))
    assert verdict(small).problems == []
    with open(small / "lib" / "threenets" / file, "a") as source:
        source.write("\n# only a remark\n")
    assert verdict(small).problems == []
    with open(small / "lib" / "threenets" / file, "a") as source:
        source.write("\nANOTHER = 1\n")
    assert verdict(small).stale == [f"module threenets.{module} changed"]


def test_calibration_runs_each_seed_but_the_books_own(small):
    from threenets.course.calibrate import _book_run
    from threenets.course.project import Project

    records = small / "_build" / "calibrate" / "tiny"
    assert {path.name for path in records.glob("*.json")} == {"full-cpu-11.json", "full-cpu-21.json"}
    page, reference = Project(small).pages["tiny"], references.read_reference(Project(small), Project(small).pages["tiny"])
    assert _book_run(page, reference)["values"]["mean_of_numbers"] == reference["run"][0]["values"]["mean_of_numbers"]["value"]
    change_notebook(small, lambda cells: output_with(cells, "3.0").update(metadata={"tampered": True}))
    assert _book_run(page, reference) == {}


def test_running_again_changes_nothing(small):
    from threenets.course.project import Project

    before = [(small / name).read_bytes() for name in ("book/tiny.ipynb", "references/tiny.toml")]
    build.make_references(Project(small), ["tiny"])
    assert [(small / name).read_bytes() for name in ("book/tiny.ipynb", "references/tiny.toml")] == before


def test_another_address_makes_nothing_stale_and_reaches_the_notebook(small):
    from threenets.course.project import Project

    edit(small / "_config.yml", "https://github.com/OWNER/three-networks", "https://github.com/teacher/class")
    edit(small / "_config.yml", "https://OWNER.github.io/three-networks/", "https://teacher.example/class/")
    assert verdict(small).problems == []
    project = Project(small)
    build.require_fresh(project)
    html = build_html(project).parent
    page = (html / "book" / "tiny.html").read_text("utf8")
    assert "colab.research.google.com/github/teacher/class/blob/main/book/tiny.ipynb" in page
    assert "OWNER" not in page
    assert "https://github.com/teacher/class" in (html / "_sources" / "book" / "tiny.ipynb").read_text("utf8")
    build.refresh_all(project, {})
    assert "teacher.example/class/book/index.html" in (small / "book" / "tiny.ipynb").read_text("utf8")
    assert verdict(small).problems == []


# ---- the built book ----------------------------------------------------------------------------------------------


def test_book_is_built_from_stored_outputs_and_needs_no_network(small):
    from threenets.course.project import Project

    edit(small / "book" / "index.md", "It exists", "See {glue:text}`tiny.md::mean_of_numbers:.3f`. It exists")
    html = build_html(Project(small)).parent
    page = (html / "book" / "tiny.html").read_text("utf8")
    assert 'alt="A straight line from 0 to 4 metres."' in page
    assert re.search(r"mean of the numbers ≈ \d", page)
    assert "large numbers ≈ 2 (1 to 3 over 3 rows)" in page
    assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="https?://(?!github|colab|OWNER)', page)
    assert re.search(r'src="[^"]*mathjax/tex-chtml\.js', page)
    assert (html / "_static" / "mathjax" / "tex-chtml.js").is_file()
    assert (html / "_sources" / "book" / "tiny.ipynb").read_bytes() == (small / "book" / "tiny.ipynb").read_bytes()
    assert "/edit/main/book/tiny.md" in page
    assert re.search(r">\d\.\d{3}<", (html / "book" / "index.html").read_text("utf8"))


def test_dead_link_fails_the_book_each_time(small):
    from threenets.course.project import Project

    edit(small / "book" / "index.md", "It exists", "[nowhere](nowhere.md)")
    for _ in range(2):  # a warm second build must not be green
        with pytest.raises(Failure, match="nowhere"):
            build_html(Project(small))


def test_stale_page_fails_the_book(small):
    from threenets.course.project import Project

    stale_code(small)
    with pytest.raises(Failure, match="the page's code changed"):
        build_html(Project(small))


# ---- running a page ----------------------------------------------------------------------------------------------

END = 'print("the end")'
RUN_FAULTS = {
    "failing cell": ({END: "1 / 0"}, "ZeroDivisionError"),
    "asks to exit": ({END: "import sys\nsys.exit(0)"}, "SystemExit"),
    "exits early": ({"values = np.random": "import os\nos._exit(0)\nvalues = np.random"}, "DeadKernelError|never ran"),
    "value that is no number": ({END: 'measure("oops", float("nan"), "no number")'}, "finite number"),
    "float as exact": ({END: 'exact("oops", 0.5, "half")'}, "use `measure`"),
}


@pytest.mark.parametrize("name", RUN_FAULTS)
def test_page_that_fails_is_reported_and_leaves_its_partial_notebook(course, name):
    replace, message = RUN_FAULTS[name]
    page = course.add("tiny", replace)
    output = course.root / "_build" / "run" / "tiny.ipynb"
    result = run_page(course.project(), Job(page, output))
    assert re.search(message, result.error), result.error
    assert not output.exists()
    assert not list(output.parent.glob("*.part"))


def test_value_measured_twice_is_an_error(course):
    page = course.add("tiny", {END: 'exact("how_many", 1000, "numbers drawn")'})
    with pytest.raises(Failure, match="measured twice"):
        build.make_references(course.project(), [page.name])


PARAMETERS = 'profile = "full"\ndevice = "auto"\nseed = 1'
PARAMETER_FAULTS = {
    "missing tag": ({":tags: [parameters]\n\n": "\n"}, "exactly one cell must be tagged"),
    "doubled tag": ({":tags: [guard, hide-input]": ":tags: [parameters]"}, "found 2"),
    "annotated": ({PARAMETERS: 'profile = "full"\ndevice = "auto"\nseed: int = 1'}, "annotated"),
    "no literal": ({PARAMETERS: 'profile = "full"\ndevice = "auto"\nseed = len("a")'}, "no literal"),
    "one missing": ({PARAMETERS: 'profile = "full"\ndevice = "auto"'}, "lacks seed"),
    "more than assignments": ({PARAMETERS: PARAMETERS + "\nprint(1)"}, "more than NAME = VALUE"),
}


@pytest.mark.parametrize("name", PARAMETER_FAULTS)
def test_parameters_that_papermill_would_pass_over_are_refused(course, name):
    replace, message = PARAMETER_FAULTS[name]
    with pytest.raises(CourseError, match=message):
        declared(course.add("tiny", replace))


@pytest.mark.parametrize("wanted, message", [({"sead": 2}, "no parameter 'sead'"), ({"seed": "two"}, "takes a value like 1")])
def test_unknown_and_wrong_parameters_are_refused_before_work(course, wanted, message):
    page = course.add("tiny")
    check_parameters([page], {"seed": 2})
    with pytest.raises(CourseError, match=message):
        check_parameters([page], wanted)


@pytest.mark.parametrize("old, new, message", [
    ("How large is", "{unknown}`x` How large is", "the role {unknown}"),
    ("How large is", "```{mermaid}\ngraph\n```\n\nHow large is", "the directive {mermaid}"),
    ("{glue:text}`mean_of_numbers:.2f`", "{glue:text}`no_such_name`", "'no_such_name' is not measured"),
    ("{glue:text}`mean_of_numbers:.2f`", "{glue:text}`mean_of_numbers:q`", "which has no form 'q'"),
])  # fmt: skip
def test_text_that_has_no_plain_form_is_refused(course, finished, old, new, message):
    page = course.add("tiny", {old: new})
    shutil.copy(finished / "book" / "tiny.ipynb", page.notebook)
    from threenets.course.notebooks import make_notebook, read_notebook

    with pytest.raises(CourseError, match=message):
        make_notebook(page, course.project(), read_notebook(page.notebook))


# ---- nbval -------------------------------------------------------------------------------------------------------


def test_nbval_passes_the_untouched_course_from_its_root_and_from_below(small):
    (small / "_build").mkdir(exist_ok=True)
    shutil.copy(small / "book" / "tiny.ipynb", small / "_build" / "copy.ipynb")
    code, words = pytest_nbval(small)
    assert code == 0 and "9 passed" in words, words
    done = subprocess.run([sys.executable, "-m", "pytest", "--nbval", "-q", "tiny.ipynb"], cwd=small / "book", capture_output=True, text=True)
    assert done.returncode == 0 and "9 passed" in done.stdout, done.stdout


def test_nbval_finds_a_value_out_of_its_band_even_where_everything_stored_agrees(small):
    # a consistent forgery of the whole reference: only running the page again can tell
    code, words = 0, ""
    path = small / "references" / "tiny.toml"
    text = path.read_text("utf8")
    moved = re.sub(r"^mean_of_numbers = .*$", "mean_of_numbers = {value = 5.0, mean = 5.0, deviation = 0.0, low = 4.9995, high = 5.0005}", text, flags=re.M)
    assert moved != text
    path.write_text(moved, "utf8")
    code, words = pytest_nbval(small)
    assert code == 1
    assert re.search(r"mean_of_numbers = [\d.]+ is out of its band 4.9995 to 5.0005", words), words


def test_nbval_finds_a_changed_word_and_a_reference_that_was_never_executed(small):
    forge_word(small)
    code, words = pytest_nbval(small)
    assert code == 1 and "Cell outputs differ" in words and "differ from the digest" in words, words
    strip_outputs(small)
    code, words = pytest_nbval(small)
    assert code == 1 and "not those of one clean run" in words, words


def test_nbval_skips_with_the_reason_on_another_device(small):
    code, words = pytest_nbval(small, environment={"THREENETS_DEVICE": "gpu"})
    assert code == 0 and "8 skipped" in words and "no band for the device 'gpu'" in words, words


# ---- the command line --------------------------------------------------------------------------------------------


def threenets(root, *arguments, environment=None):
    command = [sys.executable, "-m", "threenets", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, env={**os.environ, **(environment or {})})


@pytest.mark.parametrize("arguments, message", [
    (["run", "nopage"], "no notebook page 'nopage'. The pages are: tiny"),
    (["run", "--profile", "slow"], "unknown profile 'slow'"),
    (["run", "--device", "tpu"], "unknown device 'tpu'"),
    (["run", "--seed", "x"], "--seed takes a whole number"),
    (["run", "--seed", "-1"], "the seed must be a whole number"),
    (["run", "--jobs", "0"], "--jobs must be at least 1"),
    (["run", "-p", "foo=1"], "has no parameter 'foo'"),
    (["run", "-p", "foo"], "is no parameter: write NAME=VALUE"),
    (["run", "-p", "seed=3"], "give the seed as --seed"),
    (["calibrate", "tiny", "--seeds", "1"], "at least 2 seeds"),
    (["calibrate", "nopage"], "no notebook page"),
    (["calibrate", "tiny", "--seeds", "99999999999"], "at most 1000 seeds"),
    (["data", "fetch", "nothing"], "no data set 'nothing'"),
    (["run", "--seed", "99999999999999999999"], "the seed must be a whole number from 0 to"),
    (["exercises", "../../x"], "there are no exercises '../../x'"),
    (["exercises", "fcn", "--to", "_config.yml"], "--to takes a folder, and _config.yml is none"),
])  # fmt: skip
def test_command_refuses_what_it_does_not_know(small, capsys, monkeypatch, arguments, message):
    from threenets.course.cli import main

    monkeypatch.chdir(small)
    assert main(arguments) == 2
    words = capsys.readouterr()
    assert message in words.err and "Traceback" not in words.err
    assert not (small / "_build" / "run").exists()


def test_second_build_at_the_same_time_is_refused(small, capsys, monkeypatch):
    from threenets.course.cli import main
    from threenets.course.project import Project

    stale_code(small)
    monkeypatch.chdir(small)
    with build.alone(Project(small)):
        assert main(["build", "--frozen"]) == 2
    assert "another `threenets build` is at work" in capsys.readouterr().err
    assert main(["build", "--frozen"]) == 1  # the lock is free again, and the page is stale


def overwrite(name, content):
    def plant(root):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)

    return plant


def no_address(root):
    path = root / "_config.yml"
    path.write_text(re.sub(r"^repository:\n.*?^html:", "html:", path.read_text("utf8"), flags=re.M | re.S), "utf8")


CHECKOUT_FAULTS = {
    "configuration that is no YAML": (overwrite("_config.yml", b"title: [\n"), "_config.yml is not readable at line 2"),
    "empty configuration": (overwrite("_config.yml", b""), "_config.yml holds no settings"),
    "no address": (no_address, "_config.yml states no `url` under `repository`"),
    "contents that are no YAML": (overwrite("_toc.yml", b"root: [\n"), "_toc.yml is not readable"),
    "empty contents": (overwrite("_toc.yml", b""), "_toc.yml holds no settings"),
    "no first page": (overwrite("_toc.yml", b"format: jb-book\n"), "_toc.yml names no `root`"),
    "chapter without file": (overwrite("_toc.yml", b"root: book/index\nchapters:\n- title: x\n"), "names no `file`"),
    "reference that is no TOML": (overwrite("references/tiny.toml", b"page = [\n"), "references/tiny.toml is not readable"),
    "reference that is no text": (overwrite("references/tiny.toml", b"\xff\xfe"), "references/tiny.toml is not readable"),
    "incomplete reference": (overwrite("references/tiny.toml", b'page = "tiny"\n'), "references/tiny.toml is not complete"),
    "page that is no text": (overwrite("book/tiny.md", b"caf\xe9"), "book/tiny.md is not UTF-8 text"),
    "snapshot of something else": (overwrite("references/release.json", b"[1]"), "references/release.json is not the report"),
}


@pytest.mark.parametrize("name", CHECKOUT_FAULTS)
def test_damaged_file_of_the_checkout_is_one_message(small, capsys, monkeypatch, name):
    from threenets.course.cli import main

    plant, message = CHECKOUT_FAULTS[name]
    plant(small)
    monkeypatch.chdir(small)
    for command in (["report"],) if "snapshot" in name else (["status"], ["build", "--frozen"]):
        assert main(command) == 2
        words = capsys.readouterr().err
        assert message in words and len(words.splitlines()) == 1, words


@pytest.mark.parametrize("old, new, message", [
    ("values = values.mean", "values = (values.mean", "tiny.md: its code is no Python: "),
    ("seed = 1", "seed = = 1", "tiny.md: the parameters cell is no Python: "),
])  # fmt: skip
def test_page_that_is_no_python_is_one_message(small, capsys, monkeypatch, old, new, message):
    from threenets.course.cli import main

    edit(small / "book" / "tiny.md", old, new)
    monkeypatch.chdir(small)
    assert main(["run", "tiny", "--profile", "fast"]) == 2
    words = capsys.readouterr().err
    assert message in words and len(words.splitlines()) == 1, words


@pytest.mark.parametrize("content", ["[]", "{", '{"complete": false, "done": []}', '{"complete": false, "done": {"tiny": {}}}'])
def test_damaged_notes_of_an_earlier_run_are_passed_over(small, content):
    from threenets.course.run import _resume
    from threenets.course.project import Project

    overwrite("_build/run/x/state.json", content.encode())(small)
    project = Project(small)
    assert _resume(small / "_build" / "run" / "x", project, list(project.notebooks.values()))[0] == {}


def test_one_verification_serves_a_whole_build(small, monkeypatch):
    from threenets.course.project import Project

    project, asked = Project(small), []
    monkeypatch.setattr(build, "verify", lambda project, page: asked.append(page.name) or verification.verify(project, page))
    judged = build.verdicts(project)
    edit(small / "book" / "tiny.md", "How large is", "How small is")
    assert build.stale_pages(judged) == {} and build.refresh_all(Project(small), judged) == []
    assert asked == ["tiny"] and "How small is" in (small / "book" / "tiny.ipynb").read_text("utf8")


def test_frozen_build_names_the_stale_page_and_runs_nothing(small, capsys, monkeypatch):
    from threenets.course.cli import main

    stale_code(small)
    monkeypatch.chdir(small)
    assert main(["build", "--frozen"]) == 1
    assert "tiny: the page's code changed" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root writes everywhere, and setpriv is absent")
def test_output_folder_that_cannot_be_written_is_one_message(small):
    (small / "_build").rename(small / "_old")
    (small / "_build").write_text("a file in the way")
    done = threenets(small, "run", "--profile", "fast")
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert "cannot read or write" in done.stderr and "_build" in done.stderr, done.stderr


@pytest.mark.parametrize("error, lines", [("DataError", 1), ("KeyError", 6)])
def test_error_that_says_it_all_comes_without_the_lines_of_code(small, error, lines):
    from threenets.course.project import Project

    edit(small / "book" / "tiny.md", END, f"from threenets.data import DataError\n\nraise {error}('no such set')")
    project = Project(small)
    message = run_page(project, Job(project.pages["tiny"], small / "tiny.ipynb")).error
    assert "no such set" in message and len(message.partition("\nThe partial")[0].splitlines()) >= lines
    assert ("raise" in message) == (lines > 1)


def test_killed_run_goes_on_where_it_stopped(small):
    from threenets.course.project import Project

    course = SmallCourse.__new__(SmallCourse)
    course.root = small
    for name, text in (("second", 'import time\ntime.sleep(60)'),):
        page = (small / "book" / "tiny.md").read_text("utf8").replace(END, text)
        (small / "book" / f"{name}.md").write_text(page, "utf8")
    course.write_toc(["tiny", "second"])
    process = subprocess.Popen([sys.executable, "-m", "threenets", "run", "--jobs", "1"], cwd=small, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    assert "done: tiny" in process.stdout.readline()
    os.killpg(process.pid, 9)
    process.wait()
    folder = small / "_build" / "run" / "full-auto-seed1"
    assert json.loads((folder / "state.json").read_text())["complete"] is False
    assert not (folder / "second.ipynb").exists()
    edit(small / "book" / "second.md", "time.sleep(60)", "time.sleep(0)")
    done = threenets(small, "run")
    assert done.returncode == 0 and "1 run, 1 taken over" in done.stdout, done.stdout + done.stderr
    assert Project(small).notebooks.keys() == {"tiny", "second"}

"""Which copies of the data a page is compared with, built from, and said to have used."""

import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT
from data_sets import clean, make_arrays, tiny, tiny_source, write_set, write_split  # noqa: F401

from threenets import data
from threenets.course import CourseError, build, copies, nbval_checks
from threenets.data import embedded, images, manifest


def arrays_digest(**change):
    return images.content_digest(make_arrays(**change))


# Images


def test_reference_copy_is_compared(tiny, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(tiny))
    monkeypatch.setattr(data, "verify", lambda name: pytest.fail("read, though its files are known"))
    assert copies.lacking("mnist", arrays_digest()) is None


def test_other_files_with_the_same_content_are_compared(tiny, monkeypatch):
    file = tiny / "mnist" / "3.0.1" / "mnist-train.tfrecord-00000-of-00001"
    write_split(file, *make_arrays()["train"], id="train_1")
    monkeypatch.setenv("TFDS_DATA_DIR", str(tiny))
    assert data.identify("mnist").copy == "unknown"
    assert copies.lacking("mnist", arrays_digest()) is None and data.in_use() == {}


def test_other_content_is_not_compared_and_the_reason_is_told(tiny, tmp_path, monkeypatch):
    root = tmp_path / "official"
    write_set(root, make_arrays(seed=9))
    monkeypatch.setenv("TFDS_DATA_DIR", str(root))
    reason = copies.lacking("mnist", arrays_digest())
    assert reason == f"{root / 'mnist' / '3.0.1'} holds another copy (unknown)"
    wanted = {"mnist": arrays_digest()}
    assert nbval_checks._why_skip({"run": []}, {"device": "cpu"}, "cpu", wanted) == (
        f"its reference was made with the book's copy of mnist, which is not here: {reason}"
    )
    assert nbval_checks._why_skip({"run": []}, {"device": "cpu"}, "cpu", {"mnist": arrays_digest(seed=9)}) == ""


@pytest.mark.parametrize("break_it, reason", [
    (lambda folder: (folder / "dataset_info.json").unlink(), "never finished"),
    (lambda folder: shutil.rmtree(folder.parent.parent), "does not exist"),
    (lambda folder: folder.parent.rename(folder.parents[1] / "other"), "9 tiny digits"),
])  # fmt: skip
def test_damaged_or_absent_data_are_a_reason(tiny, monkeypatch, break_it, reason):
    monkeypatch.setenv("TFDS_DATA_DIR", str(tiny))
    break_it(tiny / "mnist" / "3.0.1")
    assert reason in copies.lacking("mnist", arrays_digest())


def test_damage_that_only_reading_shows_is_a_reason(tiny, monkeypatch):
    file = tiny / "mnist" / "3.0.1" / "mnist-train.tfrecord-00000-of-00001"
    content = file.read_bytes()
    file.write_bytes(content[:60] + bytes([content[60] ^ 1]) + content[61:])
    monkeypatch.setenv("TFDS_DATA_DIR", str(tiny))
    assert "damaged record" in copies.lacking("mnist", arrays_digest())


def test_download_that_would_come_first_is_a_reason(tiny, monkeypatch):
    monkeypatch.setenv("THREENETS_DOWNLOAD", "1")
    assert "downloading Tiny" in copies.lacking("mnist", arrays_digest())


# Series


def test_page_made_with_the_weekly_series_is_compared_everywhere(clean):
    assert copies.lacking("co2", data.info("co2").reference.digest) is None


def test_page_made_with_a_newer_release_is_skipped_without_it(clean):
    about = data.info("co2-global")
    reason = copies.lacking("co2-global", about.reference.digest)
    assert reason.startswith(f"{about.title} is not to be had: THREENETS_CO2_DIR is not set")


def test_other_edition_in_statsmodels_is_a_reason(clean, tmp_path, monkeypatch):
    file = tmp_path / "co2.csv"
    file.write_text(embedded.find(data.info("co2").embedded).read_text().replace(",316.1\n", ",316.2\n", 1))
    monkeypatch.setattr(embedded, "find", lambda copy: file)
    assert "carries another edition" in copies.lacking("co2", data.info("co2").reference.digest)


# Builds and reports


class Stale:
    notebooks = {"page": None}


@pytest.mark.parametrize("name, refused", [("co2", False), ("co2-global", True), ("cifar10", True)])
def test_build_refuses_other_data_before_any_work(clean, monkeypatch, name, refused):
    reference = {"run": [{"data": {name: "an older digest"}}]}
    monkeypatch.setattr(build, "read_reference", lambda project, page: reference)
    if not refused:
        return build.require_data(Stale, ["page"])
    with pytest.raises(CourseError, match=f"page is stale.* the book's copy of '{name}', which is not here"):
        build.require_data(Stale, ["page"])


def test_report_never_calls_the_stand_in_by_the_real_name(clean):
    about = manifest.info("cifar10")
    assert copies.told("cifar10", about.generated.digest) == "synthetic coloured shapes stand in for CIFAR-10"
    assert copies.told("cifar10", about.reference.digest) == "cifar10: reference"
    assert copies.told("co2", data.info("co2").reference.digest) == "co2: reference"
    assert copies.told("cifar10", "12345678" * 8) == "cifar10: unknown copy 12345678"


# A page from its first run to the comparison

SERIES = {
    "from threenets import style\n": "from threenets import data, style\n",
    "values = np.random.default_rng(seed).normal(3, 0.1, size=(3, 1000))\nvalues = values.mean(axis=1)\n":
        'co2 = data.load_series("co2").values\nvalues = [co2.mean() / 100, 3, 3]\nvalues = np.array(values)\n',
}  # fmt: skip


@pytest.fixture(scope="module")
def page_on_co2(tmp_path_factory):
    """A small course whose one page, stored but not calibrated, measures the weekly series."""
    from conftest import SmallCourse

    root = tmp_path_factory.mktemp("co2") / "course"
    root.mkdir()
    course = SmallCourse(root)
    course.add("tiny", SERIES)
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    build.make_references(course.project(), ["tiny"])
    reference = root / "references" / "tiny.toml"
    assert reference.read_text("utf8").count(data.info("co2").reference.digest) == 2  # fingerprint, run
    return root


def compared(root, home):
    home.mkdir()
    places = ("TFDS_DATA_DIR", "THREENETS_CO2_DIR", "XDG_CACHE_HOME")
    environment = {name: value for name, value in os.environ.items() if name not in places} | {"HOME": str(home)}
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-rs", "-p", "no:cacheprovider", "book"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, env=environment).stdout


def test_page_on_the_weekly_series_is_compared_without_anything_prepared(page_on_co2, tmp_path):
    words = compared(page_on_co2, tmp_path / "home")
    assert "skipped" not in words and "Note:" not in words
    # It is compared as far as a page can be that was never calibrated: exact values and words agree, bands are missing.
    assert "values have no band (mean_of_numbers is the first)" in words and "3 failed, 6 passed" in words, words


def test_page_on_an_absent_series_is_skipped_with_the_reason(page_on_co2, tmp_path):
    reference = page_on_co2 / "references" / "tiny.toml"
    text = reference.read_text("utf8")
    run = text.index("[run.data]")
    reference.write_text(text[:run] + text[run:].replace("[run.data]", '[run.data]\nco2-global = "a digest"', 1), "utf8")
    try:
        words = " ".join(compared(page_on_co2, tmp_path / "home").split())
    finally:
        reference.write_text(text, "utf8")
    about = data.info("co2-global")
    assert "SKIPPED" in words and "was made with the book's copy of co2-global, which is not here" in words
    assert f"{about.title} is not to be had: THREENETS_CO2_DIR is not set" in words

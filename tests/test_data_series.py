"""Series of readings: what is loaded, from where, and how bad data are refused."""

import hashlib
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from data_sets import clean  # noqa: F401

from threenets import data
from threenets.data import download, embedded, fetching, manifest, series

REAL = os.environ.get("THREENETS_CO2_DIR")  # before any test changes it
HEADER = "Date,Decimal Date,Average,Trend"
FIELDS = ("date", "decimal", "average", "uncertainty", "trend", "uncertainty of trend")
FILE = "tiny.csv"
CONNECT = socket.create_connection  # before any test forbids it


def make_text(count=24, start="2001-01", first=330.0):
    """Return a file of monthly readings, with six values a row under four names."""
    months = pd.period_range(start, periods=count, freq="M")
    rows = [
        f"{month},{month.year + (month.month - 0.5) / 12:.3f},{first + number:.2f},0.10,{first:.2f},0.05"
        for number, month in enumerate(months)
    ]
    return "\n".join([HEADER, *rows]) + "\n"


@pytest.fixture
def tiny(clean, tmp_path, monkeypatch):
    """A manifest that knows a tiny series as "tiny", and a folder that holds its file."""
    folder = tmp_path / "series"
    folder.mkdir()
    (folder / FILE).write_text(make_text())
    info = manifest.SeriesInfo(
        "tiny", "Tiny series", "none", "made up", "ppm", "MS", "2001-01-01", 24, 0, HEADER, FIELDS, "average", "%Y-%m",
        (300, 400), (), "https://example.invalid/tiny.csv",
    )  # fmt: skip
    digest = series.content_digest(series.read(folder / FILE, info))
    sha = hashlib.sha256((folder / FILE).read_bytes()).hexdigest()
    info = replace(info, copies=(data.Copy("reference", digest, ({FILE: sha},)),))
    monkeypatch.setattr(manifest, "sets", lambda: {"tiny": info})
    return folder


@pytest.fixture
def named(tiny, monkeypatch):
    monkeypatch.setenv("THREENETS_CO2_DIR", str(tiny))
    return tiny


# What is loaded


def test_weekly_series_is_always_there_and_is_the_reference(clean, capsys):
    co2 = data.load_series("co2")
    assert (co2.name, co2.source, co2.copy, co2.frequency, co2.unit) == ("co2", "embedded", "reference", "W-SAT", "ppm")
    assert len(co2.values) == 2284 and int(co2.values.isna().sum()) == 59 and co2.values.dtype == np.float64
    assert co2.values.index[0] == pd.Timestamp("1958-03-29") and co2.values.index[-1] == pd.Timestamp("2001-12-29")
    assert co2.values.index.freqstr == "W-SAT" and co2.values.iloc[0] == 316.1
    assert (co2.values.min(), co2.values.max()) == (313.0, 373.9)
    assert capsys.readouterr().out == "" and data.in_use() == {"co2": co2.digest}
    assert data.info("co2").is_reference(co2.digest)
    identity = data.identify("co2")
    assert (identity.source, identity.digest, identity.copy, identity.note) == ("embedded", co2.digest, "reference", None)
    assert data.verify("co2").digest == data.fetch("co2").digest == co2.digest


def test_weekly_series_is_that_of_statsmodels(clean):
    from statsmodels.datasets import co2

    ours, theirs = data.load_series("co2").values, co2.load_pandas().data["co2"]
    np.testing.assert_array_equal(ours.to_numpy(), theirs.to_numpy())
    assert list(ours.index) == list(theirs.index)


def test_readings_are_those_of_the_right_column(named):
    tiny = data.load_series("tiny")
    assert (tiny.source, tiny.copy) == ("folder", "reference") and tiny.values.index.freqstr == "MS"
    np.testing.assert_array_equal(tiny.values.to_numpy(), 330 + np.arange(24.0))
    assert pd.read_csv(named / FILE)["Date"].iloc[0] == 330.0  # the trap: a plain read_csv shifts the columns


def test_every_load_gives_a_copy_of_its_own(named):
    first = data.load_series("tiny")
    first.values.iloc[0] = -5
    assert data.load_series("tiny").values.iloc[0] == 330.0
    with pytest.raises(AttributeError):
        first.name = "other"


def test_missing_readings_are_nan_whatever_marks_them(tiny):
    text = make_text().replace(",331.00,", ",-99.99,")
    (tiny / FILE).write_text(text)
    found = data.load_series("tiny", tiny)
    assert found.copy == "unknown" and np.isnan(found.values.iloc[1]) and found.values.isna().sum() == 1
    assert "24 readings in ppm, 1 of them missing, from 2001-01-01 to 2002-12-01 (given" in found.summary


def test_digest_depends_on_dates_and_readings_alone():
    dates = pd.date_range("2001-01-01", periods=3, freq="MS")
    values = pd.Series([1.0, np.nan, 3.0], dates)
    digest = series.content_digest(values)
    odd = values.copy()
    odd.iloc[1] = np.frombuffer(b"\x01\0\0\0\0\0\xf8\xff")[0]  # another bit pattern of "not a number"
    assert series.content_digest(odd) == series.content_digest(values.rename("x")) == digest
    assert series.content_digest(values.set_axis(dates.as_unit("ns"))) == digest
    assert series.content_digest(values + 1e-9) != digest
    assert series.content_digest(values.set_axis(dates + pd.Timedelta("1D"))) != digest


def test_names_lead_to_the_right_function(clean):
    with pytest.raises(data.DataError, match=r"'co2' is a series: use threenets.data.load_series\('co2'\)"):
        data.load("co2")
    with pytest.raises(data.DataError, match=r"'mnist' is a set of images: use threenets.data.load\('mnist'\)"):
        data.load_series("mnist")
    with pytest.raises(data.DataError, match="Did you mean 'co2-global'"):
        data.load_series("co2-globe")
    assert set(data.names()) == {"mnist", "fashion_mnist", "cifar10", "co2", "co2-mauna-loa", "co2-global"}


# From where


def test_order_is_path_then_variable_then_cache(tiny, clean, tmp_path, monkeypatch):
    cache = clean / ".cache" / "threenets"
    cache.mkdir(parents=True)
    shutil.copy(tiny / FILE, cache / FILE)
    assert data.load_series("tiny").source == "cached" and data.identify("tiny").folder == cache
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("THREENETS_CO2_DIR", str(other))
    assert data.load_series("tiny").source == "cached"  # a folder for other series
    (other / FILE).write_text(make_text(first=340))
    found = data.load_series("tiny")
    assert (found.source, found.copy, found.values.iloc[0]) == ("folder", "unknown", 340)
    for path in (tiny, str(tiny / FILE)):
        assert data.load_series("tiny", path).source == data.identify("tiny", path).source == "given"


def test_later_release_is_an_unknown_copy(tiny):
    (tiny / FILE).write_text(make_text(30))
    assert data.load_series("tiny", tiny).copy == "unknown" and data.identify("tiny", tiny).digest is None


def test_absent_series_is_an_error_or_a_sentence(tiny, capsys):
    with pytest.raises(data.DataError, match=r"Tiny series is not to be had: THREENETS_CO2_DIR is not set and downloads are"):
        data.load_series("tiny")
    assert capsys.readouterr().out == ""
    assert data.load_series("tiny", optional=True) is None
    out = capsys.readouterr().out
    assert out.startswith("Note: Tiny series is not to be had") and out.count("\n") == 1 and data.in_use() == {}
    assert data.identify("tiny").problem == out.removeprefix("Note: ").strip()
    with pytest.raises(data.DataError, match="nothing was downloaded, since it was only checked"):
        data.verify("tiny")


@pytest.mark.parametrize("make, message", [
    (lambda place: None, "does not exist"), (lambda place: place.write_text(""), "is not a folder"),
])  # fmt: skip
def test_variable_that_names_no_folder_is_an_error(tiny, tmp_path, monkeypatch, make, message):
    make(tmp_path / "place")
    monkeypatch.setenv("THREENETS_CO2_DIR", str(tmp_path / "place"))
    with pytest.raises(data.DataError, match=f"THREENETS_CO2_DIR is .*{message}"):
        data.load_series("tiny", optional=True)
    assert message in data.identify("tiny").problem


def test_path_without_the_series_is_an_error(tiny, tmp_path):
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(data.DataError, match="does not exist or is no file. Give the path of a whole tiny.csv"):
            data.load_series("tiny", path, optional=True)


def test_path_for_an_embedded_series_is_an_error(clean, tmp_path):
    with pytest.raises(data.DataError, match="'co2' comes with the package 'statsmodels': leave the path out"):
        data.load_series("co2", tmp_path)


# Bad data


def line(number, old, new):
    """Return a damage of one line, counted from 1."""
    def damage(text):
        lines = text.splitlines()
        assert old in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(old, new)
        return "\n".join(lines)
    return damage


DAMAGE = {
    "cut between rows": (lambda text: "\n".join(text.splitlines()[:20]), "holds 19 readings; expected 24 or more"),
    "cut in a row": (lambda text: text[:-12], "line 25: found 5 values; expected 6 values: date, decimal, average"),
    "an empty file": (lambda text: "", f"starts with ''; expected '{HEADER}'"),
    "a foreign file": (lambda text: "<html>not found</html>", "starts with '<html>not found</html>'"),
    "another header": (line(1, "Average", "Mean"), "starts with 'Date,Decimal Date,Mean,Trend'"),
    "a shifted row": (line(4, "2001-03,", ""), "line 4: found 5 values"),
    "shifted columns": (
        lambda text: "\n".join([HEADER, *("x," + row.rpartition(",")[0] for row in text.splitlines()[1:])]),
        "line 2: found time data 'x' does not match format '%Y-%m'",
    ),
    "shifted but for the date": (line(3, "2001.125,331.00", "331.00,331.00"), "two different dates, 2001-02 and 331.00"),
    "the wrong column": (line(3, "331.00", "0.10"), "line 3: found 0.10 as average"),
    "no number": (line(3, "331.00", "n/a"), "line 3: found could not convert string to float"),
    "a month twice": (line(4, "2001-03,2001.208", "2001-02,2001.125"), "reading 3 is of 2001-02-01; expected 2001-03-01"),
    "another start": (lambda text: make_text(start="2001-02"), "reading 1 is of 2001-02-01; expected 2001-01-01"),
    "many gaps": (lambda text: text.replace(",33", ",-33"), "of 24 readings are missing; expected at most 10%"),
}  # fmt: skip


@pytest.mark.parametrize("way", ["given", "folder"])
@pytest.mark.parametrize("bad", DAMAGE)
def test_damage_is_named_and_never_passed_over(named, way, bad):
    damage, message = DAMAGE[bad]
    (named / FILE).write_text(damage(make_text()))
    with pytest.raises(data.DataError) as error:
        data.load_series("tiny", named if way == "given" else None, optional=True)
    assert message in str(error.value) and str(named / FILE) in str(error.value)
    assert ("unset THREENETS_CO2_DIR" if way == "folder" else "leave the path out") in str(error.value)
    assert data.in_use() == {}


def test_file_that_is_no_text_is_an_error(named):
    (named / FILE).write_bytes(b"\xff\xfe\0")
    with pytest.raises(data.DataError, match="cannot be read: it is no text"):
        data.load_series("tiny")


def test_download_that_was_changed_later_is_an_error(tiny, clean):
    cache = clean / ".cache" / "threenets"
    cache.mkdir(parents=True)
    (cache / FILE).write_text(make_text(30))  # sound, but not what was downloaded
    for call in (data.load_series, data.verify, data.fetch):
        with pytest.raises(data.DataError, match=r"its SHA-256 is another. Delete it and get it again"):
            call("tiny")


def test_known_file_with_other_content_is_an_error(named, monkeypatch):
    about = manifest.info("tiny")
    wrong = replace(about, copies=(replace(about.reference, digest="0" * 64),))
    monkeypatch.setattr(manifest, "sets", lambda: {"tiny": wrong})
    with pytest.raises(data.DataError, match="content with the SHA-256 .* expected 0{64}"):
        data.load_series("tiny")


@pytest.fixture
def own_statsmodels(clean, tmp_path, monkeypatch):
    """A file that stands in for the one in statsmodels."""
    file = tmp_path / "co2.csv"
    shutil.copy(embedded.find(data.info("co2").embedded), file)
    monkeypatch.setattr(embedded, "find", lambda copy: file)
    return file


def test_statsmodels_with_other_readings_is_another_copy(own_statsmodels, capsys):
    own_statsmodels.write_text(own_statsmodels.read_text().replace(",316.1\n", ",316.2\n", 1))
    co2 = data.load_series("co2")
    assert (co2.source, co2.copy) == ("embedded", "unknown") and not data.info("co2").is_reference(co2.digest)
    note = "Note: the installed package statsmodels carries another edition of Weekly CO₂ at Mauna Loa"
    assert capsys.readouterr().out.startswith(note) and data.identify("co2").note.startswith(note)


@pytest.mark.parametrize("change, message", [
    (lambda text: text[: len(text) // 2], "co2.csv"),
    (lambda text: text.replace("date,co2", "co2,date"), "starts with 'co2,date'"),
    (lambda text: text.replace("19580405", "19580406"), "reading 2 is of 1958-04-06; expected 1958-04-05"),
])  # fmt: skip
def test_damaged_statsmodels_is_an_error(own_statsmodels, change, message):
    own_statsmodels.write_text(change(own_statsmodels.read_text()))
    with pytest.raises(data.DataError) as error:
        data.load_series("co2")
    assert message in str(error.value) and "Install the package 'statsmodels' again." in str(error.value)


def test_missing_statsmodels_is_told(clean, monkeypatch, capsys):
    monkeypatch.setattr(embedded, "find", lambda copy: None)
    assert "the package 'statsmodels', which carries it, is not installed" in data.identify("co2").problem
    assert data.load_series("co2", optional=True) is None
    assert "statsmodels" in capsys.readouterr().out


# Downloads


class Host(http.server.BaseHTTPRequestHandler):
    """Sends what the test wants."""

    def do_GET(self):
        self.server.asked.append(self.path)
        content, what = self.server.content, self.server.what
        self.send_response(503 if what == "busy" else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if what == "hang":
            self.server.over.wait(10)
        if what == "drip":
            for byte in content[:400]:
                self.wfile.write(bytes([byte]))
                time.sleep(0.01)
            return
        self.wfile.write(content[: len(content) // 2] if what == "cut" else content)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def host(tiny, monkeypatch):
    """A host on this machine; what it sends is chosen by its attributes ``content`` and ``what``."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    server.content, server.what, server.asked, server.over = (tiny / FILE).read_bytes(), "", [], threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    about = replace(manifest.info("tiny"), address=f"http://127.0.0.1:{server.server_port}/146bdc6/tiny.csv")
    monkeypatch.setattr(manifest, "sets", lambda: {"tiny": about})
    monkeypatch.setattr(download, "reachable", lambda address: True)
    monkeypatch.setenv("THREENETS_DOWNLOAD", "1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(socket, "create_connection", CONNECT)
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


def cached(clean):
    folder = clean / ".cache" / "threenets"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else None


def test_absent_series_is_downloaded_once(host, clean, capsys):
    note = "THREENETS_CO2_DIR is not set: tiny.csv would be downloaded."
    assert (data.identify("tiny").source, data.identify("tiny").note) == ("downloaded", note) and host.asked == []
    found = data.load_series("tiny")
    assert (found.source, found.copy) == ("downloaded", "reference") and cached(clean) == [FILE]
    assert data.load_series("tiny").source == "cached" and host.asked == ["/146bdc6/tiny.csv"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("what, reason", [
    ("busy", "127.0.0.1 answered 503 Service Unavailable"),
    ("hang", "127.0.0.1 did not answer in time"),
    ("drip", "the download was not finished after 1 s"),
    ("cut", "where [0-9a-f]{12}… was expected|broke off its answer"),
    ("other", "127.0.0.1 sent a file with the SHA-256 [0-9a-f]{12}… where [0-9a-f]{12}… was expected"),
    ("large", "the file is larger than 1,000,000 bytes"),
])  # fmt: skip
def test_failure_leaves_nothing_and_is_told(host, clean, monkeypatch, capsys, what, reason):
    monkeypatch.setattr(fetching, "LOAD_SECONDS", 1.0)
    host.what = what
    host.content = {"other": make_text(30).encode(), "large": b"x" * 2_000_000}.get(what, host.content)
    start = time.monotonic()
    with pytest.raises(data.DataError, match=f"Tiny series is not to be had: .*({reason})"):
        data.load_series("tiny")
    assert time.monotonic() - start < 6 and cached(clean) is None
    # A second load, of this process, does not wait for the same failure again; one that is asked for does.
    assert data.load_series("tiny", optional=True) is None and len(host.asked) == 1
    host.what, host.content = "", make_text().encode()
    assert data.fetch("tiny").copy == "reference"
    assert data.load_series("tiny").source == "cached"


def test_interruption_leaves_nothing_half_written(host, clean, monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        data.fetch("tiny", progress=interrupt)
    monkeypatch.setattr(fetching.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        data.fetch("tiny")
    assert cached(clean) is None and len(host.asked) == 2


def test_fetch_reports_progress_and_is_idempotent(host):
    lines = []
    identity = data.fetch("tiny", progress=lines.append)
    assert identity.source == "cached" and lines and all("KB read in" in line for line in lines)
    assert data.fetch("tiny") == identity and len(host.asked) == 1


def test_fetch_is_an_error_when_it_fails(host):
    host.what = "busy"
    with pytest.raises(data.DataError, match="Tiny series was not downloaded into .*: 127.0.0.1 answered 503"):
        data.fetch("tiny")


def test_folder_that_cannot_be_written_to(host, clean):
    (clean / ".cache").write_text("a file")
    with pytest.raises(data.DataError, match=r"cannot be written to \((File exists|Not a directory)\)"):
        data.fetch("tiny")


def test_nothing_is_tried_when_downloads_are_off_or_the_host_is_away(host, monkeypatch):
    monkeypatch.setattr(download, "reachable", lambda address: False)
    with pytest.raises(data.DataError, match="127.0.0.1 cannot be reached"):
        data.load_series("tiny")
    monkeypatch.setenv("THREENETS_DOWNLOAD", "0")
    with pytest.raises(data.DataError, match=r"downloads are switched off \(THREENETS_DOWNLOAD=0\)"):
        data.fetch("tiny")
    assert host.asked == []


def test_series_need_no_tensorflow_datasets(host, monkeypatch):
    monkeypatch.setattr(download.importlib.util, "find_spec", lambda name: None)
    assert data.load_series("tiny").source == "downloaded"


# The real ones


def test_addresses_name_a_commit():
    for name in ("co2-mauna-loa", "co2-global"):
        about = data.info(name)
        *_, commit, folder, file = about.address.split("/")
        assert len(commit) == 40 and int(commit, 16) and (folder, file) == ("data", about.file)
        assert "NOAA" in about.licence and "NOAA" in about.source


@pytest.mark.skipif(not REAL, reason="THREENETS_CO2_DIR is not set: no newer releases to look at")
@pytest.mark.parametrize("name, first, last", [("co2-mauna-loa", 315.71, 431.44), ("co2-global", 336.56, 428.55)])
def test_real_release(clean, monkeypatch, name, first, last):
    monkeypatch.setenv("THREENETS_CO2_DIR", REAL)
    if data.identify(name).problem:
        pytest.skip(f"THREENETS_CO2_DIR does not hold {name}")
    found = data.load_series(name)
    assert found.copy == data.identify(name).copy == "reference" and found.values.notna().all()
    assert len(found.values) == data.info(name).count
    assert (found.values.iloc[0], found.values.iloc[-1]) == (first, last)


@pytest.mark.skipif(not REAL, reason="THREENETS_CO2_DIR is not set: no newer releases to look at")
def test_the_two_records_of_mauna_loa_agree(clean, monkeypatch):
    monkeypatch.setenv("THREENETS_CO2_DIR", REAL)
    weekly = data.load_series("co2").values.resample("MS").mean()
    both = pd.concat([weekly, data.load_series("co2-mauna-loa").values], axis=1).dropna()
    assert len(both) == 521 and (both.iloc[:, 0] - both.iloc[:, 1]).abs().mean() < 0.5


def test_series_are_identified_without_tensorflow_or_pandas():
    program = (
        "import sys\nfrom threenets import data\nprint(data.identify('co2').copy)\ndata.load_series('co2')\n"
        "print({'tensorflow', 'statsmodels', 'tensorflow_datasets'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == ["reference", "set()"]

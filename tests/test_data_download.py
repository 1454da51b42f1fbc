"""Downloads: bounded in time, complete or not there at all, and never tried when they may not be."""

import os
import shutil
import socket
import threading
import time
from pathlib import Path

import pytest
from data_sets import clean, make_arrays, tiny, tiny_source, write_set  # noqa: F401

from threenets import data
from threenets.data import download, resolve

# Stands in for TensorFlow Datasets in the process that prepares: what it does is asked for by FAKE.
FAKE_PACKAGE = '''
import os, pathlib, shutil, sys, time
class download:
    class DownloadConfig:
        def __init__(self, *, try_download_gcs): assert try_download_gcs is True
class builder:
    def __init__(self, name, *, data_dir):
        assert name == "mnist"
        self.folder = pathlib.Path(data_dir)
        # Out of sight, and on the file system of the place where the set is to lie.
        assert self.folder.name.startswith(".mnist-") and str(self.folder.parent) == os.environ["FAKE_ROOT"]
    def download_and_prepare(self, *, download_config):
        assert isinstance(download_config, download.DownloadConfig)
        source, what = pathlib.Path(os.environ["FAKE_SOURCE"]), os.environ["FAKE"]
        pathlib.Path(os.environ["FAKE_LOG"]).open("a").write(f"{os.getpid()}\\n")
        if what == "fail":
            sys.exit("HTTP 503: come back later")
        if what == "nothing":
            return
        shutil.copytree(source / "mnist", self.folder / "mnist")
        (self.folder / "downloads").mkdir()
        version = self.folder / "mnist" / "3.0.1"
        if what in ("hang", "half"):
            (version / "dataset_info.json").unlink()
        if what == "hang":
            time.sleep(60)
        if what == "cut":
            file = version / "mnist-test.tfrecord-00000-of-00001"
            file.write_bytes(file.read_bytes()[:-1])
        if what == "race":
            shutil.copytree(version, self.folder.parent / "mnist" / "3.0.1")
'''


@pytest.fixture
def fake(tiny, clean, tmp_path, monkeypatch):
    """Let TensorFlow Datasets be the fake; returns a function that chooses what it does, and the data folder."""
    (tmp_path / "fake").mkdir()
    (tmp_path / "fake" / "tensorflow_datasets.py").write_text(FAKE_PACKAGE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "fake"))
    monkeypatch.setenv("FAKE_SOURCE", str(tiny))
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("THREENETS_DOWNLOAD", "1")
    monkeypatch.setattr(download, "reachable", lambda address: True)

    def choose(what):
        monkeypatch.setenv("FAKE", what)
        monkeypatch.setenv("FAKE_ROOT", str(clean / "tensorflow_datasets"))
        return clean / "tensorflow_datasets"

    return choose


def started(tmp_path):
    log = tmp_path / "log"
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def everything_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_absent_set_is_downloaded_once(fake, tmp_path, capfd):
    root = fake("copy")
    digits = data.load("mnist")
    assert (digits.source, digits.copy) == ("downloaded", "reference")
    assert sorted(path.name for path in root.iterdir()) == ["mnist"]
    assert everything_in(root / "mnist") == everything_in(Path(os.environ["FAKE_SOURCE"]) / "mnist")
    out, err = capfd.readouterr()
    assert err == "" and out == (
        "~/tensorflow_datasets does not hold 'mnist': downloading Tiny (about 1 MB, at most 300 s).\n"
    )
    again = data.load("mnist")
    assert again.source == "prepared" and again.train_images is digits.train_images
    assert len(started(tmp_path)) == 1 and capfd.readouterr() == ("", "")


def test_download_goes_where_the_variable_says(fake, tmp_path, monkeypatch):
    fake("copy")
    root = tmp_path / "named"
    (root / "cifar10").mkdir(parents=True)
    for variable in ("TFDS_DATA_DIR", "FAKE_ROOT"):
        monkeypatch.setenv(variable, str(root))
    assert data.load("mnist").source == "downloaded"
    assert sorted(path.name for path in root.iterdir()) == ["cifar10", "mnist"]


@pytest.mark.parametrize("what, reason", [
    ("fail", "TensorFlow Datasets failed: HTTP 503: come back later"),
    ("nothing", "what TensorFlow Datasets prepared is not sound: it left no finished folder"),
    ("half", "never finished"),
    ("cut", "mnist-test.tfrecord-00000-of-00001 is cut off after 5 whole records"),
    ("hang", "the download was not finished after 1 s"),
])  # fmt: skip
def test_failure_leaves_nothing_and_is_told(fake, tmp_path, monkeypatch, capfd, what, reason):
    root = fake(what)
    monkeypatch.setattr(download, "LOAD_SECONDS", 1.0)
    start = time.monotonic()
    digits = data.load("mnist")
    assert time.monotonic() - start < 5
    assert digits.source == "embedded"
    assert not root.exists()
    out, err = capfd.readouterr()
    announcement, banner = out.splitlines()
    assert err == "" and "downloading Tiny" in announcement
    assert banner.startswith("Note: this run uses 9 tiny digits, because") and reason in banner
    assert not any(is_running(process) for process in started(tmp_path))
    # A second load, of this process, does not wait for the same failure again.
    assert data.load("mnist") is digits and len(started(tmp_path)) == 1
    assert data.identify("mnist").source == "embedded"


def test_failure_leaves_a_folder_that_was_there(fake):
    root = fake("fail")
    root.mkdir()
    assert data.load("mnist").source == "embedded"
    assert list(root.iterdir()) == []


def test_failure_without_an_embedded_copy(fake, monkeypatch, capsys):
    fake("fail")
    with pytest.raises(data.DataError, match="Bare is not to be had: .* TensorFlow Datasets failed"):
        data.load("bare")
    capsys.readouterr()
    assert data.load("bare", optional=True) is None
    assert capsys.readouterr().out.startswith("Note: Bare is not to be had")


def test_faster_process_wins(fake):
    root = fake("race")
    assert data.load("mnist").source == "downloaded"
    assert sorted(path.name for path in root.iterdir()) == ["mnist"]


def test_interruption_stops_the_process_and_leaves_nothing(fake, tmp_path):
    root = fake("hang")

    def interrupt(line):
        if started(tmp_path):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        data.fetch("mnist", progress=interrupt)
    assert not root.exists()
    assert [is_running(process) for process in started(tmp_path)] == [False]


@pytest.mark.parametrize("switch", ["0", "no", "OFF"])
def test_nothing_is_tried_when_downloads_are_off(fake, tmp_path, monkeypatch, switch):
    fake("copy")
    monkeypatch.setenv("THREENETS_DOWNLOAD", switch)
    monkeypatch.setattr(download, "reachable", lambda address: pytest.fail("the network was touched"))
    assert data.load("mnist").source == "embedded"
    with pytest.raises(data.DataError, match=rf"downloads are switched off \(THREENETS_DOWNLOAD={switch}\)"):
        data.fetch("mnist")
    assert started(tmp_path) == []


def test_nothing_is_tried_when_the_host_is_away(fake, tmp_path, monkeypatch, capsys):
    fake("copy")
    monkeypatch.setattr(download, "reachable", lambda address: False)
    assert data.load("mnist").source == "embedded"
    out = capsys.readouterr().out
    assert out.startswith("Note:") and "example.invalid cannot be reached" in out and out.count("\n") == 1
    assert started(tmp_path) == []


def test_nothing_is_tried_without_tensorflow_datasets(fake, tmp_path, monkeypatch, capsys):
    fake("copy")
    monkeypatch.setattr(download.importlib.util, "find_spec", lambda name, real=download.importlib.util.find_spec: (
        None if name == "tensorflow_datasets" else real(name)
    ))  # fmt: skip
    assert data.load("mnist").source == "embedded"
    assert "tensorflow-datasets, which downloads it, is not installed" in capsys.readouterr().out
    assert started(tmp_path) == []


def test_damaged_set_is_not_repaired_behind_the_back(fake, tmp_path):
    root = fake("copy")
    folder = write_set(root, make_arrays())
    (folder / "dataset_info.json").unlink()
    for call in (data.load, data.fetch):
        with pytest.raises(data.DataError, match=r"never finished.*Delete the set's folder"):
            call("mnist")
    assert started(tmp_path) == []


@pytest.mark.parametrize("present", [False, True])
def test_folder_that_cannot_be_written_to(fake, tmp_path, monkeypatch, capsys, present):
    root = fake("copy")
    if present:
        (root / "cifar10").mkdir(parents=True)

    def refuse(**keywords):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(download.tempfile, "mkdtemp", refuse)
    assert data.load("mnist").source == "embedded"
    assert f"{root} cannot be written to (Permission denied)" in capsys.readouterr().out
    assert started(tmp_path) == [] and root.exists() == present


def test_folder_whose_place_is_taken_by_a_file(fake, clean):
    fake("copy").write_text("a file")
    with pytest.raises(data.DataError, match=r"cannot be written to \(File exists\)"):
        data.fetch("mnist")


# Asked for


def test_fetch_prepares_reports_progress_and_is_idempotent(fake, tmp_path):
    root, lines = fake("copy"), []
    identity = data.fetch("mnist", progress=lines.append)
    assert identity.folder == root / "mnist" / "3.0.1" and identity.copy == "reference"
    assert lines and all("MB written in" in line and "at most 1800 s" in line for line in lines)
    assert data.fetch("mnist") == identity and len(started(tmp_path)) == 1


def test_fetch_fills_a_folder_that_is_empty_or_missing(fake, tmp_path, monkeypatch):
    fake("copy")
    root = tmp_path / "new"
    for variable in ("TFDS_DATA_DIR", "FAKE_ROOT"):
        monkeypatch.setenv(variable, str(root))
    assert data.fetch("mnist").source == "prepared"
    shutil.rmtree(root)
    root.mkdir()
    assert data.fetch("mnist").source == "prepared"


def test_fetch_is_an_error_when_it_fails_and_may_be_tried_again(fake):
    root = fake("fail")
    data.load("mnist")
    with pytest.raises(data.DataError, match="Tiny was not downloaded into .*: TensorFlow Datasets failed: HTTP 503"):
        data.fetch("mnist")
    assert not root.exists()
    fake("copy")
    data.fetch("mnist")
    assert data.load("mnist").source == "prepared" and resolve.failures == {}


def test_fetch_is_bounded(fake):
    fake("hang")
    start = time.monotonic()
    with pytest.raises(data.DataError, match="was not finished after 1 s"):
        data.fetch("mnist", seconds=1)
    assert time.monotonic() - start < 4


# The network


@pytest.fixture
def no_proxy(monkeypatch):
    monkeypatch.setattr(download, "getproxies", dict)
    monkeypatch.setattr(download, "proxy_bypass", lambda host: False)


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_reachable_tells_open_from_closed(no_proxy, listener):
    assert download.reachable(f"http://127.0.0.1:{listener}/", 2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    assert not download.reachable(f"http://127.0.0.1:{closed}/", 2)


def test_reachable_asks_the_proxy_where_there_is_one(monkeypatch, listener):
    monkeypatch.setattr(download, "proxy_bypass", lambda host: False)
    for proxy in (f"http://127.0.0.1:{listener}", f"127.0.0.1:{listener}"):
        monkeypatch.setattr(download, "getproxies", lambda proxy=proxy: {"https": proxy})
        assert download.reachable("https://example.invalid/", 2)


def test_reachable_is_bounded_even_when_a_look_up_hangs(no_proxy, monkeypatch):
    over = threading.Event()

    def hang(*arguments, **keywords):
        over.wait(10)
        raise OSError

    monkeypatch.setattr(download.socket, "create_connection", hang)
    start = time.monotonic()
    assert not download.reachable("https://example.invalid/", 0.2)
    assert time.monotonic() - start < 2
    over.set()


def test_real_package_offers_what_the_command_uses(tmp_path):
    import inspect

    tfds = pytest.importorskip("tensorflow_datasets", reason="tensorflow-datasets is not installed")
    assert tfds.download.DownloadConfig(try_download_gcs=True).try_download_gcs is True
    for name in data.names():
        if isinstance(data.info(name), data.SeriesInfo):
            continue
        builder = tfds.builder_cls(name)
        if name == "cifar10":
            from tensorflow_datasets.core.utils import gcs_utils

            assert tfds.builder(name, data_dir=str(tmp_path))._cifar_info.url == data.info(name).address
            root = gcs_utils.GCS_ROOT_DIR.removeprefix("gs://"), gcs_utils.GCS_DATASETS_DIR
            assert data.info(name).mirror == f"https://storage.googleapis.com/{'/'.join(root)}/cifar10/"
        else:
            assert builder.URL == data.info(name).address
        assert "download_config" in inspect.signature(builder.download_and_prepare).parameters
    assert "data_dir" in inspect.signature(tfds.core.DatasetBuilder.__init__).parameters

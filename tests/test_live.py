"""The Python side of the live figures: packing, expected values, what a cell's output holds, and clear refusals."""

import base64
import gzip
import json
import sys
import types

import keras
import live_examples
import live_types
import nbformat
import numpy as np
import pytest
from conftest import ROOT
from keras import layers

from threenets import live
from threenets.course.live_scripts import MORE, SHARED, scripts
from threenets.live.builder import build
from threenets.live.convolution import pictures
from threenets.live.receptive_field import dependence
from threenets.live.shift import moved

every_figure = pytest.mark.parametrize("name", live_examples.NAMES)


def output_of(figure):
    """The output that a cell ending in this figure leaves in a notebook."""
    data, metadata = figure._repr_mimebundle_()
    return nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)


# ---- the output --------------------------------------------------------------------------------------------------


@every_figure
def test_output_serves_page_notebook_and_paper(name):
    figure = live_examples.figure(name)
    output = output_of(figure)
    html = output.data["text/html"]
    assert html.startswith(f'<live-{name} class="live-figure"><img class="live-picture" alt="') and html.endswith(f"</live-{name}>")
    assert base64.b64decode(output.data["image/png"]) == figure.png and output.data["image/png"] in html
    assert output.data["text/plain"] == figure.alt == output.metadata["image/png"]["alt"]
    content = html[html.index('json">') + 6 : html.index("</script>")]
    assert "<" not in content  # nothing in it can end the element
    assert json.loads(content)["expected"] == figure.expected


@every_figure
def test_alt_text_is_a_sentence_with_numbers(name):
    alt = live_examples.figure(name).alt
    assert alt[0].isupper() and alt.endswith(".") and len(alt.split()) > 8 and any(letter.isdigit() for letter in alt)
    assert "nan" not in alt


def test_in_colab_the_picture_comes_without_the_weights(monkeypatch):
    figure = live_examples.figure("denoiser")
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    html = figure.html()
    assert "<script" not in html and "<img" in html and len(html) < len(base64.b64encode(figure.png)) + 1000


def test_weights_are_masked_for_nbval_and_the_agreement_is_not():
    from threenets.course.nbval_checks import _comparable
    from threenets.course.records import measured
    from threenets.course.references import judge

    stored = output_of(live_examples.figure("unrolled"))
    again = output_of(live.unrolled(live_examples.with_biases(live_examples.recurrent(), seed=5), *live_examples.series(), centre=0.1, spread=1.2))
    assert stored.data["text/html"] != again.data["text/html"] and _comparable(stored) == _comparable(again)
    values = measured(types.SimpleNamespace(cells=[{"outputs": [stored]}])).values
    run = {"values": {name: {"value": value} | ({"low": value - 1e-5, "high": value + 1e-5} if isinstance(value, float | int) else {})
                      for name, value in values.items()}}  # fmt: skip
    assert judge(run, measured(types.SimpleNamespace(cells=[{"outputs": [stored]}]))) == []
    problems = judge(run, measured(types.SimpleNamespace(cells=[{"outputs": [again]}])))
    assert any("figure.live_unrolled.expected_distances_mean" in problem and "out of its band" in problem for problem in problems)


def plain(*chain, shape):
    """A network whose layers bear the names that Keras counts up, with weights that no global state has drawn."""
    model, random = keras.Sequential([keras.Input(shape), *chain]), np.random.default_rng(2)
    model.set_weights([random.normal(0, 0.1, w.shape).astype(np.float32) for w in model.get_weights()])
    return model


@pytest.mark.parametrize("make", [
    lambda: live.unrolled(plain(layers.SimpleRNN(5), layers.Dense(1), shape=(12, 1)), *live_examples.series()),
    lambda: live.shift(plain(layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), layers.Dense(10, "softmax"), shape=(32, 32, 3)),
                       live_examples.photographs(), [0, 3, 9], live_examples.CLASSES),
    lambda: live.denoiser(plain(layers.Dense(8), layers.Dense(784, "tanh"), shape=(784,)), live_examples.digits(), [0, 1, 2], np.zeros(784)),
])  # fmt: skip
def test_output_does_not_depend_on_what_was_made_before(make):
    first = output_of(make())
    keras.utils.set_random_seed(99)
    sequential(layers.Dense(3), layers.Dense(2)).predict(np.zeros((1, 4)), verbose=0)  # counts names and chance on
    assert output_of(make()) == first


def test_two_runs_give_the_same_output():
    first, second = (live_examples.MAKERS["forecast"]() for _ in range(2))
    assert output_of(first) == output_of(second)


# ---- packing -----------------------------------------------------------------------------------------------------


def test_packed_weights_are_those_of_the_rounded_twin():
    model = live_examples.convolutional()
    packed, twin = live.pack(model), live.rounded(model)
    flat = np.frombuffer(base64.b64decode(packed["weights"]), "<f2").astype(np.float32)
    assert np.array_equal(flat, np.concatenate([w.ravel() for w in twin.get_weights()]))
    assert [layer["type"] for layer in packed["layers"]] == [type(layer).__name__ for layer in model.layers]
    assert packed["input"] == [32, 32, 3]
    assert 0 < np.abs(flat - np.concatenate([w.ravel() for w in model.get_weights()])).max() < 1e-3


def sequential(*chain, shape=(4,)):
    return keras.Sequential([keras.Input(shape), *chain])


def too_large():
    model = sequential(layers.Dense(1))
    model.set_weights([np.full((4, 1), 1e5), np.zeros(1)])
    return model


@pytest.mark.parametrize("make, error, message", [
    (lambda: keras.Model(i := keras.Input((4,)), layers.Dense(1)(i)), TypeError, "a chain of layers, not Functional"),
    (lambda: keras.Sequential([layers.Dense(1)]), ValueError, "begin it with keras.Input"),
    (lambda: sequential(layers.LSTM(2), shape=(3, 1)), TypeError, "is a LSTM, which live figures cannot compute; they know Dense"),
    (lambda: sequential(layers.Dense(1, activation="gelu")), TypeError, "has the activation 'gelu'"),
    (lambda: sequential(layers.Conv2D(1, 3, dilation_rate=2), shape=(9, 9, 1)), ValueError, r"dilation_rate = \(2, 2\)"),
    (lambda: sequential(layers.SimpleRNN(2, go_backwards=True), shape=(3, 1)), ValueError, "go_backwards = True"),
    (lambda: sequential(layers.Rescaling([1.0, 2.0, 1.0, 1.0])), ValueError, "rescales by several numbers"),
    (too_large, ValueError, "not finite in half precision"),
])  # fmt: skip
def test_what_the_page_cannot_compute_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        live.pack(make())


# ---- what a figure is given --------------------------------------------------------------------------------------

DENSE = sequential(layers.Dense(3))
RULES = live_examples.rules()


@pytest.mark.parametrize("make, message", [
    (lambda: live.denoiser(DENSE, live_examples.digits(), [0, 1, 2], np.zeros(784)), "must map 784 pixels to 784"),
    (lambda: live.denoiser(DENSE, live_examples.digits(), [0, 1], np.zeros(784)), "one label each"),
    (lambda: live.denoiser(DENSE, live_examples.digits() / 255, [0, 1, 2], np.zeros(784)), "as uint8"),
    (lambda: live.denoiser(DENSE, live_examples.digits(), [0, 1, 2], np.zeros(10)), "mean image must have 784"),
    (lambda: live.convolution({"large": np.zeros((12, 12), int)}), "'large' must be 10 by 10"),
    (lambda: live.convolution(kernels={"flat": [[1, 2, 3]]}), "'flat' must be a square"),
    (lambda: live.builder({}, (32, 32, 3)), "at least one stack"),
    (lambda: live.builder({"a": live_examples.broken()}, (32, 32)), "height, width and channels"),
    (lambda: live.builder({"a": [layers.LSTM(3)]}, (32, 32, 3)), "is a LSTM; the builder knows"),
    (lambda: live.builder({"a": [layers.Conv2D(3, (3, 2))]}, (32, 32, 3)), "square ones only"),
    (lambda: live.builder({"a": [layers.Conv2D(3, 3, use_bias=False)]}, (32, 32, 3)), "without bias"),
    (lambda: live.shift(live_examples.convolutional(), live_examples.photographs()[:, :16], [0, 1, 2], live_examples.CLASSES), "1 to 12 images"),
    (lambda: live.shift(live_examples.convolutional(), live_examples.photographs(), [0, 1, 12], live_examples.CLASSES), "from 0 to 9"),
    (lambda: live.shift(live_examples.convolutional(), live_examples.photographs(), [0, 1, 2], "ab"), "from 0 to 1"),
    (lambda: live.shift(live_examples.convolutional(), live_examples.photographs(), [0, 0, 1], "abc"), "softmax over the 3 classes"),
    (lambda: live.receptive_field(live_examples.convolutional(), live_examples.photographs()), "input shape"),
    (lambda: live.receptive_field(DENSE, np.zeros(4, np.uint8)), "input shape"),
    (lambda: live.forecast(live_examples.recurrent(), [1.0] * 30, ["2000-01"] * 30, RULES), "gaps"),
    (lambda: live.forecast(live_examples.recurrent(), [1.0] * 11 + [np.nan], [f"2000-{m:02d}" for m in range(1, 13)], RULES), "finite value"),
    (lambda: live.forecast(live_examples.recurrent(), [1.0] * 12, [f"2000-{m:02d}" for m in range(1, 13)], RULES), "too few for windows of 12"),
    (lambda: live.forecast(live_examples.recurrent(), *live_examples.series(), RULES, trained_until="1950-01"), "none of the months"),
    (lambda: live.forecast(live_examples.recurrent(), *live_examples.series(), {}), "not with nothing"),
    (lambda: live.forecast(live_examples.recurrent(), *live_examples.series(), {"oracle": None}), "not with 'oracle'"),
    (lambda: live.forecast(live_examples.recurrent(), *(part[:100] for part in live_examples.series()), RULES), "the rules need 122 months"),
    (lambda: live.unrolled(DENSE, *live_examples.series()), "begin with a SimpleRNN"),
])  # fmt: skip
def test_wrong_input_is_refused_in_words(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


def test_months_may_be_dates():
    import datetime

    values, names = live_examples.series()
    dates = [datetime.date(int(name[:4]), int(name[5:]), 1) for name in names]
    assert live.unrolled(live_examples.recurrent(), values, dates, centre=0.1, spread=1.2).data == live_examples.figure("unrolled").data


# ---- what the figures rest on ------------------------------------------------------------------------------------


def test_the_trap_of_the_convolution_is_one_and_the_cure_cures():
    trap, cured = ([entry for entry in live_examples.figure("convolution").data["kernels"] if text in entry["name"]][0]["values"]
                   for text in ("trap", "mean subtracted"))  # fmt: skip
    image = pictures()["corner and bright patch"].astype(np.float32)
    answers = [keras.ops.conv(image[None, :, :, None], np.reshape(kernel, (3, 3, 1, 1)).astype(np.float32)).numpy()[0, :, :, 0]
               for kernel in (trap, cured)]  # fmt: skip
    corner, patch = (1, 1), (4, 4)
    assert answers[0][patch] > answers[0][corner] and np.argmax(answers[0]) == np.ravel_multi_index(patch, answers[0].shape)
    assert answers[1][corner] == answers[1].max() and abs(answers[1][5, 5]) < 1e-5


def test_the_broken_network_ends_where_the_chapter_says():
    stack = live_examples.figure("builder").data["networks"]["broken"]
    built = build(stack, (32, 32, 3))
    assert [shape for shape, _ in built] == [(12, 12, 16), (6, 6, 32)] and [count for _, count in built] == [3904, 25120]
    assert "32, 12, 6, then layer 3 (Conv2D) cannot be built" in live_examples.figure("builder").alt
    for layer, change, shape in ((2, {"kernel": 6}, (1, 1, 64)), (0, {"stride": 1}, (12, 12, 64))):  # either repairs it
        repaired = build([{**other, **change} if place == layer else other for place, other in enumerate(stack)], (32, 32, 3))
        assert len(repaired) == len(stack) and repaired[2][0] == shape


def test_a_shift_is_that_of_the_chapter():
    shift = pytest.importorskip("threenets.cnn.shifts", reason="the chapter on convolutional networks is not here yet").shift
    images = live_examples.photographs()
    for right, down in ((3, -2), (-8, 8), (0, 1)):
        assert np.array_equal(moved(images[0], right, down), shift(images[:1], down, right)[0])


def test_a_shift_repeats_the_border():
    image = np.arange(9, dtype=np.uint8).reshape(3, 3, 1)
    assert moved(image, 1, 0)[..., 0].tolist() == [[0, 0, 1], [3, 3, 4], [6, 6, 7]]
    assert moved(image, 0, -2)[..., 0].tolist() == [[6, 7, 8]] * 3


def test_receptive_fields_are_3_5_13_17():
    stack = live_examples.figure("receptive-field").data["layers"]
    sides = [int(dependence(stack[:count], (33, 33), *[size // 2] * 2).any(axis=0).sum()) for count, size in ((1, 17), (2, 9), (3, 9), (4, 5))]
    assert sides == [3, 5, 13, 17]


# ---- the scripts -------------------------------------------------------------------------------------------------


def test_a_page_loads_what_its_figures_need_and_no_more():
    assert scripts("<p>No figure, and the word live-denoiser.</p>") == []
    assert scripts('<live-denoiser class="live-figure">') == [*SHARED, "pad", "denoiser"]
    both = '<live-unrolled class="live-figure"></live-unrolled><live-forecast class="live-figure">'
    assert scripts(both) == [*SHARED, "chart", "series", "forecast", "unrolled"]


def test_every_script_belongs_to_a_figure_or_is_shared():
    known = {*SHARED, *(name for more in MORE.values() for name in more), *live_examples.NAMES}
    assert {path.stem for path in (ROOT / "assets" / "live").glob("*.js")} == known


def test_live_code_is_small_and_written_by_hand():
    files = sorted((ROOT / "assets" / "live").iterdir())
    total = sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in files)
    print(f"live code: {total / 1000:.1f} KB gzipped in {len(files)} files")
    assert total <= 40_000
    for path in files:
        lines = path.read_text("utf8").splitlines()
        assert len(lines) <= 300 and max(map(len, lines)) <= 150, path.name
        assert "http" not in path.read_text("utf8").replace("http://www.w3.org/2000/svg", ""), path.name


def test_each_script_has_the_form_that_its_types_are_checked_in(tmp_path):
    live_types.write(tmp_path)
    for path in (ROOT / "assets" / "live").glob("*.js"):
        copy = (tmp_path / path.name).read_text("utf8")
        assert len(copy.splitlines()) == len(path.read_text("utf8").splitlines())  # an error's line is the script's
        assert ("export const shared" in copy) == ("Object.assign(threenets" in path.read_text("utf8"))
    with pytest.raises(ValueError, match="is not one function"):
        live_types.module("window.threenets = {};\n")

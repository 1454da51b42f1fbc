"""The figures of the section on fully connected networks, drawn from synthetic arrays."""

import functools
from types import SimpleNamespace

import figure_cases
import numpy as np
import pytest

from threenets.fcn import figures

DIGITS = tuple("0123456789")
CLOTHES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
RNG = np.random.default_rng(0)
LABELS = np.arange(20) % 10
GREY = np.zeros((20, 28, 28), np.uint8)
GREY[:, :7] = 100 + LABELS[:, None, None]  # a quarter of every image, by class a little brighter
CLEAN = np.where(RNG.random((6, 784)) < 0.2, 0.5, -1).astype(np.float32)
KEPT = np.tile([True, False], 392)
MASKED = np.where(KEPT, CLEAN, 0).astype(np.float32)
BLACK = np.where(KEPT, CLEAN, -1).astype(np.float32)
RESTORED = np.clip(CLEAN + 0.1, -1, 1)
SEEDS = [0.08, 0.09, 0.1]
SEEN = "keep what is seen, fill in the mean"


def _layer(units, parameters, activation):
    return SimpleNamespace(units=units, count_params=lambda: parameters, activation=SimpleNamespace(__name__=activation))


CHAIN = [_layer(64, 50240, "relu"), _layer(32, 2080, "relu"), _layer(64, 2112, "relu"), _layer(784, 50960, "tanh")]
MODEL = SimpleNamespace(input_shape=(None, 784), layers=[SimpleNamespace(name="input"), *CHAIN])
CODES = np.tile([0.0, 0, 0, 2, 3], (200, 1))
CODES[0, 2] = 1.0  # active on half a percent of the images
POINTS = np.column_stack([LABELS - 4.5, 2.0 * LABELS])
PROBES = {"pixels": {100: SEEDS, 1000: [0.7]}, "code": {100: [0.2] * 3, 1000: [0.9]}}
WIDTHS = {2: [0.2, 0.3], 32: [0.08, 0.09]}

# function, arguments, what the text alternative must say
CASES = [
    ("gallery", (GREY, LABELS, CLOTHES), ["Ankle boot", "75 % of the pixels shown are background"]),
    ("class_means", (GREY, LABELS, DIGITS), ["20 images", "0 25,", "8 27,"]),
    ("pixel_histogram", (GREY,), ["75.0 % are 0", "0.00 % are 255"]),
    ("corruption", (CLEAN[:1], MASKED[:1]), ["1 digit clean", "50 % of the pixels are missing"]),
    ("corruption", (CLEAN[:3], MASKED[:3]), ["3 digits clean", "50 %"]),
    ("corruption_grey_and_black", (CLEAN[:2], MASKED[:2], BLACK[:2]), [
        f"{100 * (CLEAN[:2] == -1).mean():.0f} %", f"{100 * (BLACK[:2] == -1).mean():.0f} %"]),
    ("activations", (), ["−1 to 0.992", "covered by tanh."]),
    ("architecture", (MODEL,), [
        "784, 64, 32, 64, 784", "50,240; 2,080; 2,112; 50,960", "105,392 in all", "32 units, the code"]),
    ("losses", ([{"loss": [0.2, 0.1]}, {"loss": [0.4, 0.12]}],), ["2 seeds", "2 epochs", "0.300 to 0.110"]),
    ("losses", ([{"loss": [0.2, 0.1], "held_out_loss": [0.19, 0.11]}] * 3, {SEEN: 0.134, "all black": 0.13}), [
        "held-out loss goes from 0.190 to 0.110", f"{SEEN} 0.134"]),
    ("restoration", (CLEAN, MASKED, RESTORED, LABELS[:6], CLOTHES), ["6 images", "Sandal", "corrupted 0.4", "0.010"]),
    ("restoration", (CLEAN[:1], MASKED[:1], RESTORED[:1], LABELS[:1]), ["1 image (0)", "restored 0.010"]),
    ("error_bars", ({SEEN: 0.134, "all black": 0.452, "network": SEEDS},), [
        f"lowest first: network 0.090 (0.080 to 0.100 over 3 seeds); {SEEN} 0.134; all black 0.452"]),
    ("activation_comparison", ({"sigmoid": [0.923, 0.925], "tanh": SEEDS},), ["first: tanh 0.090", "sigmoid 0.924"]),
    ("error_by_masked_share", ([0.1, 0.5, 0.9], {"network": [[0.1, 0.2, 0.3], [0.2, 0.3, 0.5]], SEEN: SEEDS}), [
        "10 % to 90 %", "network from 0.150 to 0.400", f"{SEEN} from 0.080 to 0.100"]),
    ("outputs_histogram", (np.float32([[-1, -1, 0.5], [-0.9995, 0, 0.99]]),), [
        "6 outputs", "33.3 % are exactly −1", "50.0 % lie within", "0.9900"]),
    ("code_units", (CODES,), ["200 images", "each of 5 code units", "2 are dead", "1 active on less", "100 %"]),
    ("code_map", (POINTS, LABELS, CLOTHES), ["20 codes", "T-shirt/top at (−4.5, 0.0)", "Ankle boot at (4.5, 18.0)"]),
    ("probe_accuracies", (PROBES,), ["pixels 9.0 % at 100, 70.0 % at 1,000", "code 20.0 %", "3 seeds"]),
    ("cluster_scores", ({"code": [0.5, 0.6], "pixels": 0.61},), ["code 55.0 % (50.0 % to 60.0 %", "pixels 61.0 %"]),
    ("code_width", (WIDTHS,), ["autoencoder 0.250 at 2, 0.085 at 32", "2 seeds"]),
    ("code_width", (WIDTHS, {2: 0.21, 32: 0.086}), ["linear map 0.210 at 2, 0.086 at 32"]),
]  # fmt: skip

TestFigures = figure_cases.section(figures, CASES)
draw = functools.partial(figure_cases.draw, figures)


def test_limits_of_faint_images_stay_those_of_the_scale():
    strength = 0.1  # images that fill a tenth of the range

    def limits(name, *arguments):
        return [image.get_clim() for ax in draw(name, *arguments)[1].axes for image in ax.get_images()]

    clean, masked, black = strength * CLEAN[:2], strength * MASKED[:2], np.where(KEPT, strength * CLEAN[:2], -1)
    grey = (strength * GREY).astype(np.uint8)
    assert limits("gallery", grey, LABELS, DIGITS) == limits("class_means", grey, LABELS) == [(0, 255)] * 10
    assert limits("corruption", clean, masked) == [(-1, 1), (0, 1), (-1, 1)] * 2
    assert limits("corruption_grey_and_black", clean, masked, black) == [(-1, 1)] * 6
    shown = limits("restoration", clean, masked, clean + 0.01 * strength, [3, 4])
    assert shown == [(-1, 1)] * 6 + [(-2, 2)] * 2


def test_bars_are_sorted_and_carry_their_values():
    ax = draw("error_bars", {"all black": 0.452, "network": SEEDS, "linear map": 0.0638})[1].axes[0]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["linear map", "network", "all black"]
    assert [text.get_text() for text in ax.texts] == ["0.064", "0.090", "0.452"]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([0.0638, 0.09, 0.452])
    whisker = ax.collections[0].get_segments()
    assert len(whisker) == 1 and whisker[0][:, 0] == pytest.approx([0.08, 0.1])


def test_architecture_is_drawn_to_scale():
    _, fig = draw("architecture", MODEL)
    assert [bar.get_height() for bar in fig.axes[0].patches if hasattr(bar, "get_height")] == [784, 64, 32, 64, 784]


def test_dead_units_are_marked_where_they_stand():
    ax = draw("code_units", CODES)[1].axes[0]
    dead, rare = ax.get_lines()
    assert list(dead.get_xdata()) == [4, 5] and list(rare.get_xdata()) == [3]
    assert [bar.get_height() for bar in ax.patches] == pytest.approx([100, 100, 0.5, 0, 0])


def test_map_tells_ten_classes_apart():
    _, fig = draw("code_map", POINTS, LABELS, CLOTHES)
    looks = {(points.get_paths()[0].vertices.tobytes(), *points.get_facecolor()[0]) for points in fig.axes[0].collections}
    assert len(looks) == 10
    assert [text.get_text() for text in fig.legends[0].get_texts()][:4] == ["T-shirt/top", "Sandal", "Trouser", "Shirt"]


UNBUILT = SimpleNamespace(layers=CHAIN)
REFUSED = [
    ("gallery", (GREY[:, :, 0], LABELS, DIGITS), r"images must have the shape \(images, 28, 28\)"),
    ("gallery", (GREY / 128 - 1, LABELS, DIGITS), "images must lie between 0 and 255"),
    ("gallery", (GREY, LABELS[:19], DIGITS), "labels must be 20 whole numbers"),
    ("gallery", (GREY, LABELS + 1, DIGITS), "labels must lie between 0 and 9"),
    ("gallery", (GREY[:7], LABELS[:7], DIGITS), "no image of class 7, 8, 9"),
    ("class_means", (GREY, LABELS.astype(float)), "labels must be 20 whole numbers"),
    ("pixel_histogram", (GREY / 255,), "whole grey values from 0 to 255"),
    ("corruption", (GREY[:1], GREY[:1]), "x_clean must lie between -1 and 1, but runs from 0 to 100"),
    ("corruption", (CLEAN[:2], MASKED[:1]), "x_masked must have the shape of the clean images"),
    ("corruption", (CLEAN, MASKED), "at most 3 digits"),
    ("corruption", (CLEAN[:1], BLACK[:1]), "must equal the clean images where pixels are kept and 0 everywhere"),
    ("corruption_grey_and_black", (CLEAN[:1], BLACK[:1], MASKED[:1]), "x_masked must equal"),
    ("corruption_grey_and_black", (CLEAN[:1], MASKED[:1], MASKED[:1]), "and -1 everywhere else"),
    ("restoration", (CLEAN, MASKED, RESTORED[:2], LABELS[:6]), "shapes must agree"),
    ("restoration", (np.tile(CLEAN, (2, 1)), np.tile(MASKED, (2, 1)), np.tile(RESTORED, (2, 1)), LABELS[:12]), "most 6"),
    ("restoration", (CLEAN, MASKED, CLEAN * np.nan, LABELS[:6]), "restored holds values that are not finite"),
    ("architecture", (UNBUILT,), "a built Keras model of Dense layers"),
    ("architecture", (SimpleNamespace(input_shape=(None, 28, 28, 1), layers=CHAIN),), "flat images"),
    ("architecture", (SimpleNamespace(input_shape=(None, 784), layers=[]),), "needs Dense layers"),
    ("losses", ([],), 'with the key "loss"'),
    ("losses", ([{"mse": [1.0]}],), 'with the key "loss"'),
    ("losses", ([{"loss": [1.0]}, {"loss": [1.0, 2.0]}],), "the same number of epochs"),
    ("losses", ([{"loss": [1.0, np.inf]}],), "not finite"),
    ("error_bars", ({},), "at least one entry"),
    ("error_bars", ({"network": [[0.1, 0.2]]},), "1 dimension"),
    ("activation_comparison", ({"tanh": []},), "non-empty"),
    ("error_by_masked_share", ([10, 50], {"network": [0.1, 0.2]}), "from 0 at the least to 1"),
    ("error_by_masked_share", ([0.5, 0.1], {"network": [0.1, 0.2]}), "must increase"),
    ("error_by_masked_share", ([0.1, 0.5], {"network": [0.1, 0.2, 0.3]}), "must have 2 values per seed, not 3"),
    ("error_by_masked_share", ([0.1, 0.5], {"network": [[0.1, 0.2], [0.3]]}), "a full table"),
    ("outputs_histogram", ([-1.0, 1.5],), "between −1 and 1, not -1 to 1.5"),
    ("outputs_histogram", ([],), "non-empty"),
    ("code_units", (CODES - 1,), "never negative"),
    ("code_units", (CODES[0],), r"2 dimension\(s\)"),
    ("code_map", (np.zeros((20, 3)), LABELS), r"\(images, 2\)"),
    ("code_map", (POINTS, LABELS, range(11)), "10 classes, not for 11"),
    ("probe_accuracies", ({"pixels": {100: [73.5]}},), "between 0 and 1"),
    ("probe_accuracies", ({"pixels": {0: [0.1]}},), "positive"),
    ("probe_accuracies", ({"pixels": [0.1]},), r"results\['pixels'\] must be a dictionary"),
    ("cluster_scores", ({"code": [51.8]},), "between 0 and 1"),
    ("code_width", ({},), "at least one entry"),
]


@pytest.mark.parametrize(("name", "arguments", "message"), REFUSED)
def test_wrong_input_is_refused_with_a_reason(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(figures, name)(*arguments)

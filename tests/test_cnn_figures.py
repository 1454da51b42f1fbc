"""The figures of the section on convolutional networks, drawn from synthetic arrays."""

import functools

import figure_cases
import numpy as np
import pytest

from threenets import style
from threenets.cnn import figures, models
from threenets.cnn.receptive import Field

RNG = np.random.default_rng(0)
NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
LABELS = np.arange(20) % 10
PHOTOS = np.full((20, 32, 32, 3), 10, np.uint8) * LABELS[:, None, None, None].astype(np.uint8)
PHOTOS[..., 0] += 100  # red is brighter by 100, classes by 10 each
NOISE = RNG.integers(0, 256, (2, 32, 32, 3), np.uint8)
TURNED = NOISE[:, ::-1]
GRID = np.array([[1, 2, 0, 1], [0, 3, 1, 0], [2, 0, 1, 1], [1, 1, 0, 2]])
DIFFERENCE = np.array([[-1, 0, 1]] * 3)
GREY = np.zeros((16, 16))
GREY[:, 8:] = 200  # a vertical edge
SPOT = np.zeros((20, 20))
SPOT[12:15, 12:15] = [[0, 90, 0], [90, 180, 90], [0, 90, 0]]
BRIGHT = SPOT.copy()
BRIGHT[2:8, 2:8] = 255
KERNELS = RNG.normal(size=(3, 3, 3, 2))
MAPS = np.stack([np.full((30, 30), 2.0), np.full((30, 30), -1.0)], axis=-1)
MODEL = models.classifier(seed=1)
RUN = {"loss": [2, 1], "accuracy": [0.3, 0.6], "held_out_loss": [1.9, 2.1], "held_out_accuracy": [0.35, 0.5]}
RUN_2 = {key: [value + 0.1 for value in values] for key, values in RUN.items()}
TRUTH = np.repeat(np.arange(10), 10)
ANSWERS = TRUTH.copy()
ANSWERS[:5] = 8  # half of the airplanes are called ships
ANSWERS[20:22] = 0  # two birds airplanes
GROUPS = (0, 1, 8, 9), (2, 3, 4, 5, 6, 7)
PATCHES = np.full((2, 3, 3, 3, 3), 50, np.uint8)
RESPONSES = np.array([[3.0, 2, 1], [0.9, 0.6, 0.3]])
FIELDS = [Field("conv1", 3, 2, 0, 16), Field("pool1", 5, 4, 0, 8)]
INFLUENCE = np.zeros((32, 32))
INFLUENCE[17:20, 17:20] = 1 / 9
SHIFTS = {"max": {0: [1, 1], 1: [0.8, 0.9]}, "none": {0: [1], 1: [0.7]}}

# function, arguments, what the text alternative must say
CASES = [
    ("gallery", (PHOTOS, LABELS, NAMES, (0, 8)), ["airplane 33", "truck 123", "Marked in blue: airplane, ship"]),
    ("gallery", (PHOTOS[:2], LABELS[:2], ("square", "disc")), ["2 classes", "disc 43"]),
    ("colour_planes", (PHOTOS[9], "truck"), ["(truck)", "32 by 32", "red 190, green 90, blue 90"]),
    ("permuted_photos", (NOISE, TURNED, ("cat", "dog")), ["2 photographs (cat, dog)", "0 % of the places"]),
    ("permuted_photos", (NOISE, NOISE, ("cat", "dog")), ["100 % of the places"]),
    ("sliding_window", (GRID, DIFFERENCE, (0, -1)), [
        "3 × 3 on an image of 4 × 4", "step 1, window at row 1 and column 1: sum −1",
        "step 4, window at row 2 and column 2: sum −1", "2 × 2 numbers"]),
    ("filter_maps", (NOISE[0], KERNELS, MAPS), ["2 filters of depth 3", "2 maps of 30 × 30", "1: 2 to 2, 2: −1 to −1"]),
    ("window_grids", ({"kernel 2": (7, 2, 1, "valid"), "kernel 3": (7, 3, 2, "valid")},), [
        "kernel 2: input 7 × 7", "output 6 × 6", "stride 2, padding valid (0 before, 0 after), output 3 × 3"]),
    ("window_grids", ({"same": (4, 4, 1, "same")},), ["(1 before, 2 after), output 4 × 4"]),
    ("kernel_response", (GREY, DIFFERENCE, "an\nedge"), ["(an edge)", "from 0 to 600", "row 1, column 7"]),
    ("bright_patch", (BRIGHT, SPOT[12:15, 12:15] / 255, (2, 2, 6, 6), (12, 12)), [
        "row 13, column 13", "kernel as it is responds most in the bright patch", "mean responds most where it was cut out"]),
    ("blocks", (MODEL,), ["image 32 × 32 × 3", "convolution 3 × 3, stride 2, same 16 × 16 × 16", "40,330 parameters"]),
    ("blocks", (models.without_dense(),), ["mean of each map 10", "5,418 parameters"]),
    ("blocks", (models.classifier(pooling="none"),), ["every 2nd value"]),
    ("parameters_and_arithmetic", (MODEL,), ["hidden1 81.4 % and 7.4 %", "conv2 11.5 % and 66.9 %"]),
    ("learning_curves", ([RUN, RUN_2], {"source": 0.7227}), [
        "2 seeds over 2 epochs", "training accuracy from 35.0 % to 65.0 %", "validation loss from 1.950 to 2.150",
        "lowest in epoch 1", "source 72.3 %"]),
    ("accuracy_bars", ({"one": [0.5, 0.6], "two": 0.4},), ["one 55.0 % (50.0 % to 60.0 % over 2 seeds)", "two 40.0 %"]),
    ("single_runs", ({"raw": [0.5, 0.1, 0.11], "scaled": [0.45]},), [
        "raw 10.0 %, 11.0 %, 50.0 % (2 of 3 within", "scaled 45.0 % (0 of 1"]),
    ("confusion", (TRUTH, ANSWERS, NAMES, GROUPS), [
        "100 images", "93.0 % are named rightly", "2.0 % are put into the wrong", "airplane called ship, 50 %"]),
    ("precision_by_prevalence", (0.9, 0.1, {"as here": 0.4, "rare": 0.05}), [
        "90.0 %", "10.0 %", "as here, 40 % of the images: 86 %", "rare, 5 % of the images: 32 %"]),
    ("kernels_and_patches", (KERNELS, PATCHES), ["2 kernels of 3 × 3 × 3", f"{KERNELS.max():.2f}", "brightness of 50"]),
    ("exciting_patches", (PATCHES, RESPONSES), ["3 × 3 pixels", "2 filters", "3.0 to 1.0, 0.9 to 0.3"]),
    ("receptive_fields", (NOISE[0], FIELDS, [8, 4], INFLUENCE), ["conv1 3 × 3, pool1 5 × 5", "100 % of the influence"]),
    ("pooling_changes", ({"none": 0.142, "2 × 2": [0.12, 0.13]},), ["none 14.2 %", "2 × 2 12.5 % (12.0 % to 13.0 %"]),
    ("shift_curves", (SHIFTS,), ["max 100.0 % at 0, 85.0 % at 1", "none 100.0 % at 0, 70.0 % at 1"]),
]  # fmt: skip
TestFigures = figure_cases.section(figures, CASES)
draw = functools.partial(figure_cases.draw, figures)


def test_troubles_with_texts_are_found():
    fig, ax = style.new(7, 3)
    ax.text(0.5, 0.5, "one", fontsize=12)
    ax.text(0.5, 0.5, "two", fontsize=12)
    ax.text(0.2, 0.2, "tiny", fontsize=8)
    fig.text(0.95, 0.9, "over the border", fontsize=12)
    ax.set(xlabel="x", ylabel="y (m)")
    style.figure(fig, alt="a figure with four troubles")
    found = figure_cases.troubles_with_texts(fig)
    assert any("overlaps" in each for each in found) and any("small" in each for each in found)
    assert any("cut off" in each for each in found)
    assert figure_cases.axes_without_a_unit(fig) == ["x"]


def shown(ax):
    return [text.get_text() for text in ax.texts]


def test_the_window_shows_its_products_and_the_output_so_far():
    image, products, output = draw("sliding_window", GRID, DIFFERENCE, (1,))[1].axes
    assert shown(image)[:4] == ["1", "2", "0", "1"]
    assert shown(products) == ["2·−1", "0·0", "1·1", "3·−1", "1·0", "0·1", "0·−1", "1·0", "1·1"]
    assert shown(output) == ["−1", "−3", "", ""]
    assert products.get_title() == "patch · kernel, sum −3"


@pytest.mark.parametrize("case", [(5, 3, 2, "same"), (4, 2, 1, "same"), (7, 3, 2, "valid"), (1, 3, 1, "same")])
def test_grids_have_as_many_cells_as_the_rule_says(case):
    from threenets.cnn.sizes import convolution

    n, size = case[0], convolution(*case)
    ax = draw("window_grids", {"a": case})[1].axes[0]
    cells = [patch for patch in ax.patches if getattr(patch, "get_width", None) and patch.get_width() == 1]
    assert len(cells) == (n + size.before + size.after) ** 2 + size.output**2
    assert len(shown(ax)) == (n + size.before + size.after) ** 2 - n**2  # the zeros


def test_colours_of_kernels_are_grey_at_zero():
    kernels = np.zeros((3, 3, 3, 2))
    kernels[..., 1] = -2
    _, fig = draw("kernels_and_patches", kernels, PATCHES)
    assert fig.axes[0].get_images()[0].get_array().mean() == 0.5 and fig.axes[1].get_images()[0].get_array().max() == 0


def test_bars_of_shares_add_up():
    ax = draw("parameters_and_arithmetic", MODEL)[1].axes[0]
    lengths = [bar.get_width() for bar in ax.patches]
    assert len(lengths) == 10 and sum(lengths[:5]) == pytest.approx(100) and sum(lengths[5:]) == pytest.approx(100)


def test_boxes_of_fields_stand_where_the_unit_looks():
    ax = draw("receptive_fields", NOISE[0], FIELDS, [8, 4], INFLUENCE)[1].axes[0]
    boxes = [(patch.get_x() + 0.5, patch.get_width()) for patch in ax.patches]
    assert boxes == [(16, 3), (16, 5)]


def test_faint_pictures_keep_the_scale():
    _, fig = draw("gallery", PHOTOS // 10, LABELS, NAMES)
    assert {image.get_clim() for ax in fig.axes for image in ax.get_images()} == {(0, 255)}


REFUSED = [
    ("gallery", (PHOTOS[..., 0], LABELS, NAMES), r"4 dimension\(s\)"),
    ("gallery", (PHOTOS / 255, LABELS, NAMES), "values 0 to 255 as uint8, not float64"),
    ("gallery", (PHOTOS, LABELS[:19], NAMES), "labels must be 20 whole numbers"),
    ("gallery", (PHOTOS[:7], LABELS[:7], NAMES), "no image of class horse, ship, truck"),
    ("permuted_photos", (NOISE, NOISE[:1], ("cat", "dog")), "as many permuted ones"),
    ("permuted_photos", (NOISE, 255 - NOISE, ("cat", "dog")), "the same pixels as images, in another order"),
    ("sliding_window", (np.ones((7, 7)), DIFFERENCE), "at most 6 × 6"),
    ("sliding_window", (GRID, np.ones((5, 5))), "does not fit"),
    ("filter_maps", (NOISE[0], KERNELS[..., :1], MAPS), "two to four filters"),
    ("window_grids", ({},), "one to three windows"),
    ("window_grids", ({"a": (10, 2, 1, "valid")},), "more than 9 pixels"),
    ("window_grids", ({"a": (6, 7, 1, "valid")},), "does not fit"),
    ("kernel_response", (GREY * 2, DIFFERENCE, "edge"), "grey values 0 to 255"),
    ("kernel_response", (GREY, np.ones((7, 7)), "edge"), "at most 5 × 5"),
    ("bright_patch", (BRIGHT, DIFFERENCE, (2, 2, 6, 6), (3, 3)), "not negative"),
    ("learning_curves", ([],), "held_out_accuracy"),
    ("learning_curves", ([{"loss": [1.0]}],), "held_out_accuracy"),
    ("accuracy_bars", ({"one": [51.0]},), "shares between 0 and 1"),
    ("single_runs", ({},), "at least one entry"),
    ("confusion", (TRUTH, ANSWERS, NAMES, (GROUPS[0], GROUPS[0])), "each of the 10 classes once"),
    ("confusion", (TRUTH[:50], ANSWERS[:50], NAMES, GROUPS), "every class needs at least one image"),
    ("precision_by_prevalence", (0.9, 0.1, {}), "at least one prevalence"),
    ("precision_by_prevalence", (90, 0.1, {"here": 0.4}), "shares between 0 and 1"),
    ("kernels_and_patches", (KERNELS, PATCHES[:1]), "patches for each"),
    ("exciting_patches", (PATCHES, RESPONSES[:1]), "up to six filters"),
    ("receptive_fields", (NOISE[0], FIELDS, [8], INFLUENCE), "a unit for each"),
    ("pooling_changes", ({"none": 14.2},), "shares between 0 and 1"),
    ("shift_curves", ({},), "at least one network"),
]


@pytest.mark.parametrize(("name", "arguments", "message"), REFUSED)
def test_wrong_input_is_refused_with_a_reason(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(figures, name)(*arguments)

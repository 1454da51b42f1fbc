"""What each live figure does for itself: drawing, stepping, building, shifting, forecasting."""

import re

import numpy as np
import pytest

from .later import builder, keras, live_examples, packing, receptive_field, shift
from .live_pages import look, settle, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("elements")


@pytest.fixture
def figure(reader, folder):
    """Open the page of a figure; return the visit and the playwright page."""

    def open_figure(name, **settings):
        visit = reader.open(write(folder, name, live_examples.figure(name).html()).as_uri(), **settings)
        settle(visit)
        return visit, visit.page

    return open_figure


def status(page):
    return page.locator(".live-status").inner_text().replace("\u00a0", " ")


def slide(page, name, value):
    """Set a slider, by its label, to a value."""
    page.get_by_role("slider", name=name, exact=True).evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')) }", value)


def compute(page, setting):
    """The numbers of a setting, as the figure compares them with Keras."""
    return page.evaluate("setting => document.querySelector('.live-figure').compute(setting)", setting)


# ---- denoiser ----------------------------------------------------------------------------------------------------

INK = """() => {
    const canvas = document.querySelector('.live-pad')
    const {data} = canvas.getContext('2d').getImageData(0, 0, 28, 28)
    return Array.from({length: 784}, (_, i) => data[4 * i]).filter(level => level > 128).length
}"""


def test_a_digit_is_drawn_with_the_pointer(figure):
    visit, page = figure("denoiser")
    page.get_by_role("button", name="Clear the pad").click()
    assert page.evaluate(INK) == 0 and "Your drawing" in status(page)
    box = page.locator(".live-pad").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 20)  # one jump: the stroke has no gaps
    page.mouse.up()
    drawn = page.evaluate(INK)
    assert 40 <= drawn <= 80  # about 22 rows, three pixels wide
    page.mouse.move(box["x"] + 10, box["y"] + 10)  # a pointer that hovers draws nothing
    assert page.evaluate(INK) == drawn


def test_a_digit_is_drawn_by_touch_without_scrolling_the_page(figure):
    visit, page = figure("denoiser", has_touch=True)
    page.get_by_role("button", name="Clear the pad").click()
    box = page.locator(".live-pad").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.evaluate(INK) >= 1
    assert page.locator(".live-pad").evaluate("pad => getComputedStyle(pad).touchAction") == "none"


def test_a_digit_is_drawn_by_keyboard(figure):
    visit, page = figure("denoiser")
    pad = page.get_by_role("application")
    pad.focus()
    page.keyboard.press("Delete")
    assert "Your drawing" in status(page)
    for key in ("ArrowDown", "ArrowRight", "Space", *["ArrowDown"] * 6):
        page.keyboard.press(key)
    assert "Pen down at row 16, column 10" in pad.get_attribute("aria-label")
    page.keyboard.press("Space")
    drawn = page.evaluate("() => document.querySelector('.live-figure').pad.ink.filter(value => value > 0.9).length")
    assert drawn == 7  # rows 10 to 16
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.querySelector('.live-figure').pad.ink.filter(value => value > 0.9).length") == drawn


def test_drawing_goes_on_from_the_digit_that_is_shown(figure):
    visit, page = figure("denoiser")
    before = page.evaluate(INK)
    page.locator(".live-pad").click(position={"x": 8, "y": 8})
    assert page.evaluate(INK) > before > 20 and page.get_by_label("Digit", exact=True).input_value() == "your own drawing"


def test_the_mistake_in_the_order_is_visible(figure):
    visit, page = figure("denoiser")
    grey = page.locator("canvas").nth(1).evaluate("canvas => canvas.toDataURL()")
    page.get_by_label("black (−1), masked before scaling").check()
    assert page.locator("canvas").nth(1).evaluate("canvas => canvas.toDataURL()") != grey
    assert "it takes black ones for paper" in status(page)
    rows = page.locator(".live-table tbody tr").all_inner_texts()
    assert len(rows) == 5 and rows[0].startswith("network")
    expected = live_examples.figure("denoiser").expected[1]  # half of the pixels, black
    assert [float(re.search(r"\d\.\d+", row)[0]) for row in rows] == pytest.approx(expected["values"]["errors"], abs=6e-4)


def test_other_pixels_are_hidden_on_request_and_none_at_zero(figure):
    visit, page = figure("denoiser")
    before = look(visit)
    page.get_by_role("button", name="Hide other pixels").click()
    assert look(visit) != before
    slide(page, "Hidden pixels", 0)
    clean, seen = (page.locator("canvas").nth(place).evaluate("canvas => canvas.toDataURL()") for place in (0, 1))
    assert clean == seen


# ---- convolution -------------------------------------------------------------------------------------------------


def test_sizes_and_outputs_are_those_of_keras_on_a_grid(figure):
    visit, page = figure("convolution")
    random, image = np.random.default_rng(0), np.float32(live_examples.figure("convolution").data["pictures"][1]["values"])
    for size in (3, 6, 9):
        for side in range(1, 6):
            for stride in (1, 2, 3, 4):
                padding = ("valid", "same")[(side + stride) % 2]
                if padding == "valid" and side > size:
                    continue
                kernel = random.normal(0, 1, (side, side)).astype(np.float32)
                found = compute(page, {"picture": 1, "size": size, "kernel": kernel.ravel().tolist(), "side": side, "stride": stride,
                                       "padding": padding, "mode": "convolution"})  # fmt: skip
                output = keras.ops.conv(image[None, :size, :size, None], kernel[:, :, None, None], stride, padding).numpy()[0, :, :, 0]
                assert found["sizes"][0] == len(output)
                assert found["output"] == pytest.approx(output.ravel().tolist(), abs=1e-4)


def test_a_window_that_does_not_fit_is_an_error_in_words(figure):
    visit, page = figure("convolution")
    slide(page, "Input size n", 3)
    slide(page, "Kernel size k", 5)
    assert "would have size −1" in status(page) and "zero or negative" in status(page)
    assert "⌊(3 − 5) / 1⌋ + 1 = −1" in page.locator(".live-formula").inner_text()
    assert page.locator(".live-figure").get_attribute("data-problem") == "yes"
    page.get_by_label("same").check()
    assert page.locator(".live-figure").get_attribute("data-problem") == "no"
    assert "2 above and left, 2 below and right" in page.locator(".live-formula").inner_text()


def test_the_odd_zero_comes_below_and_right(figure):
    visit, page = figure("convolution")
    page.get_by_label("same").check()
    slide(page, "Input size n", 8)
    slide(page, "Stride s", 2)
    assert "⌈8 / 2⌉ = 4" in page.locator(".live-formula").inner_text()
    assert "0 above and left, 1 below and right" in page.locator(".live-formula").inner_text()


def test_the_window_steps_and_the_products_add_up(figure):
    visit, page = figure("convolution")
    assert "Window 2 of 25, output row 1, column 2" in status(page)
    page.get_by_role("button", name="Next").click()
    assert "Window 3 of 25" in status(page)
    page.get_by_label("Kernel", exact=True).select_option("blur")
    terms = re.search(r"sum to (.*) = ([\d.]+)\.", status(page))
    assert sum(map(float, terms[1].split(" + "))) == pytest.approx(float(terms[2]), abs=0.5)  # nine rounded terms
    page.locator(".live-clickable .live-cell").nth(7).click()
    assert "Window 8 of 25, output row 2, column 3" in status(page)
    page.get_by_label("kernel row 2, column 2").fill("-4")
    assert page.get_by_label("Kernel", exact=True).input_value() == "your own" and "(−" in status(page)


def test_pooling_has_no_weights(figure):
    visit, page = figure("convolution")
    page.get_by_label("Layer", exact=True).select_option("max pooling")
    assert "the largest of 0, 0, 9, 0, 0, 9, 0, 0, 9 is 9" in status(page)
    assert page.get_by_label("kernel row 1, column 1").is_disabled()
    page.get_by_label("Layer", exact=True).select_option("average pooling")
    assert "is 3." in status(page)


# ---- builder -----------------------------------------------------------------------------------------------------


def test_the_broken_network_is_the_start_and_can_be_repaired(figure):
    visit, page = figure("builder")
    results = page.locator(".live-result")
    assert results.nth(0).inner_text() == "→ 12 × 12 × 16, 3,904 parameters"
    assert results.nth(1).inner_text() == "→ 6 × 6 × 32, 25,120 parameters"
    assert "⌊(6 − 7) / 1⌋ + 1 = 0" in results.nth(2).inner_text() and results.nth(3).inner_text() == "not reached"
    assert "stops at layer 3, Conv2D" in status(page)
    page.get_by_label("padding of layer 3").select_option("same")
    assert "All 5 layers can be built" in status(page)
    page.get_by_role("button", name="remove layer 4").click()  # Flatten
    assert results.nth(3).inner_text() == "→ 6 × 6 × 10, 650 parameters"
    page.get_by_role("button", name="move layer 4 up").click()
    assert "it takes" not in status(page) and results.nth(2).inner_text() == "→ 6 × 6 × 10, 330 parameters"
    page.get_by_label("type of layer 1").select_option("Flatten")
    assert "takes height × width × channels, and gets a list of 3,072 numbers" in status(page)
    page.get_by_label("Start from").select_option("repaired")
    assert "All 8 layers can be built: 39,738 parameters, output 10." in status(page) or "All 8 layers" in status(page)


def test_focus_follows_what_was_moved_and_half_typed_numbers_change_nothing(figure):
    visit, page = figure("builder")
    page.get_by_role("button", name="move layer 2 down").click()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "type of layer 3"
    before = status(page)
    for typed in ("", "0", "2.5", "999"):
        page.get_by_label("kernel size of layer 1").fill(typed)
        assert status(page) == before
    for _ in range(20):
        if page.get_by_role("button", name="Add a layer").is_enabled():
            page.get_by_role("button", name="Add a layer").click()
    assert page.locator(".live-layers > li").count() == 12


def stacks(count):
    """Random stacks of layers, many of which cannot be built."""
    random = np.random.default_rng(1)
    kinds = ("Conv2D", "MaxPooling2D", "AveragePooling2D", "Conv2D", "GlobalAveragePooling2D", "Flatten", "Dense")
    for _ in range(count):
        stack = []
        for _ in range(random.integers(1, 6)):
            kind, side = str(random.choice(kinds)), int(random.integers(1, 8))
            place = {"stride": int(random.integers(1, 4)), "padding": str(random.choice(["valid", "same"]))}
            settings = {
                "Conv2D": {"filters": int(random.integers(1, 9)), "kernel": side, **place}, "Dense": {"units": side},
                "MaxPooling2D": {"pool": side, **place}, "AveragePooling2D": {"pool": side, **place},
            }.get(kind, {})  # fmt: skip
            stack.append({"type": kind, **settings})
        yield stack


def test_random_stacks_end_where_keras_ends(figure):
    visit, page = figure("builder")
    ended = 0
    for stack in stacks(40):
        built = builder.build(stack, (20, 17, 3))
        found = compute(page, {"input": [20, 17, 3], "layers": stack})
        assert found["shapes"] == [length for shape, _ in built for length in shape], stack
        assert found["parameters"] == [parameters for _, parameters in built], stack
        ended += len(built) < len(stack)
    assert 5 < ended < 35


# ---- shift -------------------------------------------------------------------------------------------------------


def test_the_map_of_flips_is_that_of_keras(figure):
    visit, page = figure("shift")
    page.get_by_label("Picture", exact=True).select_option(index=1)
    page.wait_for_function("document.querySelector('.live-figure').known[1].every(found => found >= 0)", timeout=20_000)
    twin, image = packing.rounded(live_examples.convolutional()), live_examples.photographs()[1]
    steps = range(-shift.REACH, shift.REACH + 1)
    images = np.float32([shift.moved(image, right, down) for down in steps for right in steps])
    probabilities = twin(images, training=False).numpy()
    known = np.array(page.evaluate("[...document.querySelector('.live-figure').known[1]]"))
    best = np.sort(probabilities, axis=1)
    clear = best[:, -1] - best[:, -2] > 1e-5  # a tie may fall either way
    assert clear.mean() > 0.98 and np.array_equal(known[clear], probabilities.argmax(axis=1)[clear])
    flipped = int((known != known[len(known) // 2]).sum())
    assert f"Of 289 shifts by up to 8 pixels, {flipped} change the class" in page.locator(".live-hint").first.inner_text()


def test_a_click_on_the_map_shifts_the_picture(figure):
    visit, page = figure("shift")
    box = page.locator(".live-flips").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 3, box["y"] + 3)
    assert "shifted 8 pixels to the right and 8 pixels up" in status(page) and "without a shift" in status(page)
    page.get_by_role("button", name="Back to no shift").click()
    assert "not shifted" in status(page)
    page.get_by_label("Feature maps of", exact=True).select_option("layer 4, Conv2D")
    assert "32 feature maps of 8 by 8" in page.locator(".live-features").get_attribute("aria-label")
    assert page.locator(".live-table tbody tr").count() == 10


# ---- receptive field ---------------------------------------------------------------------------------------------


def test_a_click_chooses_the_unit_and_the_border_cuts_its_field(figure):
    visit, page = figure("receptive-field")
    assert "depends on 17 × 17 input pixels" in status(page)
    box = page.locator(".live-flips").bounding_box()
    page.mouse.click(box["x"] + 3, box["y"] + 3)
    assert "row 1, column 1" in status(page) and "the rest of its 17 × 17 field lies beyond the border" in status(page)
    page.get_by_label("Layer", exact=True).select_option("1: Conv2D")
    assert "depends on 3 × 3 input pixels" in status(page)


def test_windows_with_gaps_depend_on_what_the_gradient_says(figure):
    visit, page = figure("receptive-field")
    stack = [{"type": "Conv2D", "window": 1, "stride": 2, "padding": "same"}, {"type": "MaxPooling2D", "window": 2, "stride": 3, "padding": "valid"}]
    needed = receptive_field.dependence(stack, (32, 32), 2, 1)
    found = page.evaluate("""stack => {
        const figure = document.querySelector('.live-figure')
        Object.assign(figure.data, {layers: stack})
        figure.sizes = [[32, 32], [16, 16], [5, 5]]
        return figure.compute({layer: 1, row: 2, column: 1})
    }""", stack)
    assert found["rows"] == needed.any(axis=1).astype(int).tolist() and found["columns"] == needed.any(axis=0).astype(int).tolist()
    assert sum(found["rows"]) == 2  # not an unbroken stretch


# ---- forecast and unrolled ---------------------------------------------------------------------------------------


def cells(page):
    """The table of scores as {row: [error, last]}."""
    return {row.split("\t")[0]: row.split("\t")[1:] for row in page.locator(".live-wide .live-table tbody tr").all_inner_texts()}


def test_rules_and_scores_are_those_of_the_chapter(figure):
    visit, page = figure("forecast")
    values, names = live_examples.series()
    place, ahead = 150, 31
    slide(page, "Last known month", place)
    slide(page, "Months ahead", ahead)
    truth = values[place + 1 : place + 1 + ahead]
    found = cells(page)
    for name, rule in live_examples.rules().items():
        line = rule(values[: place + 1], ahead)
        assert [float(cell) for cell in found[name]] == pytest.approx([np.sqrt(np.mean((line - truth) ** 2)), line[-1]], abs=6e-3), name
    assert float(found["measured"][1]) == pytest.approx(truth[-1], abs=6e-3)
    assert "From July 2002, over 31 months" in status(page) and names[place] == "2002-07"
    assert "The network was trained on months after this one." in status(page)
    slide(page, "Last known month", 200)
    assert "was trained on months after" not in status(page)


def test_beyond_the_last_month_nobody_knows(figure):
    visit, page = figure("forecast")
    slide(page, "Last known month", 239)
    assert "nothing is measured beyond this month" in status(page)
    assert cells(page)["network"][0] == "not known" and cells(page)["measured"][1] == "not known"
    slide(page, "Last known month", 235)
    slide(page, "Months ahead", 12)
    assert "over the 4 months that were measured" in status(page)


def test_lines_come_and_go_and_the_states_have_a_table(figure):
    visit, page = figure("forecast")
    lines = page.locator(".live-chart polyline")
    assert lines.count() == 4
    page.get_by_label("last value").check()
    assert lines.count() == 5 and page.locator(".live-chart .live-rule-4").count() == 1
    page.get_by_text("The states as a table").click()
    page.wait_for_selector(".live-scroll tbody tr")
    table = page.locator(".live-scroll table")
    assert table.locator("tbody tr").count() == 64 and table.locator("thead th").count() == 13
    before = table.inner_text()
    slide(page, "Last known month", 130)
    assert table.inner_text() != before and "November 2000" in table.inner_text()


def test_the_chart_is_as_wide_as_its_page(figure):
    visit, page = figure("forecast")
    for width in (390, 900):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("""() => {
            const chart = document.querySelector('.live-chart')
            return Math.abs(chart.viewBox.baseVal.width - chart.getBoundingClientRect().width) < 2
        }""")


def test_a_disturbance_is_felt_from_its_step_on(figure):
    visit, page = figure("unrolled")
    slide(page, "Disturbed step", 6)
    slide(page, "Disturbance", 2)
    page.get_by_text("The steps as a table").click()
    distances = [float(row.split("\t")[3]) for row in page.locator(".live-details tbody tr").all_inner_texts()]
    assert distances[:5] == [0] * 5 and min(distances[5:]) > 0
    assert "Step 6 (June 2009) disturbed by 2.0 ppm" in status(page)
    slide(page, "Disturbance", 0)
    assert "the distance is 0" in status(page)
    slide(page, "Time step", 1)
    assert "0.00 from the memory" in page.locator(".live-formula").inner_text()


def test_the_formula_of_one_unit_adds_up(figure):
    visit, page = figure("unrolled")
    slide(page, "Time step", 9)
    slide(page, "Unit", 5)
    words = page.locator(".live-formula").inner_text().replace("−", "-")
    terms = re.search(r"tanh\((-?[\d.]+) from the input ([+-]) ([\d.]+) from the memory ([+-]) ([\d.]+) from the bias\) = (-?[\d.]+)", words)
    first, sign, second, other_sign, third, result = terms.groups()
    total = float(first) + float(sign + second) + float(other_sign + third)
    assert np.tanh(total) == pytest.approx(float(result), abs=0.02)  # each term is rounded to two digits

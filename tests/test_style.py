"""The palette: legible on paper and in the dark theme, and told apart by every common colour vision."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

from threenets import style
from threenets.style import COLOURS, MARKS
from threenets.style.contrast import FOR_MARKS, FOR_WORDS, contrast, for_words

DARK_PAGE = "#121212"  # background of the theme's dark pages
# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision deficiency",
# severity 1: how a colour in linear RGB looks to a person without one of the three kinds of cone.
VISION = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "usual": np.eye(3),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour, vision):
    """Return a colour as CIE L*a*b*, as a person of that vision sees it."""
    values = np.array(to_rgb(colour))
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(VISION[vision]) @ linear, 0, 1)
    x, y, z = np.cbrt(TO_XYZ @ seen / TO_XYZ.sum(axis=1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(first, second, vision):
    return np.linalg.norm(lab(first, vision) - lab(second, vision))


@pytest.mark.parametrize("pair, ratio", [(("white", "black"), 21), (("#777777", "white"), 4.48), (("red", "red"), 1)])
def test_contrast_is_that_of_the_guidelines(pair, ratio):
    assert contrast(*pair) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("name", MARKS)
def test_marks_stand_out_from_paper_and_from_the_dark_page(name):
    assert contrast(COLOURS[name]) >= FOR_MARKS
    if name != "black":  # on dark pages it is the text's colour that takes its place
        assert contrast(COLOURS[name], DARK_PAGE) >= FOR_MARKS


@pytest.mark.parametrize("name", MARKS)
def test_marks_stand_out_where_the_dark_theme_dims_their_paper(name):
    css = (Path(__file__).parents[1] / "assets" / "book.css").read_text("utf8")
    (dimmed,) = re.findall(r'html\[data-theme="dark"\] \.bd-content img[^{]*\{ filter: brightness\(([\d.]+)\); \}', css)
    mark, paper = (tuple(float(dimmed) * part for part in to_rgb(colour)) for colour in (COLOURS[name], "white"))
    assert contrast(mark, paper) >= FOR_MARKS


def test_the_colours_kept_for_areas_are_those_that_would_fail():
    pale = {name for name in COLOURS if contrast(COLOURS[name]) < FOR_MARKS}
    assert pale == set(COLOURS) - set(MARKS)


@pytest.mark.parametrize("vision", VISION)
def test_marks_differ_for_every_colour_vision(vision):
    # a difference of 2.3 is just noticed side by side; lines far apart need several times that
    close = {pair: difference(*(COLOURS[name] for name in pair), vision) for pair in itertools.combinations(MARKS, 2)}
    assert min(close.values()) > 10, min(close, key=close.get)


def test_the_measure_of_difference_can_fail():
    assert difference("#d55e00", "#7a8c00", "deuteranopia") < 20 < difference("#d55e00", "#7a8c00", "usual")


@pytest.mark.parametrize("name", COLOURS)
def test_words_in_a_figure_are_legible_in_each_colour(name):
    assert contrast(for_words(COLOURS[name])) >= FOR_WORDS
    assert contrast(COLOURS[name]) >= FOR_WORDS or for_words(COLOURS[name]) != COLOURS[name].lower()


def test_a_finished_figure_has_no_pale_words_and_keeps_the_colours_of_its_marks():
    fig, ax = style.new()
    (line,) = ax.plot([0, 1], color=COLOURS["purple"])
    name = ax.text(0.5, 0.5, "a line", color=COLOURS["purple"])
    white = ax.text(0, 0, "on black", color="white")
    style.figure(fig, "a line with its name beside it")
    assert contrast(name.get_color()) >= FOR_WORDS and to_hex(white.get_color()) == "#ffffff"
    assert to_hex(line.get_color()) == COLOURS["purple"].lower()

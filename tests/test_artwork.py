"""The committed logo, favicon and cover are those that the course's code draws."""

import re

import numpy as np
import pytest
from conftest import ROOT
from matplotlib.image import imread

from threenets.style import artwork


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return {path.name: path for path in artwork.draw_all(tmp_path_factory.mktemp("artwork"))}


def distance(first, second):
    """Return the mean difference of two pictures' pixels, from 0 to 1; letters may differ a little between font versions."""
    first, second = imread(first), imread(second)
    assert first.shape == second.shape
    return np.abs(first - second).mean()


@pytest.mark.parametrize("name", ["favicon.png", "preview.png", "front.png"])
def test_committed_picture_is_what_the_code_draws(drawn, name):
    assert distance(drawn[name], ROOT / "assets" / name) < 0.005


def test_another_picture_would_be_noticed(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr("threenets.style.artwork.BLUE", "#cc79a7")
    artwork.favicon().savefig(tmp_path / "favicon.png", dpi=96)
    assert distance(tmp_path / "favicon.png", drawn["favicon.png"]) > 0.005


def test_committed_logo_has_the_shapes_and_colours_that_the_code_draws(drawn):
    stored, fresh = ((ROOT / "assets" / "logo.svg").read_text("utf8"), drawn["logo.svg"].read_text("utf8"))
    for pattern in ("<path", "#[0-9a-f]{6}"):
        assert re.findall(pattern, stored) == re.findall(pattern, fresh)


def test_preview_has_the_size_that_sites_ask_for(drawn):
    assert imread(drawn["preview.png"]).shape[:2] == (630, 1200)

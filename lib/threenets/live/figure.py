"""The live figure: what a cell ends in so that the built page shows a network at work, and every other place its picture."""

from __future__ import annotations

import base64
import html
import json

import numpy as np

from threenets import style
from threenets.live.packing import in_colab

TOLERANCE = 1e-4  # of the page's numbers against those of Keras; assets/live/figure.js holds the page to it


class Live(style.Figure):
    """A figure that readers of the built page can operate; without JavaScript, in Colab and on paper it is its picture.

    It is displayed as a custom element (HTML's name for a tag of our own) around the picture. In the built page the
    script of that name, ``assets/live/NAME.js``, puts the live figure in the picture's place. What it needs, weights
    included, travels in the output, and so do the values that Keras computed for a few settings: the page computes
    them again and says how far it is off.

    Parameters
    ----------
    element : str
        Name of the script in ``assets/live`` without suffix; the tag is ``live-`` and this name.
    data : dict
        What the script needs, as JSON can hold it.
    expected : list of dict
        ``{"setting": ..., "values": {name: numbers}}``: what Keras gives for a setting of the figure's controls.
    fig, alt
        As for `threenets.style.figure`.

    Attributes
    ----------
    expected : list of dict
    numbers : dict of str to float
        Beside those of the picture, mean and deviation of the expected values: like all numbers of a figure they are
        compared when a page is run again, while the weights are not.
    """

    def __init__(self, element, data, expected, fig, alt):
        super().__init__(fig, alt, f"live_{element.replace('-', '_')}")
        self.element, self.data, self.expected = element, data, [_plain(entry) for entry in expected]
        if not self.expected:
            raise ValueError("a live figure needs at least one setting for which Keras says what is expected")
        for name in self.expected[0]["values"]:
            values = np.concatenate([np.ravel(entry["values"][name]) for entry in self.expected])
            self.numbers[f"expected_{name}_mean"] = float(f"{values.mean():.6g}")
            self.numbers[f"expected_{name}_deviation"] = float(f"{values.std():.6g}")

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = super()._repr_mimebundle_(include, exclude)
        return {"text/html": self.html(data["image/png"]), **data}, metadata

    def html(self, png=None):
        """Return the element, with its picture and its data, as HTML."""
        png = png or base64.b64encode(self.png).decode("ascii")
        inside = f'<img class="live-picture" alt="{html.escape(self.alt)}" src="data:image/png;base64,{png}">'
        if not in_colab():
            content = json.dumps({**self.data, "expected": self.expected}, separators=(",", ":"), ensure_ascii=False)
            content = content.replace("<", "\\u003c")  # no text in the data can end the script element
            inside += f'<script type="application/json">{content}</script>'
        return f'<live-{self.element} class="live-figure">{inside}</live-{self.element}>'


def image_bytes(images) -> str:
    """Return images of whole grey or colour values from 0 to 255 as base64, one byte a value."""
    images = np.asarray(images)
    if images.dtype != np.uint8:
        raise TypeError(f"a live figure takes images as they were loaded, 0 to 255 as uint8, not {images.dtype}")
    return base64.b64encode(np.ascontiguousarray(images)).decode("ascii")


def _plain(entry):
    """Numbers to eight digits: a page carries no more than the comparison needs."""
    values = {name: [float(f"{number:.8g}") for number in np.ravel(numbers)] for name, numbers in entry["values"].items()}
    return {"setting": entry["setting"], "values": values}

"""What the tests of the figures of every section share: drawing a figure, and looking at what was drawn."""

import functools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text

from threenets import style


def draw(figures, name, *arguments):
    """Call a figure function; return what it returns and the matplotlib figure behind it."""
    drawn, init = [], style.Figure.__init__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style.Figure, "__init__", lambda self, fig, *rest: drawn.append(fig) or init(self, fig, *rest))
        figure = getattr(figures, name)(*arguments)
    return figure, drawn.pop()


def section(figures, cases):
    """Return the tests that the figures of each section pass, as a class to be collected.

    Parameters
    ----------
    figures : module
        A section's figures; each name in its ``__all__`` needs a case.
    cases : list of tuple (str, tuple, list of str)
        Name of a figure function, what it is called with, and what its text alternative must say.
    """
    every_case = pytest.mark.parametrize("case", range(len(cases)), ids=[case[0] for case in cases])

    @functools.cache
    def drawn(case):  # once for all tests
        return draw(figures, cases[case][0], *cases[case][1])

    class Section:
        def test_every_figure_has_a_case(self):
            assert {name for name, _, _ in cases} == set(figures.__all__)

        @pytest.mark.filterwarnings("error")
        @every_case
        def test_figure_says_the_numbers_it_draws(self, case):
            name, _, said = cases[case]
            figure, _ = drawn(case)
            assert isinstance(figure, style.Figure) and figure.name == name and figure.numbers
            assert [text for text in said if text not in figure.alt] == [], figure.alt
            assert plt.get_fignums() == []

        @every_case
        def test_axes_are_labelled_with_units(self, case):
            assert axes_without_a_unit(drawn(case)[1]) == []

        @every_case
        def test_texts_are_large_whole_and_apart(self, case):
            assert troubles_with_texts(drawn(case)[1]) == []

    return Section


def axes_without_a_unit(fig):
    """Return the labels of axes that name no unit; images have none, and bars have names at their ticks."""
    found = []
    for ax in fig.axes:
        if ax.get_images() or not ax.axison:
            continue
        bar = ax.get_label() == "<colorbar>"
        named = any(text.get_text().isalpha() or "," in text.get_text() for text in ax.get_yticklabels())
        shared = any(other.get_xlabel() for other in ax.get_shared_x_axes().get_siblings(ax))  # one below tells it
        for label in [ax.get_xlabel()] * (not shared or bool(ax.get_xlabel())) + [ax.get_ylabel()] * (not bar and not named):
            if "(" not in label and "number of" not in label:
                found.append(label)
    return found


def texts(fig):
    """Return the texts of a figure: titles, labels of axes, legends, and what is written into axes that are shown."""
    legends = [legend for legend in [*fig.legends, *(ax.get_legend() for ax in fig.axes)] if legend]
    found = [*fig.texts, *(text for legend in legends for text in legend.get_texts())]
    for ax in fig.axes:
        found += [*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label] if ax.axison else [*ax.texts, ax.title]
    return [text for text in found if text.get_text()]


def troubles_with_texts(fig):
    """Return what is too small to read on a phone, cut off, or written over something else."""
    canvas, found = fig.bbox.padded(1), []
    boxes = [(text, Text.get_window_extent(text)) for text in texts(fig)]
    for number, (text, box) in enumerate(boxes):
        corners = np.array(box.get_points())
        if text.get_fontsize() < 12:
            found.append(f"{text.get_text()!r} is small")
        if not ((corners >= canvas.p0).all() and (corners <= canvas.p1).all()):
            found.append(f"{text.get_text()!r} is cut off")
        found += [f"{text.get_text()!r} overlaps {other.get_text()!r}"
                  for other, there in boxes[number + 1:] if box.overlaps(there)]  # fmt: skip
    return found

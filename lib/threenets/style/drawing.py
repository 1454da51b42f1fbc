"""What the figures of all sections share: image panels, bars and lines with whiskers, labels at lines."""

import textwrap

import numpy as np

from threenets import style
from threenets.style import COLOURS

TEXT = 12  # points: about 9 pixels high where a phone shows seven inches on 380 pixels
_STYLES = [
    ("blue", "o", "-"), ("vermillion", "s", "--"), ("green", "^", "-."), ("purple", "D", ":"), ("grey", "v", "-"),
]  # fmt: skip


def panels(width, height, rows, columns):
    """Return a figure and its axes for images, closer together than other axes."""
    fig, axes = style.new(width, height, rows, columns, squeeze=False)
    fig.set_layout_engine("compressed")
    return fig, axes


def panel(ax, image, limits, cmap="gray", title=""):
    """Show one image without ticks at fixed limits, in a thin frame; return it for a colour bar."""
    shown = ax.imshow(image, cmap=cmap, vmin=limits[0], vmax=limits[1], interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=COLOURS["grey"], linewidth=0.6)
    ax.set_title(title, fontsize=TEXT)
    return shown


def colour_bar(fig, shown, axes, label, ticks, aspect=30):
    """Add a colour bar below with a label and given ticks, a list of (value, text) from end to end."""
    bar = fig.colorbar(shown, ax=axes, location="bottom", aspect=aspect)
    bar.set_label(label, fontsize=TEXT)
    bar.set_ticks([value for value, _ in ticks], labels=[text for _, text in ticks])
    bar.ax.tick_params(labelsize=TEXT)
    texts = bar.ax.get_xticklabels()
    texts[0].set_horizontalalignment("left")  # the texts at the ends stay within the bar's length
    texts[-1].set_horizontalalignment("right")


def axis_labels(ax, x, y):
    """Label both axes in the figures' text size; bars have names at the ticks in place of a label for y."""
    ax.set_xlabel(x, fontsize=TEXT)
    ax.set_ylabel(y, fontsize=TEXT)
    ax.tick_params(labelsize=TEXT)


def bars(ax, spreads, colours, form, limit=None):
    """Draw one horizontal bar per entry, first entry on top: its mean, printed, and a whisker from min to max.

    Parameters
    ----------
    spreads : dict of str to ndarray, shape (runs,)
    colours : list of str, one per bar
    form : callable
        Turns a mean into the text at the bar.
    limit : float, optional
        End of the axis; without it a little beyond the longest bar.
    """
    means = np.array([values.mean() for values in spreads.values()])
    ends = np.array([values.max() for values in spreads.values()])
    limit = limit or 1.2 * ends.max()
    ax.barh(np.arange(len(means)), means, color=colours, height=0.65)
    for row, values in enumerate(spreads.values()):
        if values.size > 1:
            whisker = [[means[row] - values.min()], [values.max() - means[row]]]
            ax.errorbar(means[row], row, xerr=whisker, color=COLOURS["black"], capsize=4, linewidth=1.5)
        ax.text(ends[row] + 0.015 * limit, row, form(means[row]), va="center", fontsize=TEXT)
    ax.set_yticks(np.arange(len(means)), labels=[textwrap.fill(str(name), 24) for name in spreads])
    ax.set(xlim=(0, limit), ylim=(len(means) - 0.5, -0.5))
    ax.tick_params(axis="y", length=0)


def curves(ax, spreads, labels="end", dodge=0.0):
    """Draw for each name the mean against x with whiskers from min to max over the runs.

    Parameters
    ----------
    spreads : dict of str to dict of float to ndarray, shape (runs,)
    labels : {"end", "legend", None}
        Names at the ends of the lines, in a legend, or nowhere.
    dodge : float
        Relative shift of x from line to line, so that whiskers do not hide each other.
    """
    ends = []
    for number, (name, points) in enumerate(spreads.items()):
        colour, marker, dash = _STYLES[number % len(_STYLES)]
        x = np.array(sorted(points), float)
        values = [points[key] for key in sorted(points)]
        means = np.array([runs.mean() for runs in values])
        whiskers = [means - [runs.min() for runs in values], [runs.max() for runs in values] - means]
        shift = 1 + dodge * (number - (len(spreads) - 1) / 2)
        ax.errorbar(
            x * shift, means, yerr=whiskers if any(runs.size > 1 for runs in values) else None, label=name,
            color=COLOURS[colour], marker=marker, linestyle=dash, capsize=3, linewidth=2, markersize=7,
        )  # fmt: skip
        ends.append((means[-1], name, COLOURS[colour]))
    if labels == "legend":
        ax.legend(fontsize=TEXT, frameon=False)
    elif labels == "end":
        end_labels(ax, ends)


def end_labels(ax, entries, width=18):
    """Write each (height, text, colour) to the right of the axes, moved apart where they would overlap.

    Call it after the axis limits are set.
    """
    low, high = ax.get_ylim()
    inches = ax.figure.get_figheight() * 0.75  # about what title and axis labels leave to the axes
    line = TEXT * 1.3 / 72 / inches * (high - low)
    entries = sorted((height, textwrap.fill(text, width), colour) for height, text, colour in entries)
    heights = [line * (text.count("\n") + 1) for _, text, _ in entries]
    places, floor = [], -np.inf
    for (value, _, _), tall in zip(entries, heights):
        places.append(max(value, floor + tall / 2))
        floor = places[-1] + tall / 2
    ceiling = np.inf if floor <= high + line else high + line / 2  # push back down what went over the top
    for row in reversed(range(len(places))):
        places[row] = min(places[row], ceiling - heights[row] / 2)
        ceiling = places[row] - heights[row] / 2
    for (value, text, colour), place in zip(entries, places):
        ax.annotate(
            text, (1, value), xytext=(1.05, place), xycoords=ax.get_yaxis_transform(),
            textcoords=ax.get_yaxis_transform(), color=colour, fontsize=TEXT, va="center", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.8, "relpos": (0, 0.5)},
        )  # fmt: skip


def counted(number, noun):
    """Return "1 digit" or "3 digits"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def spoken(values, form):
    """Return "mean" or "mean (lowest to highest over n seeds)" for a text alternative."""
    mean = form(values.mean())
    if values.size == 1:
        return mean
    return f"{mean} ({form(values.min())} to {form(values.max())} over {values.size} seeds)"

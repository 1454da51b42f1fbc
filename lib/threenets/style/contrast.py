"""How well a colour stands out, as WCAG 2.2 measures it: marks need 3 to 1, words 4.5 to 1."""

from matplotlib.colors import to_hex, to_rgb

FOR_MARKS, FOR_WORDS = 3.0, 4.5  # success criteria 1.4.11 and 1.4.3


def contrast(first, second="white"):
    """Return the contrast ratio of two colours, from 1 (equal) to 21 (black on white).

    Parameters
    ----------
    first, second : colour
        Anything that matplotlib takes for an opaque colour.

    Notes
    -----
    Relative luminance and ratio as in the Web Content Accessibility Guidelines 2.2.
    """
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def for_words(colour):
    """Return the colour, darkened as far as words in it need to be legible on white."""
    shade = to_rgb(colour)
    while contrast(shade) < FOR_WORDS:
        shade = tuple(0.98 * part for part in shade)
    return to_hex(shade)


def _luminance(colour):
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

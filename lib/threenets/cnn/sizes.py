"""How large the output of a convolution or of pooling is, and how much is padded on which side."""

from __future__ import annotations

from typing import NamedTuple

PADDINGS = ("valid", "same")


class Size(NamedTuple):
    """Result of `convolution` along one axis.

    output : number of positions of the window, which is the size of the output
    before : zeros added on the left (or at the top)
    after : zeros added on the right (or at the bottom)
    """

    output: int
    before: int
    after: int


def convolution(n, kernel, stride=1, padding="valid") -> Size:
    """Say how large the output is along one axis, and how the axis is padded; the same holds for pooling.

    With "valid" the window stays inside: ``floor((n - kernel) / stride) + 1`` positions. With "same" the output has
    ``ceil(n / stride)`` positions, and as many zeros are added as the last of them needs:
    ``max((output - 1) * stride + kernel - n, 0)`` in all, half on each side; an odd one goes to the right or bottom.

    Parameters
    ----------
    n : int
        Size of the input along this axis, in pixels; at least 1.
    kernel : int
        Size of the window (kernel or pool); at least 1.
    stride : int
        Pixels that the window moves from one position to the next; at least 1.
    padding : {"valid", "same"}

    Returns
    -------
    Size

    Raises
    ------
    ValueError
        If the window is larger than the input and nothing is padded, so that the output would have no position, or
        an argument is not one of the above.
    """
    for name, value in (("n", n), ("kernel", kernel), ("stride", stride)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, not {value!r}")
    if padding not in PADDINGS:
        raise ValueError(f"padding must be one of {', '.join(PADDINGS)}, not {padding!r}")
    if padding == "same":
        output = -(-n // stride)
        total = max((output - 1) * stride + kernel - n, 0)
        return Size(output, total // 2, total - total // 2)
    output = (n - kernel) // stride + 1
    if output < 1:
        raise ValueError(f"a window of {kernel} does not fit into {n} pixels: the output would have size {output}. "
                         "Use a smaller kernel, padding='same', or less shrinking before it")
    return Size(output, 0, 0)


def chain(n, steps) -> list[int]:
    """Sizes along one axis after each step of a chain of windows.

    Parameters
    ----------
    n : int
    steps : sequence of tuple
        ``(kernel, stride, padding)`` of each convolution or pooling.

    Raises
    ------
    ValueError
        What `convolution` raises; the message says at which step, and which sizes came before it.
    """
    found = []
    for number, step in enumerate(steps, start=1):
        try:
            found.append(convolution(found[-1] if found else n, *step).output)
        except ValueError as problem:
            raise ValueError(f"step {number}, after the sizes {found}: {problem}") from None
    return found


def weights(kernel, channels_in, channels_out) -> int:
    """Parameters of a convolution with a square kernel: ``kernel^2 * channels_in`` weights and a bias per filter."""
    return (kernel * kernel * channels_in + 1) * channels_out

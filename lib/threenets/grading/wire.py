"""Plain values as bytes, and back: all that ever crosses between a learner's code and the checks.

A message is a JSON text of the structure and the raw numbers of its arrays. Nothing in it can run: no pickle. The same
encoding is used inside a notebook, so that both places judge the same values.
"""

import json
import math
import re
import struct
import sys

import numpy as np

LARGEST_TEXT, LARGEST_ARRAYS = 8 << 20, 64 << 20  # bytes of one message
DEEPEST = 40
LENGTHS = struct.Struct("!II")
_DTYPE = re.compile(r"[<|](b1|[iu][1248]|f[248]|c8|c16)|<[mM]8\[(Y|M|W|D|h|m|s|ms|us|ns)\]")


class WireError(ValueError):
    """A value that cannot cross; the text can be shown to a learner."""


class Stub:
    """A model or a function of ours that a learner's function may call; only values cross.

    Parameters
    ----------
    function : callable
        Takes what the learner's code passes and returns a plain value. It runs beside the checks. What it raises as
        `threenets.grading.exercise.Wrong` becomes the message of the check.
    input_shape, output_shape : tuple, optional
        What a model of this shape would say.
    """

    def __init__(self, function, input_shape=None, output_shape=None):
        self.function, self.input_shape, self.output_shape = function, input_shape, output_shape


def encode(value, stubs=None):
    """Return a value as bytes.

    Parameters
    ----------
    value : object
        None, a truth value, a number, a text, an array or tensor, a Keras model, and lists, tuples and dicts of these.
    stubs : list, optional
        Where given, a `Stub` may be part of the value and is appended here.

    Raises
    ------
    WireError
        If a part of the value is of another kind, or the value is too large or too deep.
    """
    arrays = []

    def walk(part, depth):
        if depth > DEEPEST:
            raise WireError("a value that is nested too deeply cannot be graded")
        if isinstance(part, np.generic):
            part = part.item() if part.dtype.kind in "biuf" else np.asarray(part)
        if part is None or isinstance(part, bool | float | str):
            return part
        if isinstance(part, int):
            if abs(part) >= 1 << 64:
                raise WireError("a whole number of more than 64 bits cannot be graded")
            return part
        if isinstance(part, list):
            return [walk(item, depth + 1) for item in part]
        if isinstance(part, tuple):
            return {"tuple": [walk(item, depth + 1) for item in part]}
        if isinstance(part, dict):
            return {"dict": [[walk(key, depth + 1), walk(item, depth + 1)] for key, item in part.items()]}
        if isinstance(part, Stub) and stubs is not None:
            stubs.append(part)
            return {"stub": [len(stubs) - 1, walk([part.input_shape, part.output_shape], depth + 1)]}
        if "keras" in sys.modules and isinstance(part, sys.modules["keras"].Model):
            from threenets.grading.models import describe

            return {"model": walk(list(describe(part)), depth + 1)}
        if not isinstance(part, type) and (hasattr(part, "__array__") or isinstance(part, np.ndarray)):
            arrays.append(_raw(np.asarray(part), type(part).__name__))
            return {"array": len(arrays) - 1}
        raise WireError(f"a value of type {type(part).__name__} cannot be graded")

    tree = walk(value, 0)
    head = json.dumps({"tree": tree, "arrays": [[array.dtype.str, array.shape] for array in arrays]}).encode()
    size = sum(array.nbytes for array in arrays)
    if len(head) > LARGEST_TEXT or size > LARGEST_ARRAYS:
        raise WireError(f"a value of {(len(head) + size) / 2**20:,.0f} MiB is too large to be graded")
    return b"".join([LENGTHS.pack(len(head), size), head, *(array.tobytes() for array in arrays)])


def decode(data, stub=None):
    """Return the value that `encode` made into bytes; nothing of it is believed.

    Parameters
    ----------
    data : bytes
    stub : callable, optional
        Makes the stand-in of a `Stub` out of its number and shapes. Without one, a stub is refused.

    Raises
    ------
    WireError
        If the bytes are not what `encode` makes.
    """
    try:
        length, size = LENGTHS.unpack_from(data)
        head, body = json.loads(data[LENGTHS.size : LENGTHS.size + length]), memoryview(data)[LENGTHS.size + length :]
        arrays, start = [], 0
        for dtype, shape in head["arrays"]:
            array = _array(dtype, shape, body[start:])
            arrays.append(array)
            start += array.nbytes
        if start != size or len(body) != size:
            raise WireError("the answer's arrays are not as long as it says")
        return _value(head["tree"], arrays, stub, 0)
    except WireError:
        raise
    except Exception as error:
        raise WireError(f"the answer cannot be read ({type(error).__name__})") from None


def _value(part, arrays, stub, depth):
    if depth > DEEPEST + 5:
        raise WireError("the answer is nested too deeply")
    if isinstance(part, list):
        return [_value(item, arrays, stub, depth + 1) for item in part]
    if not isinstance(part, dict):
        return part
    ((kind, content),) = part.items()
    if kind == "array":
        return arrays[content]
    if kind == "tuple":
        return tuple(_value(item, arrays, stub, depth + 1) for item in content)
    if kind == "dict":
        return {_value(key, arrays, stub, depth + 1): _value(item, arrays, stub, depth + 1) for key, item in content}
    if kind == "model":
        from threenets.grading.models import rebuild

        return rebuild(*_value(content, arrays, stub, depth + 1))
    if kind == "stub" and stub is not None:
        return stub(content[0], *_value(content[1], arrays, None, depth + 1))
    raise WireError("the answer holds a part of an unknown kind")


def _raw(array, name):
    if array.dtype.kind in "US":
        raise WireError("an array of texts cannot be graded: use a list")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        array = array.astype("<f8")
    if array.dtype.str.startswith(">"):
        array = array.astype(array.dtype.newbyteorder("<"))
    if not _DTYPE.fullmatch(array.dtype.str):
        what = f"an array of type {array.dtype}" if array.ndim else f"a value of type {name}"
        raise WireError(f"{what} cannot be graded")
    return np.ascontiguousarray(array).reshape(array.shape)


def _array(dtype, shape, body):
    if not isinstance(dtype, str) or not _DTYPE.fullmatch(dtype):
        raise WireError("the answer holds an array of an unknown type")
    if not all(type(size) is int and size >= 0 for size in shape) or len(shape) > 16:
        raise WireError("the answer holds an array of an impossible shape")
    dtype, count = np.dtype(dtype), math.prod(shape)
    if count * dtype.itemsize > len(body):  # before anything is allocated
        raise WireError("the answer's arrays are longer than the answer")
    return np.frombuffer(body, dtype, count).reshape(shape).copy()

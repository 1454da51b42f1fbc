"""What a check may ask of a submission, and how its words become messages for the learner."""

import zlib

import numpy as np

from threenets.grading.exercise import Unanswered, Wrong
from threenets.grading.wire import WireError, decode, encode

MOST_CALLS_BACK = 5000  # of one question


def expect(condition, message):
    """Raise `Wrong` with the message unless the condition holds."""
    if not condition:
        raise Wrong(message)


def counted(number, word):
    """Return a number with its word, which is in the plural unless the number is 1: ``"1 unit"``, ``"3 units"``."""
    number = int(number) if number == int(number) else number
    return f"{number:,} {word}{'' if number == 1 else 's'}"


class Answer:
    """One learner's answer to one exercise.

    Parameters
    ----------
    exchange : callable
        ``exchange(question, call_back)`` brings bytes to `threenets.grading.respond.respond` and returns its bytes,
        inside this process or through a socket.
    seed : int
        Of all random inputs; the same submission always meets the same ones.

    Attributes
    ----------
    random : numpy.random.Generator
        Fresh for each check, so that a check does not depend on those before it.
    """

    def __init__(self, exchange, seed=0):
        self._exchange, self._seed, self._models = exchange, seed, {}

    def begin(self, name):
        """Give the check of this name its random numbers."""
        self.random = np.random.default_rng([self._seed, zlib.crc32(name.encode())])

    def value(self, name):
        """Return what the learner's code calls ``name``: a plain value, an array or a model.

        Raises
        ------
        Unanswered
            If it is not there, or still the placeholder.
        Wrong
            If it cannot be graded.
        """
        reply = self._ask({"name": name})
        expect(reply["kind"] != "function", f"`{name}` is a function, and should be a value.")
        return _lists(reply["value"])

    def number(self, name):
        """Return a finite number that the learner's code calls ``name``, as a float."""
        return as_number(self.value(name), f"`{name}`")

    def array(self, name, shape=None):
        """Return an array of finite numbers that the learner's code calls ``name``."""
        return as_array(self.value(name), f"`{name}`", shape)

    def model(self, name):
        """Return a copy, made on our side, of the Keras model that the learner's code calls ``name``."""
        if name not in self._models:
            model = self.value(name)
            expect(hasattr(model, "layers"), f"`{name}` should be a Keras model, and is {_kind(model)}")
            self._models[name] = model
        return self._models[name]

    def call(self, name, *inputs, **keywords):
        """Return what the learner's function ``name`` makes of inputs of ours; tuples come back as lists.

        Arrays, plain values, Keras models and `Stub` can be given. A function that changes what it is given is wrong.
        """
        return _lists(self._ask({"name": name, "inputs": list(inputs), "keywords": keywords})["value"])

    def refuses(self, name, *inputs, error="ValueError"):
        """Tell whether the learner's function ``name`` raises this error for these inputs."""
        reply = self._ask({"name": name, "inputs": list(inputs), "keywords": {}}, allow_error=True)
        return reply["kind"] == "error" and reply["error"] == error

    def _ask(self, question, allow_error=False):
        stubs, name = [], question["name"]
        refused = []

        def call_back(data):
            reply, value = {}, decode(data)
            try:
                calls.append(1)
                expect(len(calls) <= MOST_CALLS_BACK, f"`{name}` calls what it is given more than {MOST_CALLS_BACK:,} times.")
                stub = stubs[value["stub"]]
                reply = {"value": stub.function(*value["inputs"])}
            except Wrong as error:
                refused.append(str(error))
                reply = {"error": str(error)}
            except Exception as error:
                refused.append(f"`{name}` gives a model or function an input that it cannot take ({type(error).__name__}).")
                reply = {"error": refused[-1]}
            return encode(reply)

        calls = []
        try:
            reply = decode(self._exchange(encode(question, stubs), call_back))
            if not isinstance(reply, dict) or "kind" not in reply:
                raise WireError("the answer is none")
        except WireError as error:
            raise Wrong(f"`{name}`: {error}.") from None
        if refused:
            raise Wrong(refused[0])
        kind = reply["kind"]
        if kind == "missing":
            raise Unanswered(f"`{name}` is not defined.")
        if kind == "placeholder":
            raise Unanswered(f"`{name}` is not written yet.")
        if kind == "odd":
            raise Wrong(f"`{name}`: {str(reply.get('text'))[:300]}.")
        if kind == "late":
            raise Wrong(f"`{name}` was stopped after {counted(as_number(reply.get('seconds'), 'The time'), 'second')}: does a loop never end?")
        if kind == "error" and not allow_error:
            raise Wrong(f"`{name}` raised {str(reply.get('error'))[:60]}: {str(reply.get('text'))[:300]}")
        if kind not in ("function", "value", "error"):
            raise Wrong(f"`{name}`: the answer is of an unknown kind.")
        if reply.get("changed"):
            raise Wrong(f"`{name}` changes the data that it is given: work on a copy, or make a new array.")
        return {"value": None, **reply}


def as_number(value, what):
    """Return a finite number as a float.

    Raises
    ------
    Wrong
        Saying what the value is instead.
    """
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "biuf":
        value = value.item()
    expect(isinstance(value, int | float) and not isinstance(value, bool), f"{what} should be a number, and is {_kind(value)}")
    expect(np.isfinite(value), f"{what} is {value}, which is not a finite number.")
    return float(value)


def as_array(value, what, shape=None, finite=True):
    """Return numbers as an array of floats, or of whole numbers where they are whole numbers.

    Raises
    ------
    Wrong
        If they are no numbers, are not all finite, or do not have the shape that is asked for.
    """
    if isinstance(value, list | int | float):
        try:
            value = np.asarray(value)
        except ValueError:
            raise Wrong(f"{what} should be an array, and its rows differ in length.") from None
    expect(
        isinstance(value, np.ndarray) and value.dtype.kind in "biuf",
        f"{what} should be an array of numbers, and is {_kind(value)}",
    )
    expect(not finite or np.isfinite(value).all(), f"{what} holds values that are not finite numbers.")
    expect(shape is None or value.shape == tuple(shape), f"{what} has the shape {value.shape}.")
    return value


def _kind(value):
    """Return what a value is, with the mark that ends the sentence."""
    if value is None:
        return "None: is a `return` missing?"
    if hasattr(value, "layers"):
        return "a Keras model."
    names = {bool: "a truth value", str: "a text", int: "a number", float: "a number", list: "a list", dict: "a dict"}
    other = f"an array of shape {np.shape(value)}" if isinstance(value, np.ndarray) else type(value).__name__
    return f"{names.get(type(value), other)}."


def _lists(value):
    """Turn tuples into lists: a check does not care which of the two a learner chose."""
    if isinstance(value, list | tuple):
        return [_lists(item) for item in value]
    return {key: _lists(item) for key, item in value.items()} if isinstance(value, dict) else value

"""Beside the learner's code: answers questions about its values. It knows no checks."""

import contextlib
import copy
import signal
import threading

import numpy as np

from threenets.grading.wire import WireError, decode, encode

LONGEST_TEXT = 300  # characters of an error that are passed on
PATIENCE = 4  # how much longer than its processor time code may take


class TooLong(BaseException):
    """The learner's code ran for too long; not an `Exception`, so that ``except Exception`` does not swallow it."""


class StubError(RuntimeError):
    """A model of ours refused what it was given."""


class Output(np.ndarray):
    """What a stand-in model returns: an array that also has ``numpy()``, as a tensor has."""

    def numpy(self):
        """Return a plain array."""
        return np.array(self)


class StandIn:
    """Takes the place of a model or function of ours: it hands values over and returns values."""

    def __init__(self, number, input_shape, output_shape, call_back):
        self._number, self._call_back = number, call_back
        self.input_shape, self.output_shape = input_shape, output_shape

    def __call__(self, *inputs, training=None):
        """Return the model's output for these inputs."""
        reply = decode(self._call_back(encode({"stub": self._number, "inputs": list(inputs)})))
        if "error" in reply:
            raise StubError(reply["error"])
        value = reply["value"]
        return value.view(Output) if isinstance(value, np.ndarray) else value

    def predict(self, inputs, batch_size=None, verbose=None, steps=None):
        """Return the model's output as an array."""
        return np.array(self(inputs))


def respond(namespace, question, call_back, seconds=None):
    """Answer one question about the learner's names.

    Parameters
    ----------
    namespace : dict
        What the learner's code made, by name.
    question : bytes
        ``{"name": …}`` for a value, with ``"inputs"`` and ``"keywords"`` for the result of a call.
    call_back : callable
        Hands a stand-in's inputs (bytes) to the checks and returns their reply (bytes).
    seconds : float, optional
        How long the learner's code may run.

    Returns
    -------
    bytes
        A dict with ``"kind"``: missing, placeholder, function, value, error, late or odd. Nothing is ever raised.
    """
    try:
        asked = decode(question, lambda *stub: StandIn(*stub, call_back))
        with time_limit(seconds):
            return encode(_answer(namespace, asked))
    except WireError as error:
        return encode({"kind": "odd", "text": str(error)[:LONGEST_TEXT]})
    except TooLong:
        return encode({"kind": "late", "seconds": seconds})
    except NotImplementedError:
        return encode({"kind": "placeholder"})
    except BaseException as error:  # a call of sys.exit, too, is an answer
        return encode({"kind": "error", "error": type(error).__name__[:60], "text": _words(error)})


def _answer(namespace, asked):
    name = asked["name"]
    if name not in namespace:
        return {"kind": "missing"}
    value = namespace[name]
    if value is Ellipsis:
        return {"kind": "placeholder"}
    if "inputs" not in asked:
        plain_function = callable(value) and not hasattr(value, "get_weights") and not hasattr(value, "__array__")
        return {"kind": "function"} if plain_function else {"kind": "value", "value": value}
    inputs, keywords = asked["inputs"], asked["keywords"]
    before = copy.deepcopy([part if isinstance(part, np.ndarray | list | dict) else None for part in inputs])
    result = value(*inputs, **keywords)
    changed = [n for n, part in enumerate(before) if part is not None and not _same(part, inputs[n])]
    return {"kind": "placeholder"} if result is Ellipsis else {"kind": "value", "value": result, "changed": changed}


def _same(before, after):
    if isinstance(before, np.ndarray):
        return before.shape == np.shape(after) and np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")
    return repr(before) == repr(after)


def _words(error):
    try:
        return " ".join(str(error).split())[:LONGEST_TEXT]
    except BaseException:
        return ""


@contextlib.contextmanager
def time_limit(seconds):
    """Stop what runs inside by raising `TooLong`, where the system has alarms.

    The seconds are those of the processor, so that a busy machine changes no verdict; what waits instead of computing may
    take `PATIENCE` times as long.
    """
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_):
        raise TooLong

    alarms = {signal.SIGPROF: (signal.ITIMER_PROF, seconds), signal.SIGALRM: (signal.ITIMER_REAL, PATIENCE * seconds)}
    before = {sign: signal.signal(sign, stop) for sign in alarms}
    try:
        for timer, after in alarms.values():
            signal.setitimer(timer, after, 1)  # again each second, should the code catch the first
        yield
    finally:
        for sign, (timer, _) in alarms.items():
            signal.setitimer(timer, 0)
            signal.signal(sign, before[sign])

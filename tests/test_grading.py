"""The grader's core in this process: what crosses, what a check may ask, what a learner reads."""

import json
import struct
import subprocess
import sys
import time

import numpy as np
import pytest
from conftest import ROOT

from threenets.grading import exercise, feedback, notebook, wire
from threenets.grading.answer import as_array, as_number, counted, expect
from threenets.grading.exercise import Exercise, Wrong
from threenets.grading.judge import judge
from threenets.grading.respond import TooLong, respond, time_limit


@pytest.fixture
def ask(monkeypatch):
    """Return a function that judges names of a namespace by checks given as functions."""
    monkeypatch.setattr(exercise, "EXERCISES", {})

    def ask(namespace, *checks, needs=(), seconds=None):
        made = Exercise("fcn-99", "A test")
        for number, function in enumerate(checks):
            made.check(f"check-{number}", needs=needs if number else ())(function)
        return judge([made], lambda question, call_back: respond(namespace, question, call_back, seconds))[0]

    return ask


def told(verdict):
    return [(row["state"], row["message"]) for row in verdict["checks"]]


# ---- what crosses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [
    None, True, 3, -2**63, 2.5, float("inf"), "text ≈ \ud7ff",
    [], [1, [2.0, None]], (1, (2,)), {"a": (1, 2), 3: [4], (5, 6): None},
])  # fmt: skip
def test_plain_values_come_back_as_they_are(value):
    assert wire.decode(wire.encode(value)) == value


@pytest.mark.parametrize("array", [
    np.arange(6).reshape(2, 3), np.float32([[1.5]]), np.array(2.5), np.zeros((0, 3)), np.array([True]), np.arange(6)[::-2],
    np.array([1 + 2j]), np.array(["2027-03-01"], "datetime64[D]"),
    np.arange(3, dtype=">i4"), np.asfortranarray(np.ones((2, 3))),
])  # fmt: skip
def test_arrays_come_back_as_they_are(array):
    back = wire.decode(wire.encode(array))
    assert back.shape == array.shape and back.dtype == array.dtype.newbyteorder("=") and np.array_equal(back, array)
    assert back.flags.writeable


def test_numbers_of_numpy_are_numbers():
    assert wire.decode(wire.encode([np.float32(0.5), np.int64(3), np.bool_(True)])) == [0.5, 3, True]


@pytest.mark.parametrize(("value", "message"), [
    (object(), "a value of type object cannot be graded"),
    (np.array([object()]), "an array of type object cannot be graded"),
    (np.array(["a"]), "an array of texts cannot be graded: use a list"),
    (1 << 70, "a whole number of more than 64 bits cannot be graded"),
    (np.zeros(9 << 20), "a value of 72 MiB is too large to be graded"),
    (int, "a value of type type cannot be graded"),
    ({1, 2}, "a value of type set cannot be graded"),
    (print, "a value of type builtin_function_or_method cannot be graded"),
])  # fmt: skip
def test_other_values_are_refused_in_words(value, message):
    with pytest.raises(wire.WireError) as error:
        wire.encode(value)
    assert str(error.value) == message


def test_endless_nesting_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(wire.WireError, match="nested too deeply"):
        wire.encode(endless)


def frame(tree, arrays=(), body=b""):
    head = json.dumps({"tree": tree, "arrays": list(arrays)}).encode()
    return struct.pack("!II", len(head), len(body)) + head + body


@pytest.mark.parametrize("data", [
    b"", b"\0" * 8, b"\xff" * 40, frame({"array": 0}), frame({"array": 0}, [["<f8", [1 << 40]]]),
    frame({"array": 0}, [["<f8", [-1]]], b"x" * 8), frame({"array": 0}, [["|O", [1]]], b"x" * 8),
    frame({"array": 0}, [["<f8", [1]]], b"x" * 9), frame({"stub": [0, None]}), frame({"what": 1}), frame({"a": 1, "b": 2}),
    frame({"dict": [[[1], 2]]}), frame({"array": 0}, [["<f8", [True]]], b"x" * 8), frame({"model": ["{}", []]}),
    frame({"model": [3, []]}), struct.pack("!II", 100_000, 0) + b"[" * 100_000, frame(json.loads("[" * 60 + "]" * 60)),
])  # fmt: skip
def test_forged_bytes_are_refused_and_allocate_nothing(data):
    import keras  # noqa: F401  (loading it takes longer than any refusal)

    started = time.process_time()
    with pytest.raises(wire.WireError):
        wire.decode(data)
    assert time.process_time() - started < 5


def test_importing_is_light():
    code = "import sys, threenets.grading as g; g.check('rnn-1'); print({'tensorflow', 'keras', 'matplotlib'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "lib")})
    assert done.stdout.splitlines()[-1] == "set()", done.stderr


# ---- models --------------------------------------------------------------------------------------------------------


def small_model():
    import keras

    inputs = keras.Input((8, 8, 3))
    inner = keras.layers.Conv2D(2, 3, kernel_regularizer="l2")(inputs)
    inner = keras.layers.Add()([inner, keras.layers.Conv2D(2, 3)(inputs)])
    outputs = keras.layers.Dense(2, activation="softmax")(keras.layers.Dropout(0.5)(keras.layers.Flatten()(inner)))
    model = keras.Model(inputs, outputs)
    model.compile("adam", "mse")
    return model


def test_a_model_is_rebuilt_with_its_weights():
    model = small_model()
    back = wire.decode(wire.encode(model))
    rows = np.random.default_rng(1).normal(size=(3, 8, 8, 3))
    assert back is not model and np.allclose(back.predict(rows, verbose=0), model.predict(rows, verbose=0))


@pytest.mark.parametrize(("forge", "message"), [
    (lambda layers: layers[-1]["config"].update(units=9_999_999), "do not have the shapes that its layers ask for"),
    (lambda layers: layers[1].update(module="os"), "only Keras' own layers"),
    (lambda layers: layers[1].update(class_name="Lambda"), "only Keras' own layers and functions .* uses 'Lambda'"),
    (lambda layers: layers[1].update(registered_name="mine>Conv2D"), "only Keras' own layers"),
    (lambda layers: layers[1]["config"]["kernel_initializer"].update(module="builtins", class_name="eval"), "uses 'eval'"),
    (lambda layers: layers.pop(), "cannot be rebuilt from its description"),
])  # fmt: skip
def test_a_forged_description_is_refused_before_anything_is_built(forge, message):
    from threenets.grading import models

    text, weights = models.describe(small_model())
    description = json.loads(text)
    forge(description["config"]["layers"])
    started = time.process_time()
    with pytest.raises(wire.WireError, match=message):
        models.rebuild(json.dumps(description), weights)
    assert time.process_time() - started < 20


def test_a_layer_that_puts_out_too_much_is_refused():
    import keras

    model = keras.Sequential([keras.Input((10,)), keras.layers.RepeatVector(2)])
    text = json.loads(model.to_json())
    text["config"]["layers"][1]["config"]["n"] = 10**9
    from threenets.grading import models

    with pytest.raises(wire.WireError, match="puts out too many numbers"):
        models.rebuild(json.dumps(text), [])


def test_a_model_of_ours_can_be_sent_to_the_learner(ask):
    counts = []

    def check(answer):
        counts.append(answer.call("count", small_model()))

    assert told(ask({"count": lambda model: model.count_params()}, check)) == [("passed", "")]
    assert counts == [small_model().count_params()]


# ---- what a check may ask ------------------------------------------------------------------------------------------


def test_states_of_a_name(ask):
    def check(answer):
        answer.value("x")

    assert told(ask({}, check)) == [("not started", "`x` is not defined.")]
    assert told(ask({"x": ...}, check)) == [("not started", "`x` is not written yet.")]
    assert told(ask({"x": print}, check)) == [("not yet", "`x` is a function, and should be a value.")]
    assert told(ask({"x": object()}, check)) == [("not yet", "`x`: a value of type object cannot be graded.")]
    assert told(ask({"x": 1}, check)) == [("passed", "")]


def test_states_of_a_call(ask):
    def todo():
        raise NotImplementedError

    def check(answer):
        as_number(answer.call("f"), "The result")

    assert told(ask({"f": todo}, check)) == [("not started", "`f` is not written yet.")]
    assert told(ask({"f": lambda: ...}, check)) == [("not started", "`f` is not written yet.")]
    assert told(ask({"f": 3}, check)) == [("not yet", "`f` raised TypeError: 'int' object is not callable")]
    assert told(ask({"f": lambda: 1 / 0}, check)) == [("not yet", "`f` raised ZeroDivisionError: division by zero")]
    assert told(ask({"f": lambda: None}, check)) == [
        ("not yet", "The result should be a number, and is None: is a `return` missing?")
    ]
    assert told(ask({"f": lambda: "1"}, check)) == [("not yet", "The result should be a number, and is a text.")]
    assert told(ask({"f": lambda: True}, check)) == [("not yet", "The result should be a number, and is a truth value.")]
    assert told(ask({"f": lambda: float("nan")}, check)) == [("not yet", "The result is nan, which is not a finite number.")]
    assert told(ask({"f": lambda: np.array([2.0])}, check)) == [("passed", "")]
    assert told(ask({"f": sys.exit}, check)) == [("not yet", "`f` raised SystemExit: ")]


def test_a_function_that_changes_its_input_is_wrong(ask):
    def check(answer):
        answer.call("f", np.arange(3.0), [1, 2], {"a": 1})

    for number, change in enumerate((lambda x: x.fill(0), lambda x: x.append(1), lambda x: x.clear())):
        assert told(ask({"f": lambda *inputs, n=number, c=change: c(inputs[n])}, check)) == [
            ("not yet", "`f` changes the data that it is given: work on a copy, or make a new array.")
        ]
    assert told(ask({"f": lambda *inputs: [inputs[0].copy().fill(0)]}, check)) == [("passed", "")]


def test_an_error_that_is_asked_for(ask):
    def refuse(x):
        raise ValueError("no")

    def check(answer):
        expect(answer.refuses("f", 1), "it should refuse")

    assert told(ask({"f": refuse}, check)) == [("passed", "")]
    assert told(ask({"f": lambda x: x}, check)) == [("not yet", "it should refuse")]
    assert told(ask({"f": lambda x: {}[x]}, check)) == [("not yet", "it should refuse")]


def test_random_inputs_depend_on_seed_and_check_alone(ask):
    drawn = []
    for seed in (1, 1, 2):
        made = Exercise("fcn-98", "A test")
        made.check("one")(lambda answer: drawn.append(answer.random.integers(1 << 40)))
        made.check("two")(lambda answer: drawn.append(answer.random.integers(1 << 40)))
        judge([made], None, seed)
    assert drawn[:2] == drawn[2:4] and len({*drawn}) == 4


def test_a_check_that_needs_another_waits(ask):
    def wrong(answer):
        raise Wrong("no")

    assert told(ask({}, wrong, wrong, needs="check-0")) == [("not yet", "no"), ("waiting", "comes after check-0")]


def test_hidden_checks_come_after_all_others(monkeypatch):
    monkeypatch.setattr(exercise, "EXERCISES", {})
    order = []
    made = [Exercise(name, "A test") for name in ("fcn-98", "fcn-99")]
    for one in made:
        one.check("hidden", hidden=True)(lambda answer, one=one: order.append(f"{one.id} hidden"))
        one.check("public")(lambda answer, one=one: order.append(one.id))
    assert [verdict["points"] for verdict in judge(made, None)] == [2, 2]
    assert order == ["fcn-98", "fcn-99", "fcn-98 hidden", "fcn-99 hidden"]
    assert [verdict["of"] for verdict in judge(made, None, hidden=False)] == [1, 1]


def test_what_a_check_did_not_think_of_is_no_traceback_and_no_points(ask):
    verdict = ask({"x": [1]}, lambda answer: answer.value("x").shape)
    ((state, message),) = told(verdict)
    assert (state, verdict["points"]) == ("unreadable", 0)
    assert message.startswith("the check cannot make sense of this answer (AttributeError at test_grading.py:")


def test_counts_in_words():
    found = [counted(number, "unit") for number in (0, 1, 1.0, 2, 2160.0, 1234567, 1.5)]
    assert found == ["0 units", "1 unit", "1 unit", "2 units", "2,160 units", "1,234,567 units", "1.5 units"]


def test_arrays_in_words():
    for value, message in (
        ([[1], [2, 3]], "X should be an array, and its rows differ in length."),
        ("x", "X should be an array of numbers, and is a text."),
        ([1.0, float("nan")], "X holds values that are not finite numbers."),
        (np.zeros((2, 3)), "X has the shape (2, 3)."),
        ({}, "X should be an array of numbers, and is a dict."),
    ):
        with pytest.raises(Wrong) as error:
            as_array(value, "X", (3, 2))
        assert str(error.value) == message


# ---- models of ours in the learner's hands -------------------------------------------------------------------------


def test_a_stub_is_called_and_returns_values(ask):
    seen, found = [], []

    def forward(rows):
        seen.append(rows)
        return rows.sum(axis=1, keepdims=True)

    def evaluate(model, rows):
        assert model.input_shape == (None, 3) and model(rows, training=False).numpy().shape == (2, 1)
        return float(np.mean(model.predict(rows, verbose=0)))

    def check(answer):
        stub = wire.Stub(forward, input_shape=(None, 3))
        found.append(answer.call("evaluate", stub, np.ones((2, 3))))

    assert told(ask({"evaluate": evaluate}, check)) == [("passed", "")]
    assert found == [3.0] and [rows.shape for rows in seen] == [(2, 3), (2, 3)]


def test_a_stub_that_refuses_gives_the_message_whatever_the_learner_catches(ask):
    def forward(rows):
        expect(rows.max() <= 1, "The model was given values above 1.")
        return rows

    def careless(model):
        try:
            model(np.full(3, 255.0))
        except Exception:
            return 1

    def check(answer):
        answer.call("f", wire.Stub(forward))

    assert told(ask({"f": careless}, check)) == [("not yet", "The model was given values above 1.")]
    assert told(ask({"f": lambda model: model("x")}, check)) == [
        ("not yet", "`f` gives a model or function an input that it cannot take (AttributeError).")
    ]


# ---- time ----------------------------------------------------------------------------------------------------------


def test_an_endless_answer_is_stopped(ask):
    def endless():
        while True:
            try:
                while True:
                    pass
            except Exception:
                pass

    assert told(ask({"f": endless}, lambda answer: answer.call("f"), seconds=0.2)) == [
        ("not yet", "`f` was stopped after 0.2 seconds: does a loop never end?")
    ]


def test_time_that_is_waited_is_limited_too():
    with pytest.raises(TooLong), time_limit(0.05):
        time.sleep(60)
    with time_limit(0.05):
        pass
    time.sleep(0.3)  # no alarm is left behind


# ---- what a learner reads ------------------------------------------------------------------------------------------

VERDICT = {
    "exercise": "fcn-1", "title": "A <b>test</b>", "points": 1, "of": 3.5, "state": "not yet",
    "checks": [
        {"check": "first", "points": 1, "of": 1, "state": "passed", "message": "", "hidden": False},
        {"check": "second", "points": 0, "of": 2.5, "state": "not yet", "message": "`f` raised <script>", "hidden": False},
    ],
}  # fmt: skip


def test_feedback_as_text():
    assert repr(feedback.Feedback(VERDICT)) == (
        "fcn-1 A <b>test</b>: 1 of 3.5 points\n  ✓ first (1 of 1), passed\n  ✗ second (0 of 2.5), not yet: `f` raised <script>"
    )
    assert repr(feedback.Progress([VERDICT, {**VERDICT, "state": "passed"}])) == (
        "1 of 2 exercises done, 2 of 7 points\n  ✗ fcn-1 A <b>test</b>: 1 of 3.5 points, not yet\n"
        "  ✓ fcn-1 A <b>test</b>: 1 of 3.5 points, passed"
    )


def test_a_title_that_asks_needs_no_colon():
    assert feedback.headline({**VERDICT, "title": "Is it?"}) == "fcn-1 Is it? 1 of 3.5 points"


def test_feedback_as_html_escapes_what_a_learner_wrote():
    html = feedback.Feedback(VERDICT)._repr_html_()
    assert "<script>" not in html and "<b>" not in html and "<code>f</code> raised &lt;script&gt;" in html
    assert "<caption" in html and 'scope="row"' in html and 'scope="col"' in html


def test_hints_open_one_by_one(capsys, monkeypatch):
    monkeypatch.setattr(notebook, "_opened", {})
    hints = exercise.find_exercise("rnn-1").hints
    for number in range(1, len(hints) + 1):
        notebook.hint("rnn-1")
        shown = capsys.readouterr().out
        assert f"Hint {number} of {len(hints)}" in shown and f"Hint {number + 1}" not in shown
        assert ("again for the next" in shown) == (number < len(hints))
    html = feedback.Hints("rnn-1", hints, 1)._repr_html_()
    assert html.count("<details>") == len(hints) and html.endswith("</details>" * len(hints))


@pytest.mark.parametrize(("call", "message"), [
    (lambda: notebook.check("fcn-77"), "there is no exercise 'fcn-77': the exercises of this section are fcn-1"),
    (lambda: notebook.check("xyz"), "there is no section 'xyz': the sections are fcn, cnn, rnn."),
    (lambda: notebook.check(3), "there is no section ''"),
    (lambda: notebook.progress("all"), "there is no section 'all'"),
])  # fmt: skip
def test_a_wrong_name_is_told_and_nothing_raised(capsys, call, message):
    call()
    assert message in capsys.readouterr().out


def test_exercises_are_sane():
    for section in exercise.SECTIONS:
        for name, found in exercise.section_exercises(section).items():
            assert name == found.id and found.title and all(check.points > 0 for check in found.checks)
    with pytest.raises(ValueError, match="there twice"):
        exercise.find_exercise("rnn-1").check("shapes")
    with pytest.raises(ValueError, match="needs what does not come before"):
        exercise.find_exercise("rnn-1").check("new", needs="later")

"""The page's forward pass agrees with Keras on many small random networks, and mistakes in it do not pass."""

import base64

import numpy as np
import pytest

from .conftest import ROOT
from .later import keras, layers, packing

SCRIPTS = {name: (ROOT / "assets" / "live" / f"{name}.js").read_text("utf8") for name in ("numbers", "network")}
CLOSE = 1e-6

LOAD = """scripts => {
    window.threenets = {}
    for (const script of scripts) (0, eval)(script)
}"""

COMPUTE = """() => cases.map(({packed, sample}) => {
    try {
        return new threenets.Network(packed).trace(sample).map(({values, shape}) => ({values: [...values], shape}))
    } catch (error) { return String(error) }
})"""


def networks():
    """Random small networks, by name: every kind of layer, even and odd windows, strides, both paddings, large logits."""
    found = {}
    for kernel in (1, 2, 3, 4, 5):
        for stride in (1, 2, 3):
            for padding in ("valid", "same"):
                settings = {"strides": stride, "padding": padding}
                name = f"{kernel} by {kernel}, stride {stride}, {padding}"
                found[f"convolution {name}"] = [(7, 6, 2), layers.Conv2D(3, kernel, activation="relu", **settings)]
                kind = layers.MaxPooling2D if (kernel + stride) % 2 else layers.AveragePooling2D
                found[f"pooling {name}"] = [(7, 8, 2), kind(kernel, **settings)]
    for activation in ("linear", "relu", "tanh", "sigmoid", "softmax"):
        found[f"dense {activation}"] = [(6,), layers.Dense(4, activation=activation), layers.Dense(3, activation=activation)]
        found[f"recurrent {activation}"] = [(5, 2), layers.SimpleRNN(4, activation=activation), layers.Dense(2)]
    found["rows of a table"] = [(4, 3), layers.Dense(5, activation="softmax")]
    found["stacked recurrent"] = [(6, 1), layers.SimpleRNN(5, return_sequences=True), layers.SimpleRNN(4), layers.Dense(1)]
    found["oblong"] = [(9, 5, 1), layers.Conv2D(2, (3, 2), strides=(2, 1), padding="same"), layers.MaxPooling2D((2, 3), strides=(1, 2))]
    found["no bias"] = [(5, 5, 1), layers.Conv2D(2, 3, use_bias=False), layers.Flatten(), layers.Dense(2, use_bias=False)]
    found["reshaped"] = [(12,), layers.Dense(12), layers.Reshape((2, 3, -1)), layers.Conv2D(2, 2), layers.GlobalAveragePooling2D()]
    found["classifier"] = [
        (8, 8, 3), layers.Rescaling(1 / 3, offset=-0.5), layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"),
        layers.MaxPooling2D(2, padding="same"), layers.Dropout(0.5), layers.Flatten(), layers.Dense(5, activation="softmax"),
    ]  # fmt: skip
    found["large logits"] = [(3,), layers.Rescaling(500.0), layers.Dense(4, activation="softmax")]
    found["tiny weights"] = [(4,), layers.Rescaling(1e5), layers.Dense(3)]
    return found


@pytest.fixture(scope="module")
def cases():
    """Each network packed, a sample, and what Keras' rounded twin gives after each layer."""
    random, found = np.random.default_rng(3), []
    keras.utils.set_random_seed(3)
    for name, (shape, *chain) in networks().items():
        model = keras.Sequential([keras.Input(shape), *chain])
        scale = 1e-5 if name == "tiny weights" else 0.5
        model.set_weights([random.normal(0, scale, w.shape).astype(np.float32) for w in model.get_weights()])
        sample = random.normal(0, 1, shape).astype(np.float32)
        twin = packing.rounded(model)
        kept = [layer.output for layer in twin.layers if not isinstance(layer, layers.Dropout)]
        outputs = keras.Model(twin.inputs[0], {str(place): output for place, output in enumerate(kept)})(sample[None], training=False)
        outputs = [outputs[str(place)].numpy()[0] for place in range(len(kept))]
        found.append({"name": name, "packed": packing.pack(model), "sample": sample.ravel().tolist(), "outputs": outputs})
    return found


@pytest.fixture(scope="module")
def blank(chromium, cases):
    """An empty page to compute in, with the networks and their samples."""
    page = chromium.new_page()
    given = [{"packed": case["packed"], "sample": case["sample"]} for case in cases]
    page.evaluate("given => { window.cases = given }", given)
    yield page
    page.close()


def wrong(page, cases, scripts):
    """Names of the networks for which these scripts are off."""
    page.evaluate(LOAD, list(scripts.values()))
    found = page.evaluate(COMPUTE)
    return [case["name"] for case, outputs in zip(cases, found, strict=True) if not agrees(case["outputs"], outputs)]


def agrees(expected, found):
    if isinstance(found, str) or len(found) != len(expected):
        return False
    return all(
        list(values.shape) == output["shape"] and values.size == len(output["values"]) and None not in output["values"]
        and np.abs(np.float64(output["values"]).reshape(values.shape) - values).max() <= CLOSE * max(1, np.abs(values).max())
        for values, output in zip(expected, found, strict=True)
    )  # fmt: skip


def test_each_layer_of_each_network_agrees_with_keras(blank, cases):
    assert len(cases) >= 75
    assert wrong(blank, cases, SCRIPTS) == []


MUTATIONS = {  # what is wrong: the file, a piece of it, what stands there instead
    "odd zero of 'same' on the other side": ("numbers", "Math.floor(zeros / 2)", "Math.ceil(zeros / 2)"),
    "no zeros for 'same'": ("numbers", "{ size, before, after: zeros - before }", "{ size, before: 0, after: 0 }"),
    "'valid' without its last window": ("numbers", "Math.floor((length - kernel) / stride) + 1", "Math.ceil((length - kernel) / stride)"),
    "subnormals are 0": ("numbers", "sign * fraction * 2 ** -24", "0"),
    "exponent off by one": ("numbers", "2 ** (exponent - 25)", "2 ** (exponent - 24)"),
    "sign lost": ("numbers", "bits & 0x8000 ? -1 : 1", "1"),
    "transposed recurrent weights": (
        "network", "addProduct(next, state, U)",
        "addProduct(next, state, U.map((_, i) => U[(i % units) * units + Math.floor(i / units)]))"),
    "bias of the recurrent layer lost": ("network", "next.set(bias)", "next.fill(0)"),
    "bias of the dense layer lost": ("network", "y.set(bias)", "y.fill(0)"),
    "bias of the convolution lost": ("network", "values.set(bias, i)", "values.fill(0)"),
    "memory before the activation": ("network", "state = activate(next, layer.activation, units)",
                                     "state = next.slice(); activate(next, layer.activation, units)"),
    "average over the padding as well": ("network", "(sum, seen) => sum / seen",
                                         "(sum) => sum / (layer.pool_size[0] * layer.pool_size[1])"),
    "maximum not below 0": ("network", "pool(layer, x, shape, -Infinity, Math.max)", "pool(layer, x, shape, 0, Math.max)"),
    "softmax without shift": ("network", "const highest = Math.max(...row)", "const highest = 0"),
    "softmax over everything": ("network", "start += width) {\n      const row = values.subarray(start, start + width)",
                                "start += values.length) {\n      const row = values"),
    "leaky relu": ("network", "(x > 0 ? x : 0)", "(x > 0 ? x : 0.01 * x)"),
    "height and width swapped": ("network", "const r = row * strideY + i - y.before", "const r = row * strideX + i - y.before"),
    "kernel turned round": ("network", "i * kernelWidth + j)", "(kernelHeight - 1 - i) * kernelWidth + kernelWidth - 1 - j)"),
    "offset lost": ("network", "v * layer.scale + layer.offset", "v * layer.scale"),
    "whole sequence returned": ("network", "values: whole ? states : state.slice()", "values: states"),
    "sum in place of mean": ("network", "x[i] / (height * width)", "x[i]"),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
def test_mistake_in_the_forward_pass_is_caught(blank, cases, name):
    file, right, mistake = MUTATIONS[name]
    assert SCRIPTS[file].count(right) == 1, f"{right!r} stands {SCRIPTS[file].count(right)} times in {file}.js"
    assert wrong(blank, cases, {**SCRIPTS, file: SCRIPTS[file].replace(right, mistake)})


@pytest.fixture
def scripted(blank):
    """The page with both scripts loaded."""
    blank.evaluate(LOAD, list(SCRIPTS.values()))
    return blank


def test_every_half_precision_number_is_read(scripted):
    bits = np.arange(2**16, dtype="<u2")
    read = "text => { const bytes = new Uint8Array(threenets.halves(text).buffer); return btoa([...bytes].map(b => String.fromCharCode(b)).join('')) }"
    found = scripted.evaluate(read, base64.b64encode(bits).decode())
    assert np.array_equal(np.frombuffer(base64.b64decode(found), "<f4"), bits.view("<f2").astype(np.float32), equal_nan=True)


def test_both_sides_draw_the_same_coins(scripted):
    for seed in (0, 1, 7, 2**32 - 1):
        found = scripted.evaluate("seed => { const coin = threenets.coins(seed); return Array.from({length: 300}, coin) }", seed)
        assert found == packing.coins(seed, 300).tolist()
    assert 0.45 < np.mean(np.array(found) < 0.5) < 0.55


def test_sizes_are_those_of_keras(scripted):
    grid = [(n, k, s, p) for n in range(1, 41, 3) for k in range(1, 10, 2) for s in range(1, 5) for p in ("valid", "same") if p == "same" or n >= k]
    found = scripted.evaluate("grid => grid.map(([n, k, s, p]) => threenets.span(n, k, s, p).size)", grid)
    expected = [layers.MaxPooling2D((k, 1), strides=(s, 1), padding=p).compute_output_shape((1, n, 1, 1))[1] for n, k, s, p in grid]
    assert found == expected


def test_network_refuses_what_does_not_fit(scripted):
    packed = packing.pack(keras.Sequential([keras.Input((2,)), layers.Dense(2)]))
    build = "packed => { try { new threenets.Network(packed) } catch (error) { return error.message } }"
    assert scripted.evaluate(build, packed) is None
    short = {**packed, "layers": packed["layers"][:0]}
    assert scripted.evaluate(build, short) == "the layers take 0 weights, there are 6"
    foreign = {**packed, "layers": [{**packed["layers"][0], "type": "LSTM"}]}
    assert scripted.evaluate(build, foreign) == "no layer LSTM"


def test_bytes_of_half_precision_are_little_endian():
    assert packing.to_half(np.array([1.0])) == b"\x00\x3c"

"""Networks of the chapter on convolutional networks, what their units see, what they cost, and the measures."""

from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from threenets.cnn import cost, filters, models, receptive, shifts, sizes, vehicles
from threenets.training import predict

ROOT = Path(__file__).resolve().parents[1]
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
PHOTOS = np.random.default_rng(0).integers(0, 256, (20, 32, 32, 3), np.uint8)


def shapes(model):
    return [tuple(layer.output.shape[1:]) for layer in model.layers if layer.name != "scale"]


def test_the_network_and_its_parameters():
    network = models.classifier(seed=1)
    maps = [(16, 16, 16), (8, 8, 16), (8, 8, 32), (4, 4, 32)]
    assert shapes(network) == [*maps, (512,), (64,), (32,), (10,)]
    assert [layer.count_params() for layer in network.layers if layer.weights] == [448, 4_640, 32_832, 2_080, 330]
    assert network.count_params() == 40_330
    assert [sizes.weights(3, 3, 16), sizes.weights(3, 16, 32)] == [448, 4_640]
    assert [layer.activation.__name__ for layer in network.layers if layer.weights] == ["relu"] * 4 + ["softmax"]
    np.testing.assert_allclose(predict(network, PHOTOS).sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("pooling", models.POOLINGS)
def test_kinds_of_pooling_differ_in_nothing_else(pooling):
    network = models.classifier(pooling=pooling, seed=1)
    assert shapes(network) == shapes(models.classifier()) and network.count_params() == 40_330
    maps = np.arange(16.0, dtype=np.float32).reshape(1, 4, 4, 1)
    expected = {"max": [5, 7, 13, 15], "average": [2.5, 4.5, 10.5, 12.5], "none": [0, 2, 8, 10]}[pooling]
    assert models.pooling_layer(pooling, "pool")(maps).numpy().ravel().tolist() == expected


def test_scalings():
    pixels = np.stack([np.zeros((2, 2, 3)), np.full((2, 2, 3), 255)])
    assert models.scaling_layer("raw")(pixels).numpy().max() == 255
    assert models.scaling_layer("unit")(pixels).numpy().max() == 1
    means = np.broadcast_to(models.CHANNEL_MEAN, (1, 2, 2, 3))
    np.testing.assert_allclose(models.scaling_layer("standard")(means), 0, atol=1e-5)
    one_more = means + np.array(models.CHANNEL_DEVIATION)
    np.testing.assert_allclose(models.scaling_layer("standard")(one_more), 1, atol=1e-5)
    for wrong in (lambda: models.scaling_layer("half"), lambda: models.pooling_layer("median", "pool")):
        with pytest.raises(ValueError, match="use one of"):
            wrong()


def test_the_broken_network_cannot_be_built():
    with pytest.raises(ValueError, match="zero or negative"):
        models.broken()
    with pytest.raises(ValueError, match=r"after the sizes \[12, 6\]"):
        sizes.chain(32, [(9, 2, "valid"), (7, 1, "valid"), (7, 1, "valid")])


def test_other_networks():
    assert models.without_dense().count_params() == 448 + 4_640 + 330
    assert not any(isinstance(layer, keras.layers.Dense) for layer in models.without_dense().layers)
    np.testing.assert_allclose(predict(models.without_dense(seed=1), PHOTOS).sum(axis=1), 1, rtol=1e-5)
    assert models.perceptron((13,)).count_params() == 3072 * 13 + 13 + 13 * 10 + 10
    assert abs(models.perceptron((13,)).count_params() / 40_330 - 1) < 0.01
    block = 9 * 16 * 16 + 16
    one, two = models.kernel_block((5,)), models.kernel_block((3, 3))
    assert one.count_params() - two.count_params() == (25 * 16 * 16 + 16) - 2 * block
    assert receptive.fields(one)[2].size == receptive.fields(two)[3].size  # both see as much


def test_seeds_fix_the_first_weights():
    first = [models.classifier(seed=seed).get_weights()[0] for seed in (0, 0, 1)]
    assert np.array_equal(first[0], first[1]) and not np.array_equal(first[0], first[2])


def chain_of_windows(steps, side):
    network = keras.Sequential([keras.Input((side, side, 2), name="image")])
    for number, (kind, kernel, stride, padding) in enumerate(steps):
        if kind == "conv":
            network.add(keras.layers.Conv2D(3, kernel, strides=stride, padding=padding, activation="relu", name=f"w{number}"))
        else:
            network.add(keras.layers.MaxPool2D(kernel, strides=stride, padding=padding, name=f"w{number}"))
    return network


def seen(model, field, unit):
    """Rows and columns that a unit sees by gradient; they must be a full square."""
    pixels = receptive.seen_by(model, field.layer, (unit, unit))
    rows = np.flatnonzero(pixels.any(axis=1))
    assert np.array_equal(rows, np.flatnonzero(pixels.any(axis=0)))
    assert pixels.sum() == len(rows) ** 2
    return rows.tolist()


def test_what_the_units_of_the_network_see():
    network = models.classifier(seed=1)
    found = receptive.fields(network)
    assert [(field.layer, field.size, field.jump) for field in found] == [
        ("conv1", 3, 2), ("pool1", 5, 4), ("conv2", 13, 4), ("pool2", 17, 8)]
    for field in found:
        for unit in range(field.units):
            assert seen(network, field, unit) == list(field.pixels(unit, 32))


windows = st.tuples(st.sampled_from(["conv", "pool"]), st.integers(1, 4), st.integers(1, 3), st.sampled_from(["valid", "same"]))


@given(st.lists(windows, min_size=1, max_size=4))
@example([("conv", 3, 2, "valid"), ("conv", 2, 1, "same")])  # the last pixel is never seen, and padding does not change that
@settings(max_examples=25, deadline=None)
def test_the_formula_equals_the_gradient_for_any_chain(steps):
    # strides larger than the window leave gaps that no field shows; they are not made here
    steps = [(kind, kernel, min(stride, kernel), padding) for kind, kernel, stride, padding in steps]
    try:
        network = chain_of_windows(steps, 24)
    except ValueError:
        return  # it shrinks to nothing
    for field in receptive.fields(network):
        for unit in {0, field.units // 2, field.units - 1}:
            assert seen(network, field, unit) == list(field.pixels(unit, 24))


def test_a_wrong_formula_is_found():
    field = receptive.fields(models.classifier(seed=1))[2]
    for wrong in (field._replace(size=11), field._replace(start=0), field._replace(jump=2)):
        assert seen(models.classifier(), wrong, 3) != list(wrong.pixels(3, 32))


def test_influence_of_a_real_network_stays_within_the_field():
    network = models.classifier(seed=1)
    found = receptive.influence(network, "pool2", (2, 2), PHOTOS)
    pixels = receptive.fields(network)[3].pixels(2, 32)
    within = slice(pixels.start, pixels.stop)
    assert found.sum() == pytest.approx(1) and found[within, within].sum() == pytest.approx(1)


def test_costs_of_the_network():
    found = cost.costs(models.classifier())
    assert {each.name: each.multiply_adds for each in found if each.parameters} == {
        "conv1": 110_592, "conv2": 294_912, "hidden1": 32_768, "hidden2": 2_048, "classes": 320}
    assert sum(each.multiply_adds for each in found) == 440_640
    parameters, arithmetic = cost.shares(models.classifier())["hidden1"]
    assert round(100 * parameters, 1) == 81.4 and round(100 * arithmetic, 1) == 7.4
    np.testing.assert_allclose(np.sum(list(cost.shares(models.classifier()).values()), axis=0), 1)
    with pytest.raises(ValueError, match="keras.Input"):
        cost.costs(keras.Sequential([keras.layers.Dense(3)]))


def test_the_dense_box():
    layer = keras.layers.Dense(1024)
    layer.build((None, 8 * 8 * 256))
    assert layer.count_params() == 16_778_240


class TestVehicles:
    labels = np.arange(10)

    def test_members(self):
        assert vehicles.members(self.labels, CLASSES).tolist() == [n in (0, 1, 8, 9) for n in range(10)]
        assert vehicles.members(self.labels, CLASSES, vehicles.ROAD_VEHICLES).sum() == 2
        with pytest.raises(ValueError, match="no class is called bus"):
            vehicles.members(self.labels, CLASSES, ("bus",))

    def test_verdicts_that_are_known(self):
        truth = np.array([1, 1, 0, 0, 0], bool)
        assert vehicles.verdict(truth, truth) == (1, 1, 1, 0, 0.4, 0.6)
        never = vehicles.verdict(truth, ~(truth | True))
        assert never == (0.6, 0, 0, 0, 0.4, 0.6)
        half = vehicles.verdict(truth, np.array([1, 0, 1, 0, 0], bool))
        assert half == pytest.approx((0.6, 0.5, 0.5, 1 / 3, 0.4, 0.6))
        for wrong in (truth[:4], truth[None]):
            with pytest.raises(ValueError, match="equal length"):
                vehicles.verdict(truth, wrong)
        with pytest.raises(ValueError, match="with 0 members"):
            vehicles.verdict(truth & False, truth)

    def test_probability_of_the_group(self):
        scores = np.tile(np.arange(10) / 45, (3, 1))
        np.testing.assert_allclose(vehicles.probability(scores, CLASSES), (0 + 1 + 8 + 9) / 45)

    @given(st.floats(0.01, 0.99), st.floats(0.01, 1), st.floats(0, 1))
    def test_precision_at_the_own_prevalence_is_the_precision(self, prevalence, recall, false_alarms):
        found, wrong = prevalence * recall, (1 - prevalence) * false_alarms
        assert vehicles.precision_at(prevalence, recall, false_alarms) == pytest.approx(found / (found + wrong))

    def test_precision_of_many_prevalences_and_of_no_alarm(self):
        many = vehicles.precision_at(np.array([0.1, 0.5]), 0.9, 0.1)
        assert many.tolist() == pytest.approx([0.5, 0.9]) and vehicles.precision_at(0.4, 0, 0) == 0

    def test_precision_by_counting(self):
        random = np.random.default_rng(0)
        truth = random.random(500) < 0.4
        answer = np.where(random.random(500) < 0.2, ~truth, truth)
        found = vehicles.verdict(truth, answer)
        again = vehicles.precision_at(found.prevalence, found.recall, found.false_alarms)
        assert again == pytest.approx(found.precision)


class TestShifts:
    def test_a_shift_moves_and_repeats_the_border(self):
        image = np.arange(9, dtype=np.uint8).reshape(1, 3, 3, 1)
        assert shifts.shift(image, 0, 1)[0, :, :, 0].tolist() == [[0, 0, 1], [3, 3, 4], [6, 6, 7]]
        assert shifts.shift(image, -1, 0)[0, :, :, 0].tolist() == [[3, 4, 5], [6, 7, 8], [6, 7, 8]]
        assert np.array_equal(shifts.shift(image, 0, 0), image) and shifts.shift(image, 5, 0).max() == 2

    def test_a_convolution_moves_with_its_input(self):
        before, after = shifts.random_features(PHOTOS), shifts.random_features(shifts.shift(PHOTOS, 0, 1))
        assert np.array_equal(after[:, 1:-1, 2:-1], before[:, 1:-1, 1:-2])

    def test_changes(self):
        assert shifts.relative_change([[3, 4]], [[3, 4]]) == 0
        assert shifts.relative_change([[3, 4]], [[0, 0]]) == 1
        found = shifts.changes_by_pooling(PHOTOS, (1, 32))
        assert found[32] < found[1]

    def test_robustness_of_models_that_are_known(self):
        labels = np.zeros(20, int)

        def answering(function):
            inputs = keras.Input((32, 32, 3))
            return keras.Model(inputs, keras.layers.Lambda(function)(inputs))

        constant = answering(lambda x: tf.ones_like(x[:, 0, 0, :]) * [3.0, 2, 1])
        mean = answering(lambda x: tf.reduce_mean(x, axis=(1, 2)))
        lookup = answering(lambda x: x[:, 16, 16])
        found = {name: shifts.robustness(model, PHOTOS, labels, (0, 1, 4))
                 for name, model in (("constant", constant), ("mean", mean), ("lookup", lookup))}
        assert found["constant"]["unchanged"] == found["constant"]["accuracy"] == [1, 1, 1]
        assert found["lookup"]["unchanged"][0] == 1 and found["lookup"]["unchanged"][1] < 0.6
        assert min(found["mean"]["unchanged"]) > found["lookup"]["unchanged"][1]


class TestFilters:
    def test_response_and_mean(self):
        image = np.arange(25.0).reshape(5, 5)
        assert filters.response(image, np.ones((2, 2)))[0, 0] == 0 + 1 + 5 + 6
        assert filters.response(np.full((5, 5), 200), filters.without_mean(np.ones((3, 3)) * 0.7)).max() == pytest.approx(0)

    def test_strongest_patches_are_what_the_unit_saw(self):
        network = models.classifier(seed=1)
        patches, responses = filters.strongest_patches(network, "conv1", PHOTOS, 2)
        assert patches.shape == (16, 2, 3, 3, 3) and responses.shape == (16, 2)
        kernel, bias = network.get_layer("conv1").get_weights()
        for number in range(16):
            again = np.tensordot(patches[number].astype(float) / 255, kernel[..., number], axes=3) + bias[number]
            np.testing.assert_allclose(np.maximum(again, 0), responses[number], atol=1e-4)
        assert (np.diff(responses) <= 0).all()

    def test_edge_likeness(self):
        y, x = np.mgrid[-1:2, -1:2]
        angle = 0.7
        edge, spot = np.cos(angle) * x + np.sin(angle) * y + 5, np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
        kernels = np.stack([edge, spot, np.ones((3, 3))], axis=-1)[:, :, None, :]
        np.testing.assert_allclose(filters.edge_likeness(kernels), [1, 0, 0], atol=1e-12)
        random = np.random.default_rng(0).normal(size=(3, 3, 1, 20_000))
        # two of the eight directions that are left without the mean are edges
        assert np.mean(filters.edge_likeness(random) ** 2) == pytest.approx(0.25, abs=0.01)


def test_the_summary_tells_the_network_as_it_is():
    text = (ROOT / "book" / "cnn-summary.md").read_text("utf8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    table = [row for row in rows if len(row) == 4][-9:]
    network = models.classifier()
    sees = {field.layer: f"{field.size} × {field.size}" for field in receptive.fields(network)}
    for row, layer in zip(table, cost.costs(network), strict=True):
        parameters = f"{layer.parameters:,}" if layer.parameters else ""
        assert row[1:3] == [" × ".join(map(str, layer.output)), parameters]
        if layer.name in sees:
            assert row[3] == sees[layer.name]


def test_standard_scaling_is_that_of_the_real_photographs():
    from threenets import data

    photos = data.load("cifar10", optional=True)
    if photos is None or photos.source == "generated":
        pytest.skip("CIFAR-10 is not here")
    # a sample: the deviation of a mean over 10 million pixels is far below the tolerance of half a grey level
    pixels = photos.train_images[::5].reshape(-1, 3).astype(np.float32)
    np.testing.assert_allclose(pixels.mean(axis=0, dtype=float), models.CHANNEL_MEAN, atol=0.5)
    np.testing.assert_allclose(pixels.std(axis=0, dtype=float), models.CHANNEL_DEVIATION, atol=0.5)

"""Every experiment of the chapter runs on a small made-up set of pictures and measures what it says."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from threenets.fcn import baselines, choices, experiments, latent
from threenets.fcn.experiments import Plan
from threenets.fcn.model import autoencoder
from threenets.fcn.transform import mask_pixels

TINY = Plan(images=300, held_out=100, epochs=3, side_epochs=1, code_epochs=1, probe_steps=100, seeds=(1, 2))


@pytest.fixture(scope="module")
def pictures():
    """Ten kinds of bright blocks on a black background, shifted and flickering."""
    random = np.random.default_rng(0)

    def draw(count):
        labels = np.arange(count) % 10
        images = np.zeros((count, 28, 28))
        for image, label in zip(images, labels, strict=True):
            top, left = 3 + 5 * (label // 3) + random.integers(3), 3 + 8 * (label % 3) + random.integers(3)
            image[top:top + 6, left:left + 6] = random.integers(120, 256)
        return images.astype(np.uint8), labels.astype(np.int64)

    train_images, train_labels = draw(400)
    test_images, test_labels = draw(150)
    return SimpleNamespace(train_images=train_images, train_labels=train_labels,
                           test_images=test_images, test_labels=test_labels)


@pytest.fixture(scope="module")
def task(pictures):
    return experiments.prepare(pictures, TINY)


@pytest.fixture(scope="module")
def trained(task):
    return experiments.restore(task, TINY)


def hands_on(scale=1.0):
    """A model that returns its input times `scale`, so that errors are known beforehand."""
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(784, use_bias=False)])
    model.set_weights([np.eye(784, dtype=np.float32) * scale])
    return model


def test_profiles_and_seeds():
    full = experiments.plan("full", seed=7)
    assert (full.images, full.epochs, full.seeds) == (60_000, 10, (7, 8, 9))
    assert experiments.plan("fast").images < 10_000 and len(experiments.plan("fast").seeds) >= 2
    with pytest.raises(ValueError, match="unknown profile 'quick': use one of full, fast"):
        experiments.plan("quick")


def test_the_task_is_cut_from_the_images(pictures, task):
    assert task.clean.shape == (300, 784) and task.held_out.shape == (100, 784)
    assert np.array_equal(task.labels, pictures.train_labels[:300])
    assert np.array_equal(task.held_out_masked, np.where(task.held_out_keep, task.held_out, 0))
    assert 0.48 < task.held_out_keep.mean() < 0.52


def test_training_repeats_bit_for_bit_and_differs_between_seeds(task, trained):
    again = experiments.restore(task, TINY)
    assert again.histories == trained.histories
    assert [list(run) for run in trained.histories] == [["loss", "held_out_loss"]] * 2
    assert trained.histories[0]["loss"] != trained.histories[1]["loss"]
    assert all(run["loss"][-1] < run["loss"][0] for run in trained.histories)
    for model, run in zip(trained.models, [run["held_out_loss"] for run in trained.histories], strict=True):
        assert experiments.held_out_errors(task, [model])[0] == pytest.approx(run[-1], rel=1e-5)


def test_the_training_mask_depends_on_the_seed(task, monkeypatch):
    seen = []
    monkeypatch.setattr(experiments, "train", lambda model, inputs, *rest, **more: seen.append(inputs) or {"loss": []})
    experiments.restore(task, TINY, hidden_value=-1)
    first, second = (inputs != task.clean for inputs in seen)
    assert first.any() and not np.array_equal(first, second)
    assert (seen[0][first] == -1).all()


def test_errors_of_models_that_are_known(task):
    black = autoencoder((1,), output_activation=None)
    black.set_weights([w * 0 for w in black.get_weights()[:3]] + [np.full(784, -1, np.float32)])
    expected = experiments.references(task)
    found = experiments.held_out_errors(task, [hands_on(), black])
    assert found == pytest.approx([expected[baselines.MASKED_INPUT], expected[baselines.BACKGROUND]], rel=1e-5)
    missing = experiments.references(task, where=~task.held_out_keep)
    assert missing[baselines.MASKED_INPUT] == pytest.approx(np.mean(task.held_out[~task.held_out_keep] ** 2), rel=1e-5)


def test_what_reaches_the_model_when_the_damage_is_made_wrongly(task):
    found = experiments.mismatched_inputs(task, TINY, [hands_on()])
    missing = ~task.held_out_keep
    assert found["normalised, then masked"][0] == pytest.approx(np.mean(task.held_out**2 * missing), rel=1e-5)
    assert found["not masked at all"][0] == 0
    assert found["masked, then normalised"][0] == pytest.approx(np.mean((task.held_out + 1) ** 2 * missing), rel=1e-5)
    assert found["masked, never normalised"][0] > 100


def test_the_sweep_of_keep_probabilities(task):
    found = experiments.keep_probability_sweep(task, [hands_on(), hands_on(0.5)], [0.0, 0.5, 1.0])
    assert found["keep probability"] == [0.0, 0.5, 1.0]
    power = np.mean(task.held_out**2)
    assert found["network"][0] == pytest.approx(found[baselines.MASKED_INPUT])
    assert found["network"][0][::2] == pytest.approx([power, 0], rel=1e-5)
    assert found["network"][1][::2] == pytest.approx([power, power / 4], rel=1e-5)
    assert found[baselines.FILLED][0] == pytest.approx(found[baselines.MEAN_IMAGE][0])


def test_linear_references_are_ordered_on_this_easy_set(task):
    found = experiments.linear_references(task, TINY, rank=5)
    assert len(found) == 4
    for name in ("linear map", "linear map of rank 5"):
        assert found[name + ", clipped"] <= found[name]  # all targets lie within [-1, 1]


def test_choices_return_one_value_per_seed_and_variant(task):
    by_output = choices.output_activations(task, TINY, ("tanh", "relu"))
    assert all(relu > tanh for relu, tanh in zip(by_output["relu"], by_output["tanh"], strict=True))
    base = choices.baseline(task, TINY)
    assert by_output["tanh"] == base.final_errors  # one epoch each
    raw = choices.raw_targets(task, TINY)
    assert all(value > 0.9 for value in raw["relative error"]) and max(raw["largest output"]) <= 1
    widths = choices.code_widths(task, TINY, base, (8, 2, 64))
    assert list(widths) == [2, 8, 32, 64] and widths[32] == base.final_errors
    kinds = choices.code_activations(task, TINY, base, ("tanh",))
    assert list(kinds) == ["relu", "tanh"] and kinds["tanh"]["dead units"] == [0, 0]
    assert all(0 <= count <= 32 for count in kinds["relu"]["dead units"])
    black = choices.black_masks(task, TINY)
    assert black != base.final_errors
    for values in (*by_output.values(), *raw.values(), *widths.values(), kinds["tanh"]["error"], black):
        assert len(values) == 2 and np.isfinite(values).all()


def test_linear_code_widths_improve_with_the_width_on_training_data(task):
    same = task._replace(held_out=task.clean, held_out_masked=mask_pixels(task.clean, 0.5, TINY.seeds[0]))
    found = choices.linear_code_widths(same, TINY, (1, 4, 16))
    assert found[1] > found[4] > found[16]


def test_fresh_masks_and_the_gap(task, trained):
    fresh = choices.fresh_masks(task, TINY)
    assert [len(run["loss"]) for run in fresh.histories] == [3, 3]
    assert [run["loss"] for run in fresh.histories] != [run["loss"] for run in trained.histories]
    gap = choices.generalisation_gap(task, TINY, trained.models)
    assert gap["held-out images"] == experiments.held_out_errors(task, trained.models)
    own, new = gap["training images, training mask"], gap["training images, new mask"]
    assert own != new and np.allclose(own, new, rtol=0.2)


def test_logistic_regression_learns(task):
    accuracy = choices.logistic_regression(task, TINY, epochs=5)
    assert [len(run) for run in accuracy] == [5, 5]
    assert all(run[-1] > 0.5 for run in accuracy)  # chance is 0.1


def test_saturation(task):
    found = choices.saturation(task, [hands_on()])
    background = np.mean((task.held_out == -1) & task.held_out_keep)
    assert found["exactly -1"][0] == found["black"][0] == pytest.approx(background)
    assert found["largest output"][0] == task.held_out_masked.max()
    assert choices.saturation(task, [hands_on(0.999)])["exactly -1"] == [0]


def test_few_label_experiment(task, trained):
    found = latent.label_efficiency(task, TINY, trained.models, (20, 200))
    assert set(found) == {"pixels", "frozen code", "network from scratch", "fine-tuned", "fine-tuned, output first"}
    for accuracies in found.values():
        assert all(len(values) == 2 for values in accuracies.values())
        assert min(accuracies[200]) > 0.3  # chance is 0.1
    clusters = latent.compare_clusters(task, TINY, trained.models, images=60)
    assert set(clusters) == {"code", "pixels", "32 principal components"}


def test_fine_tuning_begins_with_the_weights_it_is_said_to_begin_with(task, trained):
    rows = np.arange(200)
    options = {"start": trained.models[0], "steps": 0, "seed": 3}
    code, held_out_code = (latent.codes(trained.models[0], x) for x in (task.clean[rows], task.held_out))
    probe = latent.probe_accuracy(code, task.labels[rows], held_out_code, task.held_out_labels)
    assert latent.network_accuracy(task, rows, output_first=True, **options) == pytest.approx(probe, abs=0.01)
    assert latent.network_accuracy(task, rows, **options) < probe

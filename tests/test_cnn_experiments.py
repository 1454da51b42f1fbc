"""Every experiment of the chapter runs on a small made-up set of photographs and measures what it says."""

import json
from dataclasses import replace
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from threenets.cnn import comparisons, experiments, filters, long_run, models
from threenets.cnn.experiments import Plan
from threenets.training import predict

NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
TINY = Plan(images=320, held_out=120, epochs=2, long_epochs=3, side_images=160, side_epochs=1, few_images=40, few_epochs=4,
            seeds=(1, 2), many_seeds=(1, 2, 3))  # fmt: skip


@pytest.fixture(scope="module")
def photos():
    """Ten colours in ten places, with noise: easy, and learnable from few pictures."""
    random = np.random.default_rng(0)

    def draw(count):
        labels = np.arange(count) % 10
        images = random.integers(0, 60, (count, 32, 32, 3))
        for image, label in zip(images, labels, strict=True):
            row, column = 4 + 12 * (label // 5), 2 + 6 * (label % 5)
            image[row:row + 8, column:column + 6, label % 3] = random.integers(180, 256)
        return images.astype(np.uint8), labels.astype(np.int64)

    train_images, train_labels = draw(400)
    test_images, test_labels = draw(140)
    return SimpleNamespace(train_images=train_images, train_labels=train_labels,
                           test_images=test_images, test_labels=test_labels)  # fmt: skip


@pytest.fixture(scope="module")
def task(photos):
    return experiments.prepare(photos, TINY)


@pytest.fixture(scope="module")
def trained(task):
    return experiments.learn(task, TINY, models.classifier)


def test_profiles_and_seeds():
    full = experiments.plan("full", seed=7)
    assert (full.images, full.long_epochs, full.batch_size) == (50_000, 25, 32)
    assert full.seeds == (7, 8, 9) and full.many_seeds == tuple(range(7, 13))
    assert experiments.plan("fast").images < 5_000 and len(experiments.plan("fast").seeds) >= 2
    with pytest.raises(ValueError, match="unknown profile 'quick': use one of full, fast"):
        experiments.plan("quick")


def test_no_photograph_is_in_two_parts(photos, task):
    assert [len(part) for part in task] == [320, 320, 60, 60, 60, 60]
    assert np.array_equal(np.concatenate([task.validation, task.test]), photos.test_images[:120])
    assert np.array_equal(np.concatenate([task.validation_labels, task.test_labels]), photos.test_labels[:120])
    few = experiments.first(task, 7)
    assert len(few.images) == len(few.labels) == 7 and few.test is task.test


def test_training_repeats_bit_for_bit_and_differs_between_seeds(task, trained):
    again = experiments.learn(task, TINY, models.classifier)
    assert again.histories == trained.histories and trained.histories[0] != trained.histories[1]
    assert [list(run) for run in trained.histories] == [["loss", "accuracy", "held_out_loss", "held_out_accuracy"]] * 2
    for model, accuracy in zip(trained.models, trained.accuracies, strict=True):
        assert experiments.accuracy(model, task.validation, task.validation_labels) == accuracy


def test_test_photographs_have_no_part_in_training(task, trained):
    other = task._replace(test=task.test[::-1].copy(), test_labels=task.test_labels * 0)
    assert experiments.learn(other, TINY, models.classifier).histories == trained.histories


def test_the_best_epoch_is_kept(task):
    done = experiments.learn_long(task, TINY, seed=1)
    losses = done.history["held_out_loss"]
    assert len(losses) == 3 and done.best_epoch == int(np.argmin(losses)) + 1
    shorter = experiments.learn_long(task, replace(TINY, long_epochs=done.best_epoch), seed=1)
    for kept, stopped in zip(done.best.get_weights(), shorter.last.get_weights(), strict=True):
        assert np.array_equal(kept, stopped)


def test_the_best_epoch_is_not_simply_the_last():
    keeper, network = experiments.BestEpoch(), models.perceptron((2,), image=(2, 2, 1), seed=1)
    losses, kept = [], None
    for loss in (2.0, 1.0, 3.0):
        losses.append(loss)
        keeper({"held_out_loss": losses}, network)
        if loss == 1.0:
            kept = network.get_weights()
        network.set_weights([weights + 1 for weights in network.get_weights()])
    assert keeper.number == 2
    assert all(np.array_equal(*pair) for pair in zip(keeper.give(network).get_weights(), kept, strict=True))


def test_permuting_keeps_every_pixel(task):
    places = np.random.default_rng(1).permutation(32 * 32)
    moved = comparisons.same_places(task.images[:5], places)
    back = comparisons.same_places(moved, np.argsort(places))
    assert np.array_equal(back, task.images[:5]) and not np.array_equal(moved, task.images[:5])
    for before, after in zip(task.images[:5], moved, strict=True):
        assert np.array_equal(np.sort(before.reshape(-1, 3), axis=0), np.sort(after.reshape(-1, 3), axis=0))
    other = comparisons.permuted(task, 1)
    assert np.array_equal(other.labels, task.labels) and np.array_equal(other.images[:5], moved)
    assert np.array_equal(other.test, comparisons.same_places(task.test, places))


def test_a_dense_network_does_not_know_the_places(task):
    places = np.random.default_rng(1).permutation(32 * 32)
    dense = models.perceptron((8, 4), seed=1)
    twin = comparisons.permuted_first_weights(dense, places)
    moved = comparisons.same_places(task.validation, places)
    np.testing.assert_allclose(predict(twin, moved), predict(dense, task.validation), atol=1e-5)
    assert np.abs(predict(dense, moved) - predict(dense, task.validation)).max() > 1e-3
    convolutional = models.classifier(seed=1)
    assert np.abs(predict(convolutional, moved) - predict(convolutional, task.validation)).max() > 1e-3


def test_comparisons_return_one_value_per_seed_and_variant(task):
    scalings = comparisons.scalings(task, TINY, ("raw", "unit"))
    assert list(scalings) == ["raw", "unit"] and all(len(run.accuracies) == 3 for run in scalings.values())
    layouts = comparisons.layouts(task, TINY, 1)
    assert [list(results) for results in layouts.values()] == [["in place", "permuted"]] * 2
    rivals = comparisons.budgets(task, TINY, (13,))
    assert [rival["parameters"] for rival in rivals.values()] == [40_330, 40_089]
    stacks = comparisons.kernel_stacks(task, TINY)
    assert list(stacks) == [(5,), (3, 3)] and stacks[5,]["parameters"] > stacks[3, 3]["parameters"]
    pools = comparisons.poolings(task, TINY, ("max", "none"))
    values = [*(run.accuracies for run in (*scalings.values(), *pools.values())),
              *(each for results in layouts.values() for each in results.values()),
              *(each["accuracy"] for each in (*rivals.values(), *stacks.values()))]  # fmt: skip
    assert {len(each) for each in values} == {2, 3} and all(0 <= share <= 1 for each in values for share in each)
    assert comparisons.no_dense_layer(task, TINY).models[0].name == "without_dense"
    assert [len(run["loss"]) for run in comparisons.by_heart(task, TINY).histories] == [4, 4]


def test_variants_differ_in_what_they_are_told_to(task, monkeypatch):
    seen = []
    monkeypatch.setattr(comparisons, "learn", lambda task, plan, build, **options: seen.append(
        (len(task.images), build(seed=1), options)) or experiments.Trained([], []))  # fmt: skip
    comparisons.poolings(task, TINY)
    assert [type(model.get_layer("pool1")).__name__ for _, model, _ in seen] == ["MaxPooling2D", "AveragePooling2D"] + [
        "MaxPooling2D"]
    assert [model.get_layer("pool1").pool_size for _, model, _ in seen] == [(2, 2), (2, 2), (1, 1)]
    seen.clear()
    comparisons.scalings(task, TINY)
    scales = [np.max(model.get_layer("scale").get_config()["scale"]) for _, model, _ in seen]
    assert scales[0] == 1 and scales[1] == 1 / 255 and scales[2] > 1 / 255
    assert all(count == 160 and options == {"epochs": 1, "seeds": (1, 2, 3)} for count, _, options in seen)


def test_silent_layers():
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation="relu", name="hidden")])
    network.set_weights([np.array([[1.0, 2, 0], [0, 0, 0]]), np.zeros(3)])
    assert filters.silent_share(network, "hidden", np.array([[1.0, 0], [-1, 0], [-2, 5], [0, 1]])) == 0.75


class TestLongRun:
    def test_a_run_says_what_stored_promises(self, task):
        plan = replace(TINY, long_epochs=2)
        found = long_run.run(task, NAMES, "unit", 1, plan)
        assert set(found) == {"scaling", "seed", "best_epoch", "loss", "accuracy", "held_out_loss", "held_out_accuracy",
                              "last", "best"}  # fmt: skip
        assert len(found["loss"]) == 2 and set(found["last"]) == {"accuracy", "vehicles", "recall"}
        done = experiments.learn_long(task, plan, 1)
        assert found["last"]["accuracy"] == experiments.accuracy(done.last, task.test, task.test_labels)
        assert json.loads(json.dumps(found)) == found

    def test_the_stored_runs_are_whole_and_of_todays_recipe(self):
        content = json.loads(long_run.STORED.read_text("utf8"))
        assert [(run["scaling"], run["seed"]) for run in content["runs"]] == list(long_run.RUNS)
        for run in content["runs"]:
            assert run["recipe"] == long_run.recipe(run["scaling"], content["data"]), "run python -m threenets.cnn.long_run"
            assert len(run["loss"]) == long_run.PLAN.long_epochs
            assert run["best_epoch"] == int(np.argmin(run["held_out_loss"])) + 1
        assert len(long_run.stored("unit")) >= 3 and len(long_run.stored("raw")) >= 6

    def test_the_recipe_knows_network_plan_and_data(self, monkeypatch):
        recipe = long_run.recipe("unit", "data")
        assert recipe != long_run.recipe("raw", "data") and recipe != long_run.recipe("unit", "other data")
        monkeypatch.setattr(long_run, "PLAN", replace(long_run.PLAN, batch_size=64))
        assert recipe != long_run.recipe("unit", "data")
        monkeypatch.undo()
        monkeypatch.setattr(long_run, "classifier", lambda scaling: models.classifier(scaling=scaling, pooling="average"))
        assert recipe != long_run.recipe("unit", "data")

    def test_other_stored_results_make_pages_stale(self, tmp_path):
        from threenets.course.fingerprint import _content

        module = tmp_path / "long_run.py"
        module.write_text("x = 1  # a module")
        alone = _content(module)
        contents = []
        for text in ('{"runs": [1]}', '{"runs": [2]}'):
            module.with_suffix(".json").write_text(text)
            contents.append(_content(module))
        assert len({alone, *contents}) == 3

    def test_finished_runs_are_kept_and_others_made(self, photos, tmp_path, monkeypatch, capsys):
        photos = SimpleNamespace(**vars(photos), source="prepared", digest="d", label_names=NAMES, title="small")
        made = []
        monkeypatch.setattr(long_run, "PLAN", TINY)
        monkeypatch.setattr(long_run, "STORED", tmp_path / "long_run.json")
        monkeypatch.setattr(long_run, "RUNS", (("unit", 1), ("raw", 1)))
        monkeypatch.setattr(long_run, "run", lambda task, names, scaling, seed: made.append((scaling, seed)) or {
            "scaling": scaling, "seed": seed})  # fmt: skip
        monkeypatch.setattr("threenets.data.load", lambda name: photos)
        long_run.main([])
        assert made == [("unit", 1), ("raw", 1)] and len(long_run.stored("raw")) == 1
        long_run.main([])
        assert len(made) == 2
        content = json.loads(long_run.STORED.read_text("utf8"))
        content["runs"][0]["recipe"] = "another"
        long_run.STORED.write_text(json.dumps(content), "utf8")
        long_run.main([])
        assert made[2:] == [("unit", 1)] and "run 1 of 2" in capsys.readouterr().out
        photos.source = "generated"
        with pytest.raises(SystemExit, match="try `threenets data fetch cifar10`"):
            long_run.main([])

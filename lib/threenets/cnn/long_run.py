"""Results of long trainings over several seeds, too long for a page: stored beside this module, made by a command.

``python -m threenets.cnn.long_run`` trains what is missing or was made by another recipe, one run after the other. It
can be interrupted at any time: finished runs are kept. A page repeats one of the runs and compares.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from threenets.cnn import experiments, vehicles
from threenets.cnn.models import classifier
from threenets.training import predict

STORED = Path(__file__).with_name("long_run.json")
RUNS = tuple(("unit", seed) for seed in range(1, 6)) + tuple(("raw", seed) for seed in range(1, 7))
PLAN = experiments.PLANS["full"]
_SETTINGS = ("filters", "kernel_size", "strides", "padding", "activation", "pool_size", "units", "scale", "offset")


def recipe(scaling, digest) -> str:
    """A hash of what the results of a scaling depend on: the network, the plan, and the digest of the data."""
    layers = [(type(layer).__name__, *(layer.get_config().get(name) for name in _SETTINGS))
              for layer in classifier(scaling=scaling).layers]
    parts = [*layers, digest, PLAN.images, PLAN.held_out, PLAN.long_epochs, PLAN.batch_size]
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]


def stored(scaling="unit") -> list[dict]:
    """The stored runs of a scaling, by seed.

    Returns
    -------
    list of dict
        "seed", "best_epoch" (lowest validation loss), the history ("loss", "accuracy", "held_out_loss",
        "held_out_accuracy", one value per epoch), and for the network after the "last" and after the "best" epoch a
        dict: "accuracy" on the test images, and of the question vehicle or not "vehicles" and "recall".
    """
    runs = json.loads(STORED.read_text("utf8"))["runs"]
    return [run for run in runs if run["scaling"] == scaling]


def judged(model, task, class_names) -> dict[str, float]:
    """Accuracy of a network on the test images, in ten classes and as vehicle or not, and the recall of vehicles."""
    answers = predict(model, task.test).argmax(axis=1)
    verdict = vehicles.verdict(vehicles.members(task.test_labels, class_names), vehicles.members(answers, class_names))
    return {"accuracy": float((answers == task.test_labels).mean()), "vehicles": verdict.accuracy, "recall": verdict.recall}


def run(task, class_names, scaling, seed, plan=PLAN) -> dict:
    """Train one network for the plan's long epochs and return what `stored` says of a run."""
    done = experiments.learn_long(task, replace(plan, seeds=(seed,)), seed, scaling)
    history = {name: [round(value, 6) for value in values] for name, values in done.history.items()}
    return {"scaling": scaling, "seed": seed, "best_epoch": done.best_epoch, **history,
            "last": judged(done.last, task, class_names), "best": judged(done.best, task, class_names)}


def main(arguments=None):
    """Train what is missing and store it after each run."""
    parser = argparse.ArgumentParser(prog="python -m threenets.cnn.long_run", description=__doc__.splitlines()[0])
    parser.parse_args(arguments)
    from threenets import data, device

    device.use("cpu")
    photos = data.load("cifar10")
    if photos.source == "generated":
        sys.exit(f"The long runs are made with CIFAR-10, and {photos.title} were found: try `threenets data fetch cifar10`.")
    task = experiments.prepare(photos, PLAN)
    kept = json.loads(STORED.read_text("utf8"))["runs"] if STORED.is_file() else []
    kept = {(each["scaling"], each["seed"]): each for each in kept if each["recipe"] == recipe(each["scaling"], photos.digest)}
    for number, (scaling, seed) in enumerate(RUNS, start=1):
        if (scaling, seed) in kept:
            continue
        print(f"run {number} of {len(RUNS)}: {scaling} pixels, seed {seed}", end=" ", flush=True)
        started = time.monotonic()
        kept[scaling, seed] = {"recipe": recipe(scaling, photos.digest), **run(task, photos.label_names, scaling, seed)}
        _write({"data": photos.digest, "runs": [kept[each] for each in RUNS if each in kept]})
        print(f"done in {time.monotonic() - started:.0f} s", flush=True)


def _write(content):
    text = json.dumps(content, indent=1)
    part = STORED.with_suffix(".part")
    part.write_text(text + "\n", "utf8")
    os.replace(part, STORED)


if __name__ == "__main__":
    main()

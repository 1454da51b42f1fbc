"""What the code of a trained autoencoder is worth: unused units, clusters, few-label classification.

scikit-learn is held to one thread: on tables as small as ours several threads wait for each other more than they work,
twenty times as long on a busy machine.
"""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from threenets.data import sample_per_class
from threenets.fcn.model import classifier, encoder, start_from
from threenets.training import predict, train


def codes(model, inputs) -> np.ndarray:
    """The code of every image under an autoencoder, shape (n, code units), float32."""
    return predict(encoder(model), inputs)


def dead_units(code) -> int:
    """Number of code units that are zero for every image: they carry nothing."""
    code = np.asarray(code)
    if code.ndim != 2 or len(code) == 0:
        raise ValueError(f"code must be a table with one row per image, got the shape {code.shape}")
    return int(np.sum(np.all(code == 0, axis=0)))


def purity(labels, clusters) -> float:
    """Share of samples whose label is the most frequent one of their cluster.

    From 1 / (number of classes) at the worst to 1. More clusters raise it, so compare at the same number.

    Parameters
    ----------
    labels, clusters : array, shape (n,), whole numbers
    """
    labels, clusters = np.asarray(labels), np.asarray(clusters)
    if labels.shape != clusters.shape or labels.ndim != 1 or len(labels) == 0:
        raise ValueError(f"labels and clusters must be lists of one length, got {labels.shape} and {clusters.shape}")
    winners = sum(np.unique(labels[clusters == cluster], return_counts=True)[1].max() for cluster in set(clusters))
    return float(winners / len(labels))


def cluster_scores(features, labels, *, clusters=10, seed=1) -> dict[str, float]:
    """Group features with k-means (k-means++, best of three starts) and compare the groups with the labels.

    Returns
    -------
    dict
        "purity" and "adjusted Rand index" (0 = as by chance, 1 = the same grouping).
    """
    with threadpool_limits(1):
        found = KMeans(clusters, n_init=3, random_state=seed).fit_predict(features)
    return {"purity": purity(labels, found), "adjusted Rand index": float(adjusted_rand_score(labels, found))}


def principal_components(x, components, *, fit_on=None) -> np.ndarray:
    """Coordinates along the first principal components, shape (n, components); of `fit_on`, by default of `x`."""
    with threadpool_limits(1):
        return PCA(components, svd_solver="covariance_eigh").fit(x if fit_on is None else fit_on).transform(x)


def compare_clusters(task, plan, models, images=5000) -> dict[str, dict[str, list[float]]]:
    """Cluster clean held-out digits by code, by pixels and by 32 principal components of the pixels.

    Parameters
    ----------
    task, plan : see `threenets.fcn.experiments`
    models : list
        Autoencoders, one per seed of the plan; the seed is also that of k-means.
    images : int
        How many held-out digits are grouped.

    Returns
    -------
    dict features -> score -> one value per seed
    """
    x, labels = task.held_out[:images], task.held_out_labels[:images]
    pca = principal_components(x, 32, fit_on=task.clean)
    found: dict[str, dict[str, list[float]]] = {}
    for seed, model in zip(plan.seeds, models, strict=True):
        for name, features in (("code", codes(model, x)), ("pixels", x), ("32 principal components", pca)):
            for score, value in cluster_scores(features, labels, seed=seed).items():
                found.setdefault(name, {}).setdefault(score, []).append(value)
    return found


def fit_probe(features, labels) -> tuple[np.ndarray, np.ndarray]:
    """Logistic regression on features: weights, shape (features, classes), and bias, shape (classes,).

    Scikit-learn's, with its penalty C = 1 on features divided by their overall spread. C = 1 is about the best for
    codes; pixels would gain a point or two from a stronger penalty, so the comparison leans towards the codes.
    """
    # Centred, the minimum is the same (the bias is not penalised) and is reached in a third of the iterations. All of
    # them are made: stopped early, pixels look better (it acts like a penalty) and codes worse than they are.
    features = np.asarray(features, dtype=np.float64)
    centre, spread = features.mean(axis=0), max(float(np.std(features)), 1e-12)
    with threadpool_limits(1):
        probe = LogisticRegression(max_iter=2000).fit((features - centre) / spread, labels)
    weights = probe.coef_.T / spread
    return weights, probe.intercept_ - centre @ weights


def probe_accuracy(features, labels, held_out, held_out_labels) -> float:
    """Held-out accuracy of a `fit_probe` on features; labels are 0, 1, 2, ... and all of them occur in `labels`."""
    weights, bias = fit_probe(features, labels)
    return float(np.mean((held_out @ weights + bias).argmax(axis=1) == held_out_labels))


def network_accuracy(task, rows, *, start=None, output_first=False, seed=1, steps=800, batch_size=50) -> float:
    """Held-out accuracy of a 784-64-32-10 classifier trained on the labelled training images `rows`.

    Parameters
    ----------
    task : threenets.fcn.experiments.Task
    rows : array of int
        All classes have to occur.
    start : keras.Model, optional
        Autoencoder whose compressing half the hidden layers start from (fine-tuning); without it they start at random.
    output_first : bool
        With `start`: fit the output layer to the frozen code before all layers are trained, so that its random first
        weights do not spoil the others (Kumar et al., "Fine-tuning can distort pretrained features", ICLR 2022).
    seed, batch_size : int
    steps : int
        Steps of Adam, the same for few and many labels, so that none of them is trained less.
    """
    network = classifier(seed=seed)
    if start is not None:
        start_from(network, start)
        if output_first:
            network.layers[-1].set_weights(fit_probe(codes(start, task.clean[rows]), task.labels[rows]))
    train(network, task.clean[rows], task.labels[rows], epochs=-(-steps * batch_size // len(rows)),
          batch_size=batch_size, seed=seed, loss="sparse_categorical_crossentropy")
    return float(np.mean(predict(network, task.held_out).argmax(axis=1) == task.held_out_labels))


def label_efficiency(task, plan, models, label_counts=(100, 500, 2000)) -> dict[str, dict[int, list[float]]]:
    """Held-out accuracy with few labels, five ways; a seed of the plan also draws the labelled images.

    The labelled images are class-balanced: a tenth of them of each digit.

    Returns
    -------
    dict method -> number of labels -> one value per seed
        "pixels" and "frozen code": logistic regression (`fit_probe`); "network from scratch", "fine-tuned" and
        "fine-tuned, output first": a network that differs only in its first weights (`network_accuracy`).
    """
    found: dict[str, dict[int, list[float]]] = {}
    for seed, model in zip(plan.seeds, models, strict=True):
        held_out_code = codes(model, task.held_out)
        for count in label_counts:
            rows = sample_per_class(task.labels, count // 10, seed)
            labels, pixels = task.labels[rows], task.clean[rows]
            options = {"rows": rows, "seed": seed, "steps": plan.probe_steps}
            results = {
                "pixels": probe_accuracy(pixels, labels, task.held_out, task.held_out_labels),
                "frozen code": probe_accuracy(codes(model, pixels), labels, held_out_code, task.held_out_labels),
                "network from scratch": network_accuracy(task, **options),
                "fine-tuned": network_accuracy(task, start=model, **options),
                "fine-tuned, output first": network_accuracy(task, start=model, output_first=True, **options),
            }
            for name, accuracy in results.items():
                found.setdefault(name, {}).setdefault(count, []).append(accuracy)
    return found

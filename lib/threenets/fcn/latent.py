"""What the code of a trained autoencoder is worth: unused units, clusters, few-label classification."""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score

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
    """Group features with k-means (k-means++, best of 10 starts) and compare the groups with the labels.

    Returns
    -------
    dict
        "purity" and "adjusted Rand index" (0 = as by chance, 1 = the same grouping).
    """
    found = KMeans(clusters, n_init=10, random_state=seed).fit_predict(features)
    return {"purity": purity(labels, found), "adjusted Rand index": float(adjusted_rand_score(labels, found))}


def principal_components(x, components, *, fit_on=None) -> np.ndarray:
    """Coordinates along the first principal components, shape (n, components); of `fit_on`, by default of `x`."""
    return PCA(components, svd_solver="covariance_eigh").fit(x if fit_on is None else fit_on).transform(x)


def compare_clusters(task, models, images=5000, seeds=None) -> dict[str, dict[str, list[float]]]:
    """Cluster held-out digits by code, by pixels and by 32 principal components of the pixels.

    Parameters
    ----------
    task : threenets.fcn.experiments.Task
    models : list
        Autoencoders; one clustering of codes each.
    images : int
        How many held-out digits (clean ones) are grouped.
    seeds : sequence of int, optional
        Of k-means, one per model; by default 1, 2, ...

    Returns
    -------
    dict features -> score -> one value per seed
    """
    x, labels = task.held_out[:images], task.held_out_labels[:images]
    pca = principal_components(x, min(32, len(x)), fit_on=task.clean)
    found: dict[str, dict[str, list[float]]] = {}
    for seed, model in zip(seeds or range(1, len(models) + 1), models, strict=True):
        for name, features in (("code", codes(model, x)), ("pixels", x), ("32 principal components", pca)):
            for score, value in cluster_scores(features, labels, seed=seed).items():
                found.setdefault(name, {}).setdefault(score, []).append(value)
    return found


def probe_accuracy(features, labels, held_out, held_out_labels) -> float:
    """Accuracy of logistic regression (scikit-learn's, C = 1) on features divided by their overall spread."""
    spread = max(float(np.std(features)), 1e-12)
    probe = LogisticRegression(max_iter=2000).fit(features / spread, labels)
    return float(probe.score(held_out / spread, held_out_labels))


def network_accuracy(task, rows, *, start=None, seed=1, epochs=60, batch_size=20) -> float:
    """Accuracy of a 784-64-32-10 classifier trained on the labelled training images `rows`.

    Its hidden layers start at random or, for fine-tuning, from the autoencoder `start`.
    """
    network = classifier(seed=seed)
    if start is not None:
        start_from(network, start)
    train(network, task.clean[rows], task.labels[rows], epochs=epochs, batch_size=batch_size, seed=seed,
          loss="sparse_categorical_crossentropy")
    return float(np.mean(predict(network, task.held_out).argmax(axis=1) == task.held_out_labels))


def label_efficiency(task, models, label_counts=(100, 500, 2000), seeds=None) -> dict[str, dict[int, list[float]]]:
    """Held-out accuracy with few labels, four ways, one value per seed (a seed also draws the labelled images).

    Returns
    -------
    dict
        "frozen code" and "pixels": logistic regression on each; "network from scratch" and "fine-tuned encoder":
        a 784-64-32-10 network that differs only in its first weights. Each: number of labels -> list.
    """
    found: dict[str, dict[int, list[float]]] = {}
    for seed, model in zip(seeds or range(1, len(models) + 1), models, strict=True):
        shuffled = np.random.default_rng(seed).permutation(len(task.clean))
        held_out_code = codes(model, task.held_out)
        for count in label_counts:
            rows = shuffled[:count]
            labels = task.labels[rows]
            code = codes(model, task.clean[rows])
            results = {
                "frozen code": probe_accuracy(code, labels, held_out_code, task.held_out_labels),
                "pixels": probe_accuracy(task.clean[rows], labels, task.held_out, task.held_out_labels),
                "network from scratch": network_accuracy(task, rows, seed=seed),
                "fine-tuned encoder": network_accuracy(task, rows, start=model, seed=seed),
            }
            for name, accuracy in results.items():
                found.setdefault(name, {}).setdefault(count, []).append(accuracy)
    return found

"""Clusters, dead units and principal components of codes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threenets.fcn import latent
from threenets.fcn.model import autoencoder

groupings = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40)


@given(groupings)
def test_purity_lies_between_the_largest_class_and_one(pairs):
    labels, clusters = np.array(pairs).T
    value = latent.purity(labels, clusters)
    assert np.bincount(labels).max() / len(labels) - 1e-12 <= value <= 1
    assert latent.purity(labels, labels) == 1
    assert latent.purity(labels, (clusters * 3 + 1) % 5) == value  # names of clusters do not matter


@given(groupings)
def test_splitting_clusters_never_lowers_purity(pairs):
    labels, clusters = np.array(pairs).T
    split = clusters * 2 + np.arange(len(labels)) % 2
    assert latent.purity(labels, split) >= latent.purity(labels, clusters) - 1e-12


def test_purity_by_hand_and_its_refusals():
    assert latent.purity([0, 0, 1, 1, 2], [5, 5, 5, 6, 6]) == 3 / 5
    for labels, clusters in (([], []), ([1, 2], [1]), ([[1]], [[1]])):
        with pytest.raises(ValueError, match="labels and clusters must be lists of one length"):
            latent.purity(labels, clusters)


def test_dead_units_are_zero_for_every_image():
    assert latent.dead_units([[0, 0, 1], [0, 2, 0]]) == 1
    assert latent.dead_units(np.zeros((4, 3))) == 3
    with pytest.raises(ValueError, match="one row per image"):
        latent.dead_units(np.zeros(3))


def test_codes_come_from_the_code_layer():
    model = autoencoder((6, 2, 6), pixels=5, seed=1)
    model.get_layer("code").set_weights([np.zeros((6, 2)), np.array([3.0, -1.0])])
    assert latent.codes(model, np.ones((4, 5))).tolist() == [[3, 0]] * 4


def test_clusters_that_are_plain_are_found():
    random = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 30)
    features = random.normal(size=(90, 2)) * 0.1 + np.array([[0, 0], [5, 0], [0, 5]])[labels]
    assert latent.cluster_scores(features, labels, clusters=3) == {"purity": 1, "adjusted Rand index": 1}
    noise = latent.cluster_scores(random.normal(size=(90, 2)), labels, clusters=3)
    assert noise["purity"] < 0.7 and abs(noise["adjusted Rand index"]) < 0.2


def test_principal_components_keep_what_varies_most():
    random = np.random.default_rng(0)
    x = random.normal(size=(200, 5)) * [10, 5, 1, 1, 1]
    points = latent.principal_components(x, 2)
    assert points.shape == (200, 2)
    assert abs(np.corrcoef(points[:, 0], x[:, 0])[0, 1]) > 0.99
    moved = latent.principal_components(x[:50], 2, fit_on=x)
    np.testing.assert_allclose(moved, points[:50], atol=1e-8)


def test_a_probe_on_separable_features_is_right_and_scale_does_not_matter():
    labels = np.arange(60) % 3
    features = np.eye(3)[labels] + np.random.default_rng(0).normal(size=(60, 3)) * 0.05
    assert latent.probe_accuracy(features[:30], labels[:30], features[30:], labels[30:]) == 1
    assert latent.probe_accuracy(features[:30] * 1e4, labels[:30], features[30:] * 1e4, labels[30:]) == 1
    assert latent.probe_accuracy(np.zeros((30, 3)), labels[:30], np.zeros((30, 3)), labels[30:]) == pytest.approx(1 / 3)


def test_a_probe_is_the_exact_minimum_wherever_the_features_lie():
    random = np.random.default_rng(0)
    labels = np.arange(90) % 3
    features = np.eye(3)[labels] + random.normal(size=(90, 3))  # classes overlap, so that the minimum is not trivial
    weights, bias = latent.fit_probe(features, labels)
    moved_weights, moved_bias = latent.fit_probe(features + 100, labels)
    np.testing.assert_allclose(features @ weights + bias, (features + 100) @ moved_weights + moved_bias, atol=1e-3)
    scores = features @ weights + bias
    chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    slope = features.T @ (chances - np.eye(3)[labels]) + weights * np.std(features) ** 2  # of the loss with its penalty
    assert np.abs(slope).max() < 0.05 and np.abs((chances - np.eye(3)[labels]).sum(axis=0)).max() < 0.05

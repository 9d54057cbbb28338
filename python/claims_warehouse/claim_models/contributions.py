"""What each column adds to the score of a row: of a linear classifier, and of trees."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier


def contributions(classifier: Any, X: Any) -> tuple[float, sparse.csr_matrix] | None:
    """Return what each value adds to the score of a row.

    Parameters
    ----------
    classifier : sklearn classifier
        Fitted; linear, or of trees.
    X : matrix of shape (n_rows, n_columns)

    Returns
    -------
    base : float
        The score without any value.
    added : csr_matrix of shape (n_rows, n_columns)
        None, instead of both, for a classifier of another kind.
    """
    if getattr(classifier, "coef_", np.empty(0)).shape[0] == 1:
        added = sparse.csr_matrix(X, dtype=np.float64, copy=True)
        added.data *= classifier.coef_[0][added.indices]
        return float(classifier.intercept_[0]), added
    trees: Sequence[_Tree]
    if isinstance(classifier, HistGradientBoostingClassifier):
        start = float(np.ravel(classifier._baseline_prediction)[0])
        trees = [_boosted_tree(predictor) for (predictor,) in classifier._predictors]
        scale = 1.0
    elif isinstance(classifier, RandomForestClassifier | ExtraTreesClassifier):
        start, scale = 0.0, 1 / len(classifier.estimators_)
        trees = [_forest_tree(estimator.tree_) for estimator in classifier.estimators_]
        # A forest compares numbers as short as these.
        X = np.asarray(X, dtype=np.float32)
    else:
        return None
    X = np.asarray(X)
    by_column = np.zeros(X.shape)
    for tree in trees:
        start += scale * tree.value[0]
        _add_path(tree, X, by_column, scale)
    return start, sparse.csr_matrix(by_column)


class _Tree(NamedTuple):
    """The nodes of a tree; a leaf is its own child."""

    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]


def _forest_tree(tree: Any) -> _Tree:
    nodes = np.arange(tree.node_count)
    left = np.where(tree.children_left < 0, nodes, tree.children_left)
    right = np.where(tree.children_right < 0, nodes, tree.children_right)
    return _Tree(np.maximum(tree.feature, 0), tree.threshold, left, right, tree.value[:, 0, 1])


def _boosted_tree(predictor: Any) -> _Tree:
    nodes = predictor.nodes
    places, is_leaf = np.arange(len(nodes)), nodes["is_leaf"].astype(bool)
    left = np.where(is_leaf, places, nodes["left"]).astype(np.int64)
    right = np.where(is_leaf, places, nodes["right"]).astype(np.int64)
    # Inner nodes have values of their own, to which the learning rate was not applied: the mean of their leaves counts.
    value, count = nodes["value"].copy(), nodes["count"].astype(np.float64)
    for node in places[~is_leaf][np.argsort(-nodes["depth"][~is_leaf], kind="stable")]:
        children = [left[node], right[node]]
        value[node] = np.average(value[children], weights=count[children])
    return _Tree(nodes["feature_idx"], nodes["num_threshold"], left, right, value)


def _add_path(tree: _Tree, X: NDArray[Any], added: NDArray[np.float64], scale: float) -> None:
    """Add to each row, by feature, how the value of a tree changes on the row's way to its leaf."""
    rows, nodes = np.arange(len(X)), np.zeros(len(X), np.int64)
    while len(rows):
        features = tree.feature[nodes]
        onward = np.where(X[rows, features] <= tree.threshold[nodes], tree.left[nodes], tree.right[nodes])
        is_moving = onward != nodes
        rows, features, nodes, onward = (values[is_moving] for values in (rows, features, nodes, onward))
        # A row is on one node at a time, so that no place is added to twice.
        added[rows, features] += scale * (tree.value[onward] - tree.value[nodes])
        nodes = onward

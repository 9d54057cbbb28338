"""Why a model says so: what each word and value adds to the log-odds of a claim."""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import logit
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier

from claims_warehouse.claim_models.text_features import text_steps
from claims_warehouse.claim_models.word_shares import NO_WORD, WordShares, added_by_words, can_share
from claims_warehouse.features import AUTHOR_STATUS

MAX_REASONS = 5
REASONS = pa.list_(pa.struct([("feature", pa.string()), ("value", pa.string()), ("contribution", pa.float64())]))
# A probability of 0 or 1 has no log-odds.
SMALLEST_PROBABILITY = 1e-6
DIGITS = 12
# The feature, its word or value, and what it adds to the log-odds.
Reason: TypeAlias = tuple[str, str | None, float]


class Reasons(NamedTuple):
    """What the log-odds of rows are made of: the base, the reasons, and what all other words and values add.

    Parameters
    ----------
    base_log_odds : ndarray of shape (n_rows,)
        Not a number for a model of another kind than those that are known.
    reasons : list of list of tuple
        Of each row the feature, the word or value, and what it adds; what adds most, in whichever direction, first.
    other_log_odds : ndarray of shape (n_rows,)
    """

    base_log_odds: NDArray[np.float64]
    reasons: list[list[Reason]]
    other_log_odds: NDArray[np.float64]


class Explainer:
    """Says what the words and values of rows add to the log-odds of a claim.

    A linear model adds the product of coefficient and value. Of trees each split adds by how much the mean of the rows
    behind it differs from that before it. A sigmoid that calibrates the scores is linear in log-odds, and scales both.

    Parameters
    ----------
    estimator : Pipeline
        Fitted; it begins with a column transformer.

    References
    ----------
    A. Saabas (2014), Interpreting random forests.
    """

    def __init__(self, estimator: Any) -> None:
        self._columns = estimator[0]
        final = estimator[-1]
        self._sigmoid: Any = None
        if isinstance(final, CalibratedClassifierCV):
            (calibrated,) = final.calibrated_classifiers_
            (self._sigmoid,) = calibrated.calibrators
            final = calibrated.estimator.estimator
        self._classifier = final
        self._texts = {
            name: (column, WordShares(self._columns.named_transformers_[name]))
            for name, column in text_steps(estimator).items()
            if can_share(self._columns.named_transformers_[name])
        }

    def explain(self, frame: pd.DataFrame, X: Any) -> Reasons:
        """Return the reasons for the score of each row.

        Parameters
        ----------
        frame : pandas.DataFrame of shape (n_rows, n_features)
            The features as they are.
        X : matrix of shape (n_rows, n_columns)
            What the first step made of them.

        Returns
        -------
        Reasons
        """
        found = _contributions(self._classifier, X) if len(frame) else None
        if found is None:
            nothing = np.full(len(frame), np.nan)
            return Reasons(nothing, [[] for _ in range(len(frame))], nothing)
        base, added = found
        base_log_odds, scale = self._log_odds(base, base + _row_sums(added))
        added.data *= np.repeat(scale, np.diff(added.indptr))
        parts = [*self._of_words(frame, added), *self._of_values(frame, added)]
        reasons = [
            heapq.nsmallest(
                MAX_REASONS,
                ((feature, value, amount) for part in parts for feature, value, amount in part[row] if amount),
                key=lambda reason: (-abs(reason[2]), reason[0], reason[1] or ""),
            )
            for row in range(len(frame))
        ]
        told = np.array([sum(amount for _, _, amount in row) for row in reasons])
        return Reasons(base_log_odds, reasons, _row_sums(added) - told)

    def mean_by_word(self, frame: pd.DataFrame, X: Any) -> dict[str, float]:
        """Return what each word adds to the score of a row, on the mean of all rows.

        Parameters
        ----------
        frame, X
            As for `explain`.

        Returns
        -------
        dict of str to float
            Empty where the model does not read words.
        """
        found = _contributions(self._classifier, X) if self._texts else None
        if found is None:
            return {}
        sums: dict[str, float] = defaultdict(float)
        for part in self._of_words(frame, found[1]):
            for row in part:
                for _, word, value in row:
                    sums[str(word)] += value / len(frame)
        return sums

    def _log_odds(self, base: float, score: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the log-odds of the base for each row, and what a unit of the score adds to them."""
        if self._sigmoid is not None:
            slope, intercept = -self._sigmoid.a_, -self._sigmoid.b_
            return np.full(len(score), slope * base + intercept), np.full(len(score), slope)
        if hasattr(self._classifier, "decision_function"):
            return np.full(len(score), base), np.ones(len(score))
        # Probabilities as they are: what each adds to the probability is stretched to add up to the log-odds.
        bounds = SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY
        base_log_odds = float(logit(np.clip(base, *bounds)))
        differences = logit(np.clip(score, *bounds)) - base_log_odds
        scale = np.divide(differences, score - base, out=np.zeros(len(score)), where=score != base)
        return np.full(len(score), base_log_odds), scale

    def _of_words(self, frame: pd.DataFrame, added: sparse.csr_matrix) -> list[list[list[Reason]]]:
        parts: list[list[list[Reason]]] = []
        for column in dict.fromkeys(column for column, _ in self._texts.values()):
            steps = [
                (shares, added[:, self._columns.output_indices_[name]].tocsr())
                for name, (read, shares) in self._texts.items()
                if read == column
            ]
            words = added_by_words(frame[column].tolist(), steps)
            parts.append([[(column, word, value) for word, value in row.items() if word != NO_WORD] for row in words])
        return parts

    def _of_values(self, frame: pd.DataFrame, added: sparse.csr_matrix) -> list[list[list[Reason]]]:
        parts = []
        for name, step, columns in self._columns.transformers_:
            # Columns that the model does not read are the remainder, which is dropped.
            if name in self._texts or step == "drop":
                continue
            places = range(added.shape[1])[self._columns.output_indices_[name]]
            features = np.ravel(columns)
            if len(features) != len(places):
                features = step.get_feature_names_out()
            for feature, place in zip(features.tolist(), places, strict=True):
                amounts = np.asarray(added[:, [place]].todense()).ravel().tolist()
                values: list[str | None] = [None] * len(frame)
                if feature in frame:
                    values = _as_texts(frame[feature])
                of_values: list[list[Reason]] = [
                    [(feature, value, amount)] for value, amount in zip(values, amounts, strict=True)
                ]
                parts.append(of_values)
        return parts


def as_arrow(reasons: Reasons, places: NDArray[np.int64]) -> list[pa.Array]:
    """Return reasons as arrays, of each place those of the row that it names, or nulls where it names none (-1)."""
    taken = pa.array(places, mask=places < 0)
    structs = [
        [{"feature": feature, "value": value, "contribution": round(amount, DIGITS)} for feature, value, amount in row]
        for row in reasons.reasons
    ]
    # What is left over of sums that are zero is no reason; nor is a zero below zero.
    base_log_odds, other_log_odds = (
        pa.array(values.round(DIGITS) + 0.0, from_pandas=True).take(taken)
        for values in (reasons.base_log_odds, reasons.other_log_odds)
    )
    return [base_log_odds, pa.array(structs, REASONS).take(taken), other_log_odds]


def _contributions(classifier: Any, X: Any) -> tuple[float, sparse.csr_matrix] | None:
    """Return what a score is without any value, and what each value adds; None for a classifier of another kind."""
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


def _row_sums(matrix: sparse.csr_matrix) -> NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


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


def _as_texts(values: pd.Series) -> list[str | None]:
    if values.name in AUTHOR_STATUS:
        return ["true" if value else "false" for value in values]
    return [f"{value:.0f}" if float(value).is_integer() else f"{value:g}" for value in values]

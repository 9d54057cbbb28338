"""Comparing rankings by a measure: by how much one is better than another on the same rows, and how sure that is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Measure = Literal["average_precision", "roc_auc", "log_loss"]
REPETITIONS = 500
SEED = 0
# Resampled rows that are counted at once, of all repetitions together: they stay in the processor's cache.
CHUNK_CELLS = 60_000
# A score of 0 or 1 would make the logarithmic loss infinite; scikit-learn clips as near.
SMALLEST_PROBABILITY = float(np.finfo(np.float64).eps)
Weights = NDArray[np.int32]
Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """By how much one ranking is better than another.

    Parameters
    ----------
    value_a, value_b : float
        The measure of each on the rows as they are.
    difference : float
        Advantage of the first; positive where it is better, also for a loss.
    standard_error : float
        Of the difference.
    lower_bound, upper_bound : float
        Each bounds the difference on its side with the confidence that was asked for.
    p_better, p_worse : float
        Evidence against chance: the probability of a difference as large, or as small, if there is none in truth.
    """

    value_a: float
    value_b: float
    difference: float
    standard_error: float
    lower_bound: float
    upper_bound: float
    p_better: float
    p_worse: float


def paired_bootstrap(
    y_true: ArrayLike,
    score_a: ArrayLike,
    score_b: ArrayLike,
    *,
    measure: Measure = "average_precision",
    repetitions: int = REPETITIONS,
    seed: int = SEED,
    confidence: float = 0.99,
) -> Difference:
    """Compare two rankings of the same rows by drawing these again, within each class.

    Parameters
    ----------
    y_true : array of bool of shape (n_rows,)
        Holds both classes.
    score_a, score_b : array of shape (n_rows,) or (n_repeats, n_rows)
        Where rows are scored several times, the measure is the mean over the repeats.
    measure : {"average_precision", "roc_auc", "log_loss"}
    repetitions : int
        How often rows are drawn.
    seed : int
    confidence : float
        Of each of the two bounds by itself.

    Returns
    -------
    Difference

    Raises
    ------
    ValueError
        If all rows are of one class.

    References
    ----------
    B. Efron and R. Tibshirani (1993), An Introduction to the Bootstrap: chapters 6 and 13.
    """
    values, drawn = bootstrap_measures(y_true, [score_a, score_b], measure=measure, repetitions=repetitions, seed=seed)
    return compare(values[0], values[1], drawn[0] - drawn[1], confidence)


def bootstrap_measures(
    y_true: ArrayLike,
    scores: Sequence[ArrayLike],
    *,
    measure: Measure = "average_precision",
    repetitions: int = REPETITIONS,
    seed: int = SEED,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure several rankings on the rows as they are, and on rows drawn again, the same for each ranking.

    Parameters
    ----------
    y_true, measure, repetitions, seed
        As for `paired_bootstrap`.
    scores : sequence of array
        One for each ranking.

    Returns
    -------
    values : ndarray of shape (n_rankings,)
        A loss with its sign turned, so that more is better.
    drawn : ndarray of shape (n_rankings, repetitions)
    """
    labels = np.asarray(y_true, dtype=bool)
    if labels.all() or not labels.any():
        raise ValueError("rankings are compared on rows of both classes")
    measures = [
        [_MEASURES[measure](labels, repeat) for repeat in np.atleast_2d(np.asarray(score, float))] for score in scores
    ]

    def mean_of_repeats(weights: Weights) -> Figures:
        return np.array([np.mean([weighted(weights) for weighted in repeats], axis=0) for repeats in measures])

    values = mean_of_repeats(np.ones((1, len(labels)), np.int32))[:, 0]
    drawn = [mean_of_repeats(weights) for weights in _drawn_weights(labels, repetitions, seed)]
    return values, np.concatenate(drawn, axis=1)


def compare(value_a: float, value_b: float, drawn: NDArray[np.float64], confidence: float = 0.99) -> Difference:
    """Return a difference with what its values on drawn rows say about it, by the normal distribution.

    Parameters
    ----------
    value_a, value_b : float
        More is better.
    drawn : ndarray of shape (repetitions,)
        The difference on drawn rows.
    confidence : float
        Of each of the two bounds by itself.
    """
    return _difference(value_a, value_b, float(drawn.std(ddof=1)), confidence)


def unpaired_auc_test(
    y_true_a: ArrayLike, score_a: ArrayLike, y_true_b: ArrayLike, score_b: ArrayLike, *, confidence: float = 0.99
) -> Difference:
    """Compare the areas under the ROC curves of a model on two sets of rows that share none.

    Parameters
    ----------
    y_true_a, y_true_b : array of bool of shape (n_rows,)
        Each holds both classes, and two rows of each.
    score_a, score_b : array of shape (n_rows,)
    confidence : float
        Of each of the two bounds by itself.

    Returns
    -------
    Difference
        `p_worse` is small where the area on the first rows is smaller than chance explains. The standard error is the
        larger of that of each set by itself and that of all rows as one: rows that happen to be ranked without an error
        would seem to be certain.

    Raises
    ------
    ValueError
        If a set holds fewer than two rows of a class.

    References
    ----------
    E. DeLong, D. DeLong and D. Clarke-Pearson (1988), Comparing the areas under two or more correlated receiver
    operating characteristic curves, Biometrics 44: the variance of each area.
    """
    labels = [np.asarray(y_true, dtype=bool) for y_true in (y_true_a, y_true_b)]
    scores = [np.asarray(score, float) for score in (score_a, score_b)]
    # The mean of a class varies with one over its rows.
    spreads = [1 / _class_counts(y_true) for y_true in labels]
    (area_a, variances_a), (area_b, variances_b) = map(_auc_with_variances, labels, scores)
    _, pooled = _auc_with_variances(np.concatenate(labels), np.concatenate(scores))
    variance = max(variances_a @ spreads[0] + variances_b @ spreads[1], pooled @ (spreads[0] + spreads[1]))
    return _difference(area_a, area_b, float(np.sqrt(variance)), confidence)


def _difference(value_a: float, value_b: float, standard_error: float, confidence: float) -> Difference:
    difference = float(value_a - value_b)
    width = float(stats.norm.ppf(confidence)) * standard_error
    # Where nothing varies, a difference is certain, and none is no evidence.
    z_score = difference / standard_error if standard_error > 0 else np.sign(difference) * np.inf if difference else 0.0
    return Difference(
        float(value_a),
        float(value_b),
        difference,
        standard_error,
        difference - width,
        difference + width,
        float(stats.norm.sf(z_score)),
        float(stats.norm.cdf(z_score)),
    )


def _drawn_weights(labels: NDArray[np.bool_], repetitions: int, seed: int) -> Iterator[Weights]:
    """Yield how often each row is drawn in some of the repetitions, one of them a row: as many of each class as are."""
    generator = np.random.default_rng(seed)
    classes = [np.flatnonzero(labels), np.flatnonzero(~labels)]
    at_once = max(1, CHUNK_CELLS // len(labels))
    for first in range(0, repetitions, at_once):
        weights = np.zeros((min(at_once, repetitions - first), len(labels)), np.int32)
        for repetition in weights:
            for rows in classes:
                drawn = generator.integers(len(rows), size=len(rows))
                repetition[rows] = np.bincount(drawn, minlength=len(rows))
        yield weights


class _Ranking:
    """Rows from the highest score to the lowest, with the scores at which there are positive rows."""

    def __init__(self, labels: NDArray[np.bool_], score: NDArray[np.float64]) -> None:
        self.order = np.argsort(-score, kind="stable")
        self.positive_order = self.order[labels[self.order]]
        ranked, positive = score[self.order], score[self.positive_order]
        # The last row of each score of a positive row, among all rows and among positive ones.
        self.last_positive = np.flatnonzero(np.append(positive[1:] != positive[:-1], True))
        self.last = np.searchsorted(-ranked, -positive[self.last_positive], side="right") - 1
        self.first = np.searchsorted(-ranked, -positive[self.last_positive], side="left")

    def counted(self, weights: Weights) -> tuple[Weights, Weights]:
        """Return the weights of positive rows down to each of their scores, and of all rows to each row."""
        # Much faster than an index in brackets.
        positive = np.cumsum(weights.take(self.positive_order, axis=1), axis=1, dtype=np.int32)
        total = np.cumsum(weights.take(self.order, axis=1), axis=1, dtype=np.int32)
        return positive.take(self.last_positive, axis=1), total


def _average_precision(labels: NDArray[np.bool_], score: NDArray[np.float64]) -> Callable[[Weights], Figures]:
    ranking = _Ranking(labels, score)

    def measured(weights: Weights) -> Figures:
        positive, total = ranking.counted(weights)
        found = np.diff(positive, axis=1, prepend=0)
        precision = positive / np.maximum(total.take(ranking.last, axis=1), 1)
        return np.asarray((found * precision).sum(axis=1) / positive[:, -1])

    return measured


def _roc_auc(labels: NDArray[np.bool_], score: NDArray[np.float64]) -> Callable[[Weights], Figures]:
    ranking = _Ranking(labels, score)

    def measured(weights: Weights) -> Figures:
        positive, total = ranking.counted(weights)
        found = np.diff(positive, axis=1, prepend=0)
        positive_count = positive[:, -1]
        negative_count = total[:, -1] - positive_count
        down_to = total.take(ranking.last, axis=1) - positive
        first_weights = weights.take(ranking.order[ranking.first], axis=1)
        above = total.take(ranking.first, axis=1) - first_weights - positive + found
        # A pair of equal scores counts half.
        passed = negative_count[:, None] - (down_to + above) / 2
        return np.asarray((found * passed).sum(axis=1) / (positive_count * negative_count.astype(float)))

    return measured


def _negative_log_loss(labels: NDArray[np.bool_], score: NDArray[np.float64]) -> Callable[[Weights], Figures]:
    probability = np.where(labels, score, 1 - score)
    gain = np.log(np.clip(probability, SMALLEST_PROBABILITY, 1))
    return lambda weights: np.asarray(weights @ gain / weights.sum(axis=1))


_MEASURES: dict[Measure, Callable[[NDArray[np.bool_], NDArray[np.float64]], Callable[[Weights], Figures]]] = {
    "average_precision": _average_precision,
    "roc_auc": _roc_auc,
    "log_loss": _negative_log_loss,
}


def _class_counts(labels: NDArray[np.bool_]) -> NDArray[np.int64]:
    counts = np.array([labels.sum(), (~labels).sum()])
    if counts.min() < 2:  # noqa: PLR2004 - a variance needs two values
        raise ValueError("areas under ROC curves are compared on two rows or more of each class")
    return counts


def _auc_with_variances(labels: NDArray[np.bool_], score: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Return the area, and how what its positive and its negative rows add to it varies from row to row."""
    positive, negative = score[labels], score[~labels]
    # The share of the other class that each row is ranked right against, by ranks among both and among its own.
    ranks = stats.rankdata(np.concatenate([positive, negative]))
    of_positive = (ranks[: len(positive)] - stats.rankdata(positive)) / len(negative)
    of_negative = 1 - (ranks[len(positive) :] - stats.rankdata(negative)) / len(positive)
    return float(of_positive.mean()), np.array([of_positive.var(ddof=1), of_negative.var(ddof=1)])

"""Why a model says so: what each word and value adds to the log-odds of a claim."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import logit
from sklearn.calibration import CalibratedClassifierCV

from claims_warehouse.claim_models.contributions import contributions
from claims_warehouse.claim_models.text_features import text_steps
from claims_warehouse.claim_models.word_shares import NO_WORD, AddedByWords, WordShares, added_by_words, can_share
from claims_warehouse.features import AUTHOR_STATUS

MAX_REASONS = 5
REASONS = pa.list_(pa.struct([("feature", pa.string()), ("value", pa.string()), ("contribution", pa.float64())]))
# A probability of 0 or 1 has no log-odds.
SMALLEST_PROBABILITY = 1e-6
DIGITS = 12


class Reasons(NamedTuple):
    """What the log-odds of rows are made of: the base, the reasons, and what all other words and values add.

    Parameters
    ----------
    base_log_odds : ndarray of shape (n_rows,)
        Not a number for a model of another kind than those that are known.
    reasons : pyarrow.ListArray of shape (n_rows,)
        Of each row the feature, the word or value, and what it adds; what adds most, in whichever direction, first.
    other_log_odds : ndarray of shape (n_rows,)
    """

    base_log_odds: NDArray[np.float64]
    reasons: pa.ListArray
    other_log_odds: NDArray[np.float64]


class _Part(NamedTuple):
    """What a feature adds to rows by its words, or by its value where it has no words."""

    feature: str
    words: list[str] | None
    added: AddedByWords


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
        found = contributions(self._classifier, X) if len(frame) else None
        if found is None:
            nothing = np.full(len(frame), np.nan)
            return Reasons(nothing, pa.array([[]] * len(frame), REASONS), nothing)
        base, added = found
        base_log_odds, scale = self._log_odds(base, base + _row_sums(added))
        added.data *= np.repeat(scale, np.diff(added.indptr))
        parts = [*self._of_words(frame, added), *self._of_values(added)]
        reasons, told = _largest(parts, frame)
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
        found = contributions(self._classifier, X) if self._texts else None
        if found is None:
            return {}
        parts = self._of_words(frame, found[1])
        words = np.concatenate([np.array(part.words, object)[part.added.numbers] for part in parts])
        numbers, distinct = pd.factorize(words)
        values = np.concatenate([part.added.values for part in parts]) / len(frame)
        means = dict(zip(distinct, np.bincount(numbers, weights=values).tolist(), strict=True))
        means.pop(NO_WORD, None)
        return means

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

    def _of_words(self, frame: pd.DataFrame, added: sparse.csr_matrix) -> list[_Part]:
        parts = []
        for column in dict.fromkeys(column for column, _ in self._texts.values()):
            steps = [
                (shares, added[:, self._columns.output_indices_[name]].tocsr())
                for name, (read, shares) in self._texts.items()
                if read == column
            ]
            by_word, words = added_by_words(frame[column].tolist(), steps)
            parts.append(_Part(column, words, by_word))
        return parts

    def _of_values(self, added: sparse.csr_matrix) -> Iterator[_Part]:
        for name, step, columns in self._columns.transformers_:
            # Columns that the model does not read are the remainder, which is dropped.
            if name in self._texts or step == "drop":
                continue
            places = range(added.shape[1])[self._columns.output_indices_[name]]
            features = np.ravel(columns)
            if len(features) != len(places):
                features = step.get_feature_names_out()
            rows = np.arange(added.shape[0])
            for feature, place in zip(features.tolist(), places, strict=True):
                amounts = np.asarray(added[:, [place]].todense()).ravel()
                yield _Part(feature, None, AddedByWords(rows, np.zeros_like(rows), amounts))


def as_arrow(reasons: Reasons, places: NDArray[np.int64]) -> list[pa.Array]:
    """Return reasons as arrays, of each place those of the row that it names, or nulls where it names none (-1)."""
    taken = pa.array(places, mask=places < 0)
    # What is left over of sums that are zero is no reason; nor is a zero below zero.
    base_log_odds, other_log_odds = (
        pa.array(values.round(DIGITS) + 0.0, from_pandas=True).take(taken)
        for values in (reasons.base_log_odds, reasons.other_log_odds)
    )
    return [base_log_odds, reasons.reasons.take(taken), other_log_odds]


def _largest(parts: Sequence[_Part], frame: pd.DataFrame) -> tuple[pa.ListArray, NDArray[np.float64]]:
    """Return for each row what adds most, and the sum of it."""
    row_count = len(frame)
    rows, numbers, amounts = (np.concatenate(column) for column in zip(*(part.added for part in parts), strict=True))
    of_part = np.repeat(np.arange(len(parts)), [len(part.added.rows) for part in parts])
    # Where two add the same, the first by feature and word comes first.
    ranks = np.concatenate([_ranks(part.words)[part.added.numbers] for part in parts])
    features = np.unique([part.feature for part in parts], return_inverse=True)[1][of_part]
    is_reason = (amounts != 0) & (ranks >= 0)
    order = np.flatnonzero(is_reason)
    order = order[np.lexsort([ranks[order], features[order], -np.abs(amounts[order]), rows[order]])]
    starts = np.searchsorted(rows[order], np.arange(row_count + 1))
    places = np.arange(len(order)) - starts[rows[order]]
    order, places = order[places < MAX_REASONS], places[places < MAX_REASONS]
    told = np.zeros((row_count, MAX_REASONS))
    told[rows[order], places] = amounts[order]
    features_told = pa.array([part.feature for part in parts], pa.string()).take(pa.array(of_part[order]))
    values = _values_told(parts, frame, of_part[order], rows[order], numbers[order])
    contributions = pa.array([round(amount, DIGITS) for amount in amounts[order].tolist()], pa.float64())
    structs = pa.StructArray.from_arrays([features_told, values, contributions], fields=list(REASONS.value_type))
    ends = np.concatenate([[0], np.cumsum(np.minimum(np.diff(starts), MAX_REASONS))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), structs), _sum_in_order(told)


def _sum_in_order(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    total = np.zeros(len(columns))
    for column in columns.T:
        total += column
    return total


def _ranks(words: list[str] | None) -> NDArray[np.int64]:
    """Return the place of each word in their order, and -1 for what is no word."""
    if words is None:
        return np.zeros(1, np.int64)
    ranks = np.empty(len(words), np.int64)
    ranks[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    if NO_WORD in words:
        ranks[words.index(NO_WORD)] = -1
    return ranks


def _values_told(
    parts: Sequence[_Part],
    frame: pd.DataFrame,
    of_part: NDArray[np.int64],
    rows: NDArray[np.int64],
    numbers: NDArray[np.int64],
) -> pa.Array:
    """Return the word of each reason, or the value of its feature as it is."""
    told = np.full(len(rows), None, object)
    for number, part in enumerate(parts):
        here = np.flatnonzero(of_part == number)
        if part.words is not None:
            told[here] = np.array(part.words, object)[numbers[here]]
        elif part.feature in frame:
            told[here] = _as_texts(frame[part.feature].iloc[rows[here]])
    return pa.array(told, pa.string())


def _row_sums(matrix: sparse.csr_matrix) -> NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def _as_texts(values: pd.Series) -> list[str | None]:
    if values.name in AUTHOR_STATUS:
        return ["true" if value else "false" for value in values]
    return [f"{value:.0f}" if float(value).is_integer() else f"{value:g}" for value in values]

"""Intervals of figures of rows that are not independent: rows share claims, and they share attribution phrases."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

CONFIDENCE_LEVEL = 0.95
# A variance needs two clusters.
MIN_CLUSTERS = 2
ROWS = "row"
AGREEING = "all rows agree, which is no evidence of certainty"
Values = NDArray[np.float64]
Clusterings = Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True)
class Interval:
    """What is known of a figure's error.

    Parameters
    ----------
    denominator : int
        Rows that the figure is a share or a mean of.
    cluster_count : int
        Groups of them that hold together.
    clustered_by : str
        What makes the groups; `row` where rows are taken as independent.
    standard_error : float, optional
        None where nothing varies, or there are too few groups; `standard_error_note` says so.
    lower_bound, upper_bound : float, optional
    interval_method : str, optional
    """

    denominator: int
    cluster_count: int | None = None
    clustered_by: str | None = None
    standard_error: float | None = None
    standard_error_note: str | None = None
    lower_bound: float | None = None
    upper_bound: float | None = None
    interval_method: str | None = None

    def as_row(self) -> dict[str, object]:
        """Return the fields by name."""
        return asdict(self)


def share_interval(
    hits: ArrayLike, weights: ArrayLike, clusterings: Clusterings, level: float = CONFIDENCE_LEVEL
) -> Interval:
    """Return the interval of a share, or of a ratio from 0 to 1, of rows that come in clusters.

    Parameters
    ----------
    hits, weights : array of shape (n_rows,)
        The share is the sum of the first divided by that of the second; a row without weight takes no part.
    clusterings : mapping
        For each way to group the rows, the number of each row's group; empty: rows are independent.
    level : float
        Coverage of the interval.

    Returns
    -------
    Interval
        Of several ways to group, that with the greatest standard error holds. The interval is Clopper and Pearson's at
        the number of independent rows that would have this standard error (Korn and Graubard). Where all rows agree,
        nothing varies: then the clusters count as rows, and of several ways the one with the fewest holds.

    References
    ----------
    E. Korn and B. Graubard (1998), Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data, Survey Methodology 24.
    """
    values, counted = np.asarray(hits, float), np.asarray(weights, float)
    row_count = int((counted > 0).sum())
    estimate = values.sum() / counted.sum()
    if not clusterings and counted.sum() == row_count:
        lower, upper = clopper_pearson(values.sum(), row_count, level)
        error = float(np.sqrt(estimate * (1 - estimate) / row_count)) or None
        note = None if error else AGREEING
        return Interval(row_count, row_count, ROWS, error, note, float(lower), float(upper), "Clopper-Pearson")
    return bounded_interval(estimate, (values - estimate * counted) / counted.sum(), [counted > 0], clusterings, level)


def bounded_interval(
    estimate: float,
    influence: Values,
    parts: list[NDArray[np.bool_]],
    clusterings: Clusterings,
    level: float = CONFIDENCE_LEVEL,
) -> Interval:
    """Return the interval of a figure from 0 to 1, from how much each row adds to its error.

    Parameters
    ----------
    estimate : float
    influence : ndarray of shape (n_rows,)
        By how much the figure changes with the weight of each row; it sums to zero.
    parts : list of ndarray of bool
        Rows that take part. Where there are several sets, as the two classes, the one with the fewest clusters says
        how many there are.
    clusterings, level
        As for `share_interval`.
    """
    spread = _widest(influence, parts, clusterings)
    row_count = int(np.logical_or.reduce(parts).sum())
    exact = estimate in (0.0, 1.0)
    if exact:
        spread = _fewest(parts, clusterings)
        effective: float = spread.cluster_count
    elif spread.cluster_count < MIN_CLUSTERS or spread.standard_error == 0:
        note = "a single cluster" if spread.cluster_count < MIN_CLUSTERS else "clusters do not differ"
        return Interval(row_count, spread.cluster_count, spread.kind, standard_error_note=note)
    else:
        rows_by_error = min(estimate * (1 - estimate) / spread.standard_error**2, row_count)
        # The standard error is itself known from few clusters, where few hold what varies. No figure is known worse
        # than it would be if the rows of each cluster were one.
        quantiles = special.stdtrit(np.array([row_count - 1, spread.freedom]), (1 + level) / 2)
        effective = max(
            rows_by_error * (quantiles[0] / quantiles[1]) ** 2, min(rows_by_error, float(spread.cluster_count))
        )
    lower, upper = clopper_pearson(estimate * effective, effective, level)
    return Interval(
        row_count,
        spread.cluster_count,
        spread.kind,
        None if exact else spread.standard_error,
        AGREEING if exact else None,
        float(lower),
        float(upper),
        "Korn-Graubard",
    )


def mean_interval(values: ArrayLike, clusterings: Clusterings, level: float = CONFIDENCE_LEVEL) -> Interval:
    """Return the interval of a mean that is not below 0, by Student's t."""
    per_row = np.asarray(values, float)
    mean = per_row.mean()
    spread = _widest((per_row - mean) / len(per_row), [np.ones(len(per_row), bool)], clusterings)
    known = (len(per_row), spread.cluster_count, spread.kind)
    if spread.cluster_count < MIN_CLUSTERS or spread.standard_error == 0:
        return Interval(*known, standard_error_note=AGREEING)
    half_width = special.stdtrit(spread.freedom, (1 + level) / 2) * spread.standard_error
    return Interval(
        *known, spread.standard_error, None, max(mean - half_width, 0.0), float(mean + half_width), "Student's t"
    )


def clopper_pearson(hits: ArrayLike, rows: ArrayLike, level: float = CONFIDENCE_LEVEL) -> tuple[Values, Values]:
    """Return the exact interval of shares; rows need not be whole, as where they stand for clusters."""
    # scipy and statsmodels have it for whole numbers.
    count, total = np.asarray(hits, float), np.asarray(rows, float)
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        lower = np.where(count > 0, special.betaincinv(count, total - count + 1, tail), 0.0)
        upper = np.where(count < total, special.betaincinv(count + 1, total - count, 1 - tail), 1.0)
    return lower, upper


def roc_auc_influence(y_true: NDArray[np.bool_], y_score: Values) -> Values:
    """Return by how much each row changes the area under the ROC curve (DeLong, DeLong and Clarke-Pearson 1988)."""
    positive, negative = y_score[y_true], y_score[~y_true]
    ranks = stats.rankdata(np.concatenate([positive, negative]))
    influence = np.empty(len(y_true))
    influence[y_true] = (ranks[: len(positive)] - stats.rankdata(positive)) / len(negative)
    influence[~y_true] = 1 - (ranks[len(positive) :] - stats.rankdata(negative)) / len(positive)
    for is_class in (y_true, ~y_true):
        influence[is_class] = (influence[is_class] - influence[is_class].mean()) / is_class.sum()
    return influence


def average_precision_influence(y_true: NDArray[np.bool_], y_score: Values) -> Values:
    """Return by how much each row changes the average precision: its derivative by the row's weight."""
    _, level = np.unique(-y_score, return_inverse=True)
    claims, rows = np.bincount(level, weights=y_true), np.bincount(level)
    claims_to, rows_to = np.cumsum(claims), np.cumsum(rows)
    precision = claims_to / rows_to
    total = claims_to[-1]
    # What a row adds to the precision at its own score and at all lower ones, as a claim and as any row.
    as_claim = np.cumsum((claims / rows_to)[::-1])[::-1][level]
    as_row = np.cumsum((claims * precision / rows_to)[::-1])[::-1][level]
    own = precision[level] - (claims * precision).sum() / total
    return np.asarray((y_true * (own + as_claim) - as_row) / total)


@dataclass(frozen=True)
class _Spread:
    kind: str
    cluster_count: int
    standard_error: float
    freedom: float


def _widest(influence: Values, parts: list[NDArray[np.bool_]], clusterings: Clusterings) -> _Spread:
    return max(_spreads(influence, parts, clusterings), key=lambda spread: spread.standard_error)


def _fewest(parts: list[NDArray[np.bool_]], clusterings: Clusterings) -> _Spread:
    spreads = _spreads(np.zeros(len(parts[0])), parts, clusterings)
    return min(spreads, key=lambda spread: spread.cluster_count)


def _spreads(influence: Values, parts: list[NDArray[np.bool_]], clusterings: Clusterings) -> list[_Spread]:
    """Return the standard error by each way to group, or by rows where there is none."""
    spreads = []
    for kind, numbers in (clusterings or {ROWS: np.arange(len(influence))}).items():
        cluster_count = min(int(np.count_nonzero(np.bincount(numbers[part]))) for part in parts)
        sums = np.bincount(numbers, weights=influence)
        correction = cluster_count / max(cluster_count - 1, 1)
        squares = sums**2
        total = float(squares.sum())
        # By Satterthwaite: as many squares as would vary as much if all were of one size.
        freedom = min(total**2 / max(float((squares**2).sum()), 1e-300), cluster_count - 1)
        spreads.append(_Spread(kind, cluster_count, float(np.sqrt(correction * total)), max(freedom, 1.0)))
    return spreads

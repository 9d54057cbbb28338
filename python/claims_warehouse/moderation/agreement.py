"""How far two reviewers of one video agree, and how far beyond chance.

References
----------
Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability.
"""

from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray
from scipy import stats

DECISIONS = ("claim", "opinion", "unsure")
MIN_PAIRS = 20
CONFIDENCE_LEVEL = 0.95
DRAWS = 2000
SEED = 0
AGREEMENT_SCHEMA = pa.schema(
    [
        ("sample", pa.string()),
        ("period", pa.string()),
        ("review_week", pa.date32()),
        ("pair_count", pa.int64()),
        ("agreeing_count", pa.int64()),
        ("agreement", pa.float64()),
        ("agreement_lower_bound", pa.float64()),
        ("agreement_upper_bound", pa.float64()),
        ("alpha", pa.float64()),
        ("alpha_lower_bound", pa.float64()),
        ("alpha_upper_bound", pa.float64()),
        ("finding_code", pa.string()),
    ]
)
# The kinds of pairs, and how often each decision is in a pair of the kind.
KINDS = list(combinations_with_replacement(DECISIONS, 2))
VALUES = np.array([[kind.count(decision) for decision in DECISIONS] for kind in KINDS])


def nominal_alpha(values: ArrayLike, unit_counts: ArrayLike = 1) -> NDArray[np.float64]:
    """Return Krippendorff's alpha of nominal values.

    Parameters
    ----------
    values : array-like of shape (n_units, n_categories)
        How many observers gave each value to a unit. A unit with fewer than two values says nothing.
    unit_counts : array-like of shape (..., n_units), default=1
        How often each unit occurs; leading axes are samples of their own.

    Returns
    -------
    numpy.ndarray of shape (...)
        1 where all agree, 0 where they agree as chance would; NaN where all values are the same.
    """
    given: NDArray[np.float64] = np.asarray(values, dtype=np.float64)
    is_paired = given.sum(axis=1) > 1
    given = given[is_paired]
    observers = given.sum(axis=1)
    counts = np.broadcast_to(unit_counts, (*np.shape(unit_counts)[:-1], len(is_paired)))[..., is_paired]
    total = counts @ observers
    observed = counts @ ((observers**2 - (given**2).sum(axis=1)) / (observers - 1)) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = (total**2 - ((counts @ given) ** 2).sum(axis=-1)) / (total * (total - 1))
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def alpha_interval(kind_counts: NDArray[np.int64]) -> tuple[float, float]:
    """Return the interval of alpha by a bootstrap of pairs, with half a pair added to each kind.

    Without these halves the interval has no width where all pairs agree, and covers too little where few do not.

    Parameters
    ----------
    kind_counts : numpy.ndarray of shape (n_kinds,)
        How many pairs there are of each of `KINDS`.
    """
    pairs = int(kind_counts.sum())
    smoothed = (kind_counts + 0.5) / (pairs + 0.5 * len(KINDS))
    drawn = nominal_alpha(VALUES, np.random.default_rng(SEED).multinomial(pairs, smoothed, size=DRAWS))
    tail = (1 - CONFIDENCE_LEVEL) / 2
    # Where a draw holds one value alone, nobody disagrees.
    lower, upper = np.quantile(np.nan_to_num(drawn, nan=1.0), [tail, 1 - tail])
    return float(lower), float(upper)


def measure_agreement(pairs: pa.Table) -> pa.Table:
    """Measure the agreement of each week and of all weeks.

    Parameters
    ----------
    pairs : pyarrow.Table
        `is_drawn`, `review_week`, `decision_1`, `decision_2` (the two in the order of the alphabet) and `pair_count`.

    Returns
    -------
    pyarrow.Table
        By `AGREEMENT_SCHEMA`. The sample `drawn` is of videos that two reviewers had to decide, `all` of all
        that two have decided. Each has a row for `all` weeks, without a pair too. Alpha is null below
        `MIN_PAIRS` pairs.
    """
    frame = pairs.to_pandas()
    frame["kind"] = [KINDS.index(kind) for kind in zip(frame["decision_1"], frame["decision_2"], strict=True)]
    rows = []
    for sample, part in (("drawn", frame[frame["is_drawn"].astype(bool)]), ("all", frame)):
        rows.append({"sample": sample, "period": "all", "review_week": None, **_agreement(part)})
        for week, of_week in part.groupby("review_week"):
            monday = pd.Timestamp(week)
            rows.append(
                {
                    "sample": sample,
                    "period": monday.strftime("%G-W%V"),
                    "review_week": monday.date(),
                    **_agreement(of_week),
                }
            )
    return pa.Table.from_pylist(rows, schema=AGREEMENT_SCHEMA)


def _agreement(pairs: pd.DataFrame) -> dict[str, object]:
    counts = np.bincount(pairs["kind"].astype(int), pairs["pair_count"], len(KINDS)).astype(int)
    total, agreeing = int(counts.sum()), int(counts[VALUES.max(axis=1) > 1].sum())
    row: dict[str, object] = {"pair_count": total, "agreeing_count": agreeing, "finding_code": "no_pairs"}
    if total:
        exact = stats.binomtest(agreeing, total).proportion_ci(CONFIDENCE_LEVEL)
        row |= {
            "agreement": agreeing / total,
            "agreement_lower_bound": exact.low,
            "agreement_upper_bound": exact.high,
            "finding_code": "too_few_pairs",
        }
    if total >= MIN_PAIRS:
        alpha = float(nominal_alpha(VALUES, counts))
        if np.isnan(alpha):
            return row | {"finding_code": "one_answer"}
        lower, upper = alpha_interval(counts)
        row |= {"alpha": alpha, "alpha_lower_bound": lower, "alpha_upper_bound": upper, "finding_code": "estimated"}
    return row

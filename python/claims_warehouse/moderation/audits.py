"""What a random sample of undecided videos says of all of them: how many are claims, and how many the model finds.

References
----------
Cochran, W. G. (1977). Sampling Techniques, 3rd ed., chapter 5A.
Horvitz, D. G. & Thompson, D. J. (1952). A generalization of sampling without replacement from a finite universe.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import stats

CONFIDENCE_LEVEL = 0.95
INTERVAL_METHOD = "exact_within_strata"
MEASURES = ("prevalence", "recall", "precision")
PERFORMANCE_SCHEMA = pa.schema(
    [
        ("audit_id", pa.string()),
        ("measure", pa.string()),
        ("measure_value", pa.float64()),
        ("lower_bound", pa.float64()),
        ("upper_bound", pa.float64()),
        ("interval_method", pa.string()),
        ("audit_number", pa.int64()),
        ("video_count", pa.int64()),
        ("drawn_count", pa.int64()),
        ("decided_count", pa.int64()),
        ("open_count", pa.int64()),
        ("finding_code", pa.string()),
    ]
)


@dataclass(frozen=True)
class Estimate:
    """A measure with its interval; `value` is null where a stratum has no decision or nothing is a claim."""

    value: float | None
    lower_bound: float
    upper_bound: float


def count_bounds(video_count: int, decided_count: int, claim_count: int, level: float) -> tuple[int, int]:
    """Return the least and the greatest number of claims in a stratum that its decisions are likely under.

    The hypergeometric distribution is inverted: a stratum that is decided whole has no interval left.

    Parameters
    ----------
    video_count, decided_count, claim_count : int
        The videos of the stratum, those drawn at random and decided, and those of them that are claims.
    level : float
        The confidence level, both sides together.
    """
    if decided_count == 0:
        return 0, video_count
    tail = (1 - level) / 2
    possible = (claim_count, video_count - (decided_count - claim_count))

    def least(is_likely: Callable[[int], bool], low: int, high: int) -> int:
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if is_likely(middle) else (middle + 1, high)
        return low

    lower = least(
        lambda claims: stats.hypergeom.sf(claim_count - 1, video_count, claims, decided_count) > tail, *possible
    )
    beyond = least(
        lambda claims: stats.hypergeom.cdf(claim_count, video_count, claims, decided_count) <= tail,
        lower,
        possible[1] + 1,
    )
    return lower, beyond - 1


def estimate(strata: pd.DataFrame, level: float = CONFIDENCE_LEVEL) -> dict[str, Estimate]:
    """Estimate prevalence, recall and precision from the decided part of each stratum.

    Each stratum counts by Horvitz and Thompson with the inverse of the share of it that was decided, so what was drawn
    and is not decided yet is taken to be like the rest of its stratum. The bounds of strata hold together by
    Bonferroni's inequality, whatever the counts, zero included; intervals are therefore wide rather than narrow.

    Parameters
    ----------
    strata : pandas.DataFrame
        One row a stratum: `video_count`, `decided_count`, `claim_count`, `is_claim_predicted`.
    level : float
        The confidence level of each interval.
    """
    sampled = int((strata["decided_count"] < strata["video_count"]).sum())
    within = 1 - (1 - level) / max(sampled, 1)
    counts = zip(strata["video_count"], strata["decided_count"], strata["claim_count"], strict=True)
    bounds = [count_bounds(int(of), int(decided), int(claims), within) for of, decided, claims in counts]
    lower, upper = np.array(bounds, dtype=np.float64).reshape(-1, 2).T
    decided = strata["decided_count"].to_numpy(dtype=float)
    videos = strata["video_count"].to_numpy(dtype=float)
    is_known = bool((decided[videos > 0] > 0).all()) and bool(videos.sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        totals = np.where(videos > 0, videos * strata["claim_count"].to_numpy(dtype=float) / decided, 0.0)
    flagged = strata["is_claim_predicted"].to_numpy(dtype=bool)

    def ratio(found: float, missed: float) -> float | None:
        return found / (found + missed) if found + missed > 0 else None

    video_total, flagged_total = videos.sum(), videos[flagged].sum()
    recall_bounds = (
        ratio(lower[flagged].sum(), upper[~flagged].sum()),
        ratio(upper[flagged].sum(), lower[~flagged].sum()),
    )
    return {
        "prevalence": _estimate(totals.sum(), lower.sum(), upper.sum(), video_total, is_known=is_known),
        "recall": Estimate(
            ratio(totals[flagged].sum(), totals[~flagged].sum()) if is_known else None,
            0.0 if recall_bounds[0] is None else recall_bounds[0],
            1.0 if recall_bounds[1] is None else recall_bounds[1],
        ),
        "precision": _estimate(
            totals[flagged].sum(),
            lower[flagged].sum(),
            upper[flagged].sum(),
            flagged_total,
            is_known=bool((decided[flagged & (videos > 0)] > 0).all()),
        ),
    }


def _estimate(total: float, lower: float, upper: float, videos: float, *, is_known: bool) -> Estimate:
    if not videos:
        return Estimate(None, 0.0, 1.0)
    return Estimate(total / videos if is_known else None, lower / videos, upper / videos)


def measure_performance(strata: pa.Table) -> pa.Table:
    """Estimate what each audit says, and what all say together.

    Audits are put together stratum by stratum: what was decided of a stratum on any day stands for what it held on all
    of them.

    Parameters
    ----------
    strata : pyarrow.Table
        One row an audit and stratum: `audit_id`, `audit_number`, `stratum`, `selected_for`, `is_claim_predicted`,
        `video_count`, `drawn_count`, `decided_count`, `claim_count`.

    Returns
    -------
    pyarrow.Table
        By `PERFORMANCE_SCHEMA`: three measures of each audit of which something is decided, and of `all` of these,
        which is there without one too. A measure is null where nothing is decided of a stratum that it needs.
    """
    frame = strata.to_pandas()
    # What nobody has decided says nothing, and would make a release new that differs in this alone.
    frame = frame[frame.groupby("audit_id")["decided_count"].transform("sum") > 0]
    counts = ["video_count", "drawn_count", "decided_count", "claim_count"]
    together = frame.groupby(["stratum", "selected_for", "is_claim_predicted"], as_index=False)[counts].sum()
    rows = [row for _, part in frame.groupby("audit_number") for row in _performance(part)]
    return pa.Table.from_pylist(rows + _performance(together), schema=PERFORMANCE_SCHEMA)


def _performance(strata: pd.DataFrame) -> list[dict[str, object]]:
    is_one = "audit_id" in strata
    drawn, decided = (int(strata[column].sum()) for column in ("drawn_count", "decided_count"))
    is_audited = bool(strata.loc[strata["selected_for"] == "audit", "decided_count"].sum())
    return [
        {
            "audit_id": str(strata["audit_id"].iloc[0]) if is_one else "all",
            "audit_number": int(strata["audit_number"].iloc[0]) if is_one else None,
            "measure": measure,
            "measure_value": estimated.value,
            "lower_bound": estimated.lower_bound,
            "upper_bound": estimated.upper_bound,
            "interval_method": INTERVAL_METHOD,
            "video_count": int(strata["video_count"].sum()),
            "drawn_count": drawn,
            "decided_count": decided,
            "open_count": drawn - decided,
            "finding_code": "no_audits"
            if not is_audited
            else "not_estimable"
            if estimated.value is None
            else "estimated",
        }
        for measure, estimated in estimate(strata).items()
    ]

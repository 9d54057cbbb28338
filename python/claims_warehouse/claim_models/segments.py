"""Figures of classifiers on parts of the test rows, and how far their error rates lie apart between parts."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from claims_warehouse.claim_models.evaluation import (
    CLUSTERS,
    EVALUATED,
    INTERVAL_FIELDS,
    clusterings_of,
    rate_intervals,
)
from claims_warehouse.claim_models.intervals import CONFIDENCE_LEVEL, Clusterings, Interval, share_interval

SEGMENT_KINDS = ["verified_status", "author_ban_status", "duration_band", "script"]
SCHEMA = pa.schema(
    [
        *[(name, pa.string()) for name in EVALUATED],
        ("segment_kind", pa.string()),
        ("segment", pa.string()),
        ("row_count", pa.int64()),
        ("metric", pa.string()),
        ("metric_value", pa.float64()),
        *INTERVAL_FIELDS,
    ]
)
DISPARITY_SCHEMA = pa.schema(
    [
        *[(name, pa.string()) for name in EVALUATED],
        ("segment_kind", pa.string()),
        ("segment_a", pa.string()),
        ("segment_b", pa.string()),
        ("metric", pa.string()),
        ("denominator_a", pa.int64()),
        ("denominator_b", pa.int64()),
        ("rate_a", pa.float64()),
        ("rate_b", pa.float64()),
        ("difference", pa.float64()),
        ("lower_bound", pa.float64()),
        ("upper_bound", pa.float64()),
        ("comparison_count", pa.int64()),
    ]
)
# What a rate is a share of, and what counts: an error on opinions, or on claims.
ERROR_RATES = {"false_positive_rate": False, "false_negative_rate": True}
CLASS_LABELS = ("opinion", "claim")


def evaluate_segments(scores: pd.DataFrame) -> pa.Table:
    """Measure each model on each part of the test rows.

    Parameters
    ----------
    scores : pandas.DataFrame
        As for `evaluation.evaluate`, with the columns `SEGMENT_KINDS`.

    Returns
    -------
    pyarrow.Table
        One row per evaluation, segment and metric with the columns of `SCHEMA`.
    """
    rows = []
    for key, group in _segments(scores):
        y_true, y_pred = group["y_true"].to_numpy(bool), group["y_pred"].to_numpy(bool)
        clusterings = clusterings_of(group)
        shares = {
            metric: _error_rate(y_true, y_pred, clusterings, is_claim, CONFIDENCE_LEVEL)
            for metric, is_claim in ERROR_RATES.items()
        }
        intervals = rate_intervals(y_true, y_pred, CLASS_LABELS, clusterings)
        is_right = y_true == y_pred
        for label, metric, of in (
            ("all", "accuracy", ...),
            ("claim", "precision", y_pred),
            ("claim", "recall", y_true),
        ):
            shares[metric] = (_share(is_right, of), intervals.get((label, metric)))
        for metric, count in (("error_count", (~is_right).sum()), ("support", y_true.sum())):
            shares[metric] = (float(count), Interval(len(group), standard_error_note="a count"))
        nothing = Interval(0, standard_error_note="no row of this kind")
        rows += [
            key | {"row_count": len(group), "metric": metric, "metric_value": value} | (interval or nothing).as_row()
            for metric, (value, interval) in shares.items()
        ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def segment_disparities(scores: pd.DataFrame) -> pa.Table:
    """Compare the error rates of each model between each two segments of a kind.

    Parameters
    ----------
    scores : pandas.DataFrame
        As for `evaluate_segments`.

    Returns
    -------
    pyarrow.Table
        One row per evaluation, pair of segments and rate with the columns of `DISPARITY_SCHEMA`. The interval of a
        difference is made of those of both rates as Newcombe makes it; all intervals of an evaluation hold together
        with 95% (Bonferroni). A rate of no rows has none.

    References
    ----------
    R. G. Newcombe (1998), Statistics in Medicine 17: method 10, here with bounds that know of clusters.
    """
    rows: list[dict[str, Any]] = []
    for evaluated, of_evaluation in scores.groupby(EVALUATED, sort=True):
        segments = [(key, group) for key, group in _segments(of_evaluation)]
        pairs = [
            (a, b, metric)
            for a, b in combinations(segments, 2)
            for metric in ERROR_RATES
            if a[0]["segment_kind"] == b[0]["segment_kind"]
        ]
        level = 1 - (1 - CONFIDENCE_LEVEL) / max(len(pairs), 1)
        known = {}
        for key, group in segments:
            y_true, y_pred = group["y_true"].to_numpy(bool), group["y_pred"].to_numpy(bool)
            clusterings = clusterings_of(group)
            for metric, is_claim in ERROR_RATES.items():
                rate = _error_rate(y_true, y_pred, clusterings, is_claim, level)
                known[key["segment_kind"], key["segment"], metric] = rate
        for (key_a, _), (key_b, _), metric in pairs:
            kind = key_a["segment_kind"]
            (rate_a, of_a), (rate_b, of_b) = (known[kind, key["segment"], metric] for key in (key_a, key_b))
            rows.append(
                dict(zip(EVALUATED, evaluated, strict=True))
                | {"segment_kind": kind, "segment_a": key_a["segment"], "segment_b": key_b["segment"]}
                | {"metric": metric, "rate_a": rate_a, "rate_b": rate_b, "comparison_count": len(pairs)}
                | {"denominator_a": of_a.denominator if of_a else 0, "denominator_b": of_b.denominator if of_b else 0}
                | _difference(rate_a, of_a, rate_b, of_b)
            )
    return pa.Table.from_pylist(rows, schema=DISPARITY_SCHEMA)


def _segments(scores: pd.DataFrame) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    # Names are left out of the parts: copying them takes longer than measuring.
    measured = scores[["y_true", "y_pred", *CLUSTERS]]
    for kind in SEGMENT_KINDS:
        positions: dict[Any, Any] = dict(scores.groupby([*EVALUATED, kind], sort=True).indices)
        for key, here in positions.items():
            yield dict(zip([*EVALUATED, "segment"], key, strict=True)) | {"segment_kind": kind}, measured.iloc[here]


def _share(hits: Any, rows: Any) -> float | None:
    chosen = np.asarray(hits)[rows if rows is ... else np.asarray(rows)]
    return float(chosen.mean()) if len(chosen) else None


def _error_rate(
    y_true: NDArray[np.bool_], y_pred: NDArray[np.bool_], clusterings: Clusterings, is_claim: bool, level: float
) -> tuple[float | None, Interval | None]:
    """Return the share of errors among the claims, or the opinions, and its interval; None where there are none."""
    of_class = y_true == is_claim
    if not of_class.any():
        return None, None
    errors = y_pred[of_class] != is_claim
    numbers = {kind: groups[of_class] for kind, groups in clusterings.items()}
    return float(errors.mean()), share_interval(errors, np.ones(len(errors)), numbers, level)


def _difference(
    rate_a: float | None, of_a: Interval | None, rate_b: float | None, of_b: Interval | None
) -> dict[str, float | None]:
    if rate_a is None or rate_b is None or of_a is None or of_b is None:
        return {}
    bounds = (of_a.lower_bound, of_a.upper_bound, of_b.lower_bound, of_b.upper_bound)
    if None in bounds:
        return {"difference": rate_a - rate_b}
    lower_a, upper_a, lower_b, upper_b = (float(bound or 0) for bound in bounds)
    return {
        "difference": rate_a - rate_b,
        "lower_bound": rate_a - rate_b - float(np.hypot(rate_a - lower_a, upper_b - rate_b)),
        "upper_bound": rate_a - rate_b + float(np.hypot(upper_a - rate_a, rate_b - lower_b)),
    }

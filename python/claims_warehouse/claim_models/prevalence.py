"""What a classifier is worth where claims are rarer or more common, and how common they are among unlabelled videos."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special
from scipy.optimize import brentq

from claims_warehouse.claim_models.evaluation import clusterings_of
from claims_warehouse.claim_models.intervals import CONFIDENCE_LEVEL, bounded_interval, share_interval

BASE_RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
RATES = ("recall", "false_positive_rate")
PRECISION_SCHEMA = pa.schema(
    [
        ("model_id", pa.string()),
        ("base_rate", pa.float64()),
        ("precision", pa.float64()),
        ("lower_bound", pa.float64()),
        ("upper_bound", pa.float64()),
        *((f"{rate}{figure}", pa.float64()) for rate in RATES for figure in ("", "_lower_bound", "_upper_bound")),
        ("claim_count", pa.int64()),
        ("opinion_count", pa.int64()),
    ]
)
BASE_RATE_SCHEMA = pa.schema(
    [
        ("scoring_stage", pa.string()),
        ("model_id", pa.string()),
        ("row_count", pa.int64()),
        ("cluster_count", pa.int64()),
        ("labelled_base_rate", pa.float64()),
        ("mean_probability", pa.float64()),
        ("base_rate", pa.float64()),
        ("standard_error", pa.float64()),
        ("lower_bound", pa.float64()),
        ("upper_bound", pa.float64()),
        ("interval_method", pa.string()),
        ("not_estimable_because", pa.string()),
    ]
)
# Fewer rows tell next to nothing.
MIN_ROWS = 30
# What has no likelihood at all would make its logarithm infinite.
TINY = 1e-300


def precision_by_prevalence(scores: pd.DataFrame) -> pa.Table:
    """Return the precision of each model to expect at other shares of claims.

    Parameters
    ----------
    scores : pandas.DataFrame
        Test rows with `model_id`, `y_true`, `y_pred` and the columns `evaluation.CLUSTERS`.

    Returns
    -------
    pyarrow.Table
        One row per model and base rate with the columns of `PRECISION_SCHEMA`: by Bayes' rule from the shares of claims
        and of opinions that the model flags, which are taken to be the same at each base rate. Both have intervals of
        97.5%, so that those of the precision hold with 95% or more. A model without claims or opinions has no row.
    """
    rows: list[dict[str, Any]] = []
    level = (1 + CONFIDENCE_LEVEL) / 2
    for model_id, group in scores.groupby("model_id", sort=True):
        flagged: dict[str, Any] = {}
        for rate, is_claim, counted in (
            ("recall", True, "claim_count"),
            ("false_positive_rate", False, "opinion_count"),
        ):
            part = group[group["y_true"] == is_claim]
            if part.empty:
                break
            hits = part["y_pred"].to_numpy(bool)
            interval = share_interval(hits, np.ones(len(hits)), clusterings_of(part), level)
            flagged |= {
                rate: float(hits.mean()),
                f"{rate}_lower_bound": interval.lower_bound,
                f"{rate}_upper_bound": interval.upper_bound,
                counted: len(hits),
            }
        else:
            rows += [
                {"model_id": model_id, "base_rate": base_rate}
                | flagged
                | {
                    figure: _precision(base_rate, flagged[f"recall{recall}"], flagged[f"false_positive_rate{needless}"])
                    for figure, recall, needless in (
                        ("precision", "", ""),
                        ("lower_bound", "_lower_bound", "_upper_bound"),
                        ("upper_bound", "_upper_bound", "_lower_bound"),
                    )
                }
                for base_rate in BASE_RATES
            ]
    return pa.Table.from_pylist(rows, schema=PRECISION_SCHEMA)


def _precision(base_rate: float, recall: float | None, false_positive_rate: float | None) -> float | None:
    if recall is None or false_positive_rate is None:
        return None
    found, needless = base_rate * recall, (1 - base_rate) * false_positive_rate
    return found / (found + needless) if found + needless else None


def base_rates(scores: pd.DataFrame) -> pa.Table:
    """Estimate the share of claims among unlabelled videos from their scores.

    Parameters
    ----------
    scores : pandas.DataFrame
        Unlabelled videos with `scoring_stage`, `model_id`, `is_calibrated`, `labelled_base_rate` (the share of claims
        among the rows that the scores are calibrated on), `claim_probability`, and the columns `evaluation.CLUSTERS`.

    Returns
    -------
    pyarrow.Table
        One row per stage with the columns of `BASE_RATE_SCHEMA`. Saerens' estimate is the share of claims that makes
        the scores most likely, if claims look like labelled claims and opinions like labelled opinions, and differ in
        their numbers alone. Its interval is that of the likelihood, with as many rows as clusters are worth; it does
        not count the error of the calibration.

    References
    ----------
    M. Saerens, P. Latinne and C. Decaestecker (2002), Adjusting the outputs of a classifier to new a priori
    probabilities, Neural Computation 14.
    """
    rows = []
    for (scoring_stage, model_id), group in scores.groupby(["scoring_stage", "model_id"], sort=True):
        row = {
            "scoring_stage": scoring_stage,
            "model_id": model_id,
            "row_count": len(group),
            "labelled_base_rate": group["labelled_base_rate"].iloc[0],
        }
        reason = _not_estimable_because(group)
        if reason is None:
            row |= _estimated(group)
        rows.append(row | {"not_estimable_because": reason})
    return pa.Table.from_pylist(rows, schema=BASE_RATE_SCHEMA)


def _not_estimable_because(group: pd.DataFrame) -> str | None:
    if not group["is_calibrated"].iloc[0]:
        return "the scores are not calibrated"
    if len(group) < MIN_ROWS:
        return f"fewer than {MIN_ROWS} unlabelled videos"
    return None


def _estimated(group: pd.DataFrame) -> dict[str, Any]:
    probability, labelled = group["claim_probability"].to_numpy(float), float(group["labelled_base_rate"].iloc[0])
    # How likely a row's score is among claims and among opinions, up to a factor that both share.
    as_claim, as_opinion = probability / labelled, (1 - probability) / (1 - labelled)
    base_rate = most_likely_share(as_claim, as_opinion)
    slopes = (as_claim - as_opinion) / np.maximum(base_rate * as_claim + (1 - base_rate) * as_opinion, TINY)
    influence = slopes / (slopes**2).sum()
    found = bounded_interval(base_rate, influence, [np.ones(len(group), bool)], clusterings_of(group))
    clusters = found.cluster_count or 1
    # How many rows say as much as one independent row: by their errors, or, where nothing varies, by their clusters.
    rows_each = len(group) / clusters
    if found.standard_error is not None:
        rows_each = found.standard_error**2 * float((slopes**2).sum())
    distance = max(rows_each, 1.0) * special.stdtrit(max(clusters - 1, 1), (1 + CONFIDENCE_LEVEL) / 2) ** 2 / 2

    def beyond(share: float) -> float:
        """Return by how much rows are less likely at a share than the interval allows."""
        likelihoods = (part * as_claim + (1 - part) * as_opinion for part in (base_rate, share))
        best, here = (float(np.log(np.maximum(likelihood, TINY)).sum()) for likelihood in likelihoods)
        return float(best - here - distance)

    return {
        "mean_probability": float(probability.mean()),
        "base_rate": base_rate,
        "cluster_count": clusters,
        "standard_error": found.standard_error,
        "lower_bound": 0.0 if base_rate == 0 or beyond(0.0) <= 0 else float(brentq(beyond, 0.0, base_rate)),
        "upper_bound": 1.0 if base_rate == 1 or beyond(1.0) <= 0 else float(brentq(beyond, base_rate, 1.0)),
        "interval_method": "profile likelihood",
    }


def most_likely_share(as_claim: NDArray[np.float64], as_opinion: NDArray[np.float64]) -> float:
    """Return the share at which a mixture of claims and opinions makes rows most likely; Saerens' steps end there."""

    def slope(share: float) -> float:
        return float(((as_claim - as_opinion) / (share * as_claim + (1 - share) * as_opinion)).sum())

    # The slope falls from one end to the other, at which a row that cannot be there makes it infinite.
    nearly = 1e-12
    if slope(nearly) <= 0:
        return 0.0
    if slope(1 - nearly) >= 0:
        return 1.0
    return float(brentq(slope, nearly, 1 - nearly, xtol=1e-12))

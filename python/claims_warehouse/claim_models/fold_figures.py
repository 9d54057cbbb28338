"""Figures of a model as means over folds, with what is known of their errors."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from claims_warehouse.claim_models.evaluation import EVEN_ODDS, compute_metrics, or_none

CONFIDENCE_LEVEL = 0.95
COUNTED = {"error_count", "row_count", "support"}
Figures = Mapping[tuple[str, str], float | None]


def figures(y_true: NDArray[np.bool_], y_score: NDArray[np.float64]) -> Figures:
    """Return what is measured of the scores of one fold, by class and metric."""
    y_pred = y_score > EVEN_ODDS
    measured = {(label, metric): value for label, metric, value in compute_metrics(y_true, y_pred, y_score)}
    return measured | {("all", "error_count"): float((y_pred != y_true).sum())}


def means(
    by_fold: Sequence[Figures], sizes: Sequence[int], row_count: int, *, is_fixed: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield means over folds with their standard errors, or why there is none, and their intervals.

    The correction for the overlap of the folds takes all rows outside the test fold for the training rows, also where
    only a share of them is trained on. By that share, an untrained rule would seem to become surer as it grows. Smaller
    shares overlap less, so that their standard errors are rather too large. What a constant gets right is fixed by the
    stratification of the folds (`is_fixed`), and varies in them by rounding alone.
    """
    test_to_training = np.mean([size / (row_count - size) for size in sizes])
    passes = sum(sizes) / row_count
    # So few folds are far from enough for the normal distribution.
    quantile = stats.t.ppf((1 + CONFIDENCE_LEVEL) / 2, df=len(sizes) - 1)
    for label, metric in by_fold[0]:
        values = np.array([fold_metrics[label, metric] for fold_metrics in by_fold], float)
        is_count = metric in COUNTED
        row = {
            "class_label": label,
            "metric": metric,
            "metric_value": or_none(values.sum() / passes if is_count else values.mean()),
            "fold_count": len(sizes),
        }
        note = _without_standard_error(values, is_count, is_fixed)
        if note is None:
            standard_error = np.sqrt(values.var(ddof=1) * (1 / len(values) + test_to_training))
            bounds = values.mean() + quantile * standard_error * np.array([-1, 1])
            row["standard_error"] = standard_error
            # All but the logarithmic loss end at one.
            row["lower_bound"], row["upper_bound"] = np.clip(bounds, 0, np.inf if metric == "log_loss" else 1)
        yield row | {"standard_error_note": note}


def _without_standard_error(values: NDArray[np.float64], is_count: bool, is_fixed: bool) -> str | None:
    """Return why the values of the folds have no standard error; None where they have one."""
    if is_count:
        return "a count of one pass"
    if np.isnan(values).any():
        return "a fold has no value"
    # Also where sums in another order differ in the last digits.
    if np.allclose(values, values[0], rtol=1e-9, atol=1e-12):
        return "every fold has the same value, which is no evidence of certainty"
    if is_fixed:
        return "stratified folds hold the figures of a constant fixed"
    return None

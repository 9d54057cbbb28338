"""How well a way of scoring sorts labelled test rows, and where a champion is worse than what is simple."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, f1_score, log_loss, roc_auc_score

STAGES = ("at_upload", "with_engagement")
# How far a champion may be below the best simple classifier, in average precision.
MAX_DEFICIT = 0.01
CALIBRATION_BINS = 10


def compute_metrics(y: pd.Series, score: Any, is_predicted: Any, probability: Any = None) -> dict[str, float | None]:
    """Return the measures of one way of scoring the test rows; those of probabilities where it gives probabilities."""
    y_true, score = y.to_numpy(), np.asarray(score, dtype=float)
    top = np.argsort(-score, kind="stable")[: max(1, round(len(y) / 10))]
    # Rows that share the last score of the top tenth count by their mean, in whatever order they lie.
    last = score[top[-1]]
    above, level = score > last, score == last
    top_claims = y_true[above].sum() + y_true[level].mean() * (len(top) - above.sum())
    metrics: dict[str, float | None] = {
        "average_precision": float(average_precision_score(y_true, score)),
        "auc": float(roc_auc_score(y_true, score)),
        "f1": float(f1_score(y_true, np.asarray(is_predicted, dtype=bool), zero_division=0)),
        "log_loss": None,
        "calibration_error": None,
        "top_tenth_precision": float(top_claims / len(top)),
    }
    if probability is not None:
        metrics["log_loss"] = float(log_loss(y_true, np.asarray(probability, dtype=float), labels=[False, True]))
        metrics["calibration_error"] = calibration_error(y_true, np.asarray(probability, dtype=float))
    return metrics


def calibration_error(y_true: Any, probability: Any) -> float:
    """Return how far the share of claims is from the mean probability, on the mean of ten groups of rows."""
    groups = np.array_split(np.argsort(probability, kind="stable"), CALIBRATION_BINS)
    gaps = [abs(y_true[group].mean() - probability[group].mean()) * len(group) for group in groups if len(group)]
    return float(sum(gaps) / len(y_true))


def average_precision_at(count: int, found: Sequence[int], true: Collection[int]) -> float:
    """Return the mean, over the true documents of a text, of the precision at their ranks among the first found."""
    hits = [rank for rank, document in enumerate(found[:count], start=1) if document in true]
    return sum(number / rank for number, rank in enumerate(hits, start=1)) / min(count, len(true))


def faults(result: dict[str, Any]) -> Iterator[str]:
    """Yield where a champion is worse than what is simple. A stage without a champion is worth the majority class."""
    best_name, best = max(result["simple"].items(), key=lambda item: item[1]["average_precision"])
    for stage in STAGES:
        name = result["champions"].get(stage, "no champion")
        scores = result["scores"].get(stage, result["simple"]["majority"])
        deficit = best["average_precision"] - scores["average_precision"]
        if deficit > MAX_DEFICIT:
            yield f"{result['set']}, {stage}: average precision of {name} is {deficit:.3f} below that of {best_name}"
        elif scores["average_precision"] < result["simple"]["majority"]["average_precision"] and deficit > 0:
            yield f"{result['set']}, {stage}: {name} is below chance, and {best_name} is better"

"""Figures and curves of any classifier, from its labels and scores alone."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from sklearn import metrics

METRICS_SCHEMA = pa.schema(
    [
        ("model_id", pa.string()),
        ("split", pa.string()),
        ("class_label", pa.string()),
        ("metric", pa.string()),
        ("metric_value", pa.float64()),
    ]
)
ROC_SCHEMA = pa.schema(
    [
        ("model_id", pa.string()),
        ("split", pa.string()),
        ("point_number", pa.int64()),
        ("false_positive_rate", pa.float64()),
        ("true_positive_rate", pa.float64()),
        ("threshold", pa.float64()),
    ]
)
BOTH_CLASSES = 2
CALIBRATION_BINS = 10


def evaluate(scores: pd.DataFrame) -> pa.Table:
    """Measure each model on each split.

    Parameters
    ----------
    scores : pandas.DataFrame
        One row per model, split and evaluated row: `model_id`, `split`, `y_true`, `y_pred` (booleans), `y_score` (the
        higher the more positive), and the names of the two classes in `positive_label` and `negative_label`.

    Returns
    -------
    pyarrow.Table
        One row per model, split, class and metric with the columns of `METRICS_SCHEMA`. `class_label` is `all`
        for the figures of both classes together, and else the class that counts as positive. What cannot be
        estimated (precision where nothing is predicted, ROC AUC of a single class) is null.
    """
    rows = [
        {"model_id": model_id, "split": split, "class_label": class_label, "metric": metric, "metric_value": value}
        for (model_id, split), group in scores.groupby(["model_id", "split"], sort=True)
        for class_label, metric, value in _figures(group)
    ]
    return pa.Table.from_pandas(pd.DataFrame(rows, columns=METRICS_SCHEMA.names), METRICS_SCHEMA, preserve_index=False)


def roc_points(scores: pd.DataFrame) -> pa.Table:
    """Return the ROC curve of each model on each split, without the points on straight stretches.

    Parameters
    ----------
    scores : pandas.DataFrame
        As for `evaluate`.

    Returns
    -------
    pyarrow.Table
        With the columns of `ROC_SCHEMA`, from (0, 0) to (1, 1). The first point's threshold is null: it lies above
        every score. A split with a single class has no curve.
    """
    curves = []
    for (model_id, split), group in scores.groupby(["model_id", "split"], sort=True):
        if group["y_true"].nunique() < BOTH_CLASSES:
            continue
        false_positive_rate, true_positive_rate, thresholds = metrics.roc_curve(group["y_true"], group["y_score"])
        curve = pd.DataFrame(
            {
                "model_id": model_id,
                "split": split,
                "point_number": np.arange(1, len(thresholds) + 1),
                "false_positive_rate": false_positive_rate,
                "true_positive_rate": true_positive_rate,
                "threshold": np.where(np.isfinite(thresholds), thresholds, np.nan),
            }
        )
        curves.append(pa.Table.from_pandas(curve, ROC_SCHEMA, preserve_index=False))
    return pa.concat_tables(curves) if curves else ROC_SCHEMA.empty_table()


def _figures(group: pd.DataFrame) -> Iterator[tuple[str, str, float | None]]:
    y_true, y_pred = group["y_true"].to_numpy(bool), group["y_pred"].to_numpy(bool)
    yield "all", "row_count", float(len(group))
    yield "all", "accuracy", metrics.accuracy_score(y_true, y_pred)
    for class_label, is_positive in ((group["negative_label"].iloc[0], False), (group["positive_label"].iloc[0], True)):
        precision, recall, f1, support = metrics.precision_recall_fscore_support(
            y_true, y_pred, labels=[is_positive], zero_division=np.nan
        )
        yield class_label, "precision", _or_none(precision[0])
        yield class_label, "recall", _or_none(recall[0])
        yield class_label, "f1", _or_none(f1[0])
        yield class_label, "support", float(support[0])
    has_both = len(np.unique(y_true)) == BOTH_CLASSES
    y_score = group["y_score"].to_numpy(float)
    yield "all", "roc_auc", metrics.roc_auc_score(y_true, y_score) if has_both else None
    yield "all", "average_precision", metrics.average_precision_score(y_true, y_score) if y_true.any() else None
    yield "all", "brier_score", metrics.brier_score_loss(y_true, y_score)
    yield "all", "log_loss", metrics.log_loss(y_true, y_score, labels=[False, True])
    yield "all", "expected_calibration_error", expected_calibration_error(y_true, y_score)


def expected_calibration_error(y_true: NDArray[np.bool_], y_score: NDArray[np.float64]) -> float:
    """Return the mean distance between score and share of positives over ten bins of equal width, weighted by rows.

    References
    ----------
    M. P. Naeini, G. Cooper and M. Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning.
    """
    bins = np.minimum((y_score * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    distances = np.bincount(bins, weights=y_true - y_score, minlength=CALIBRATION_BINS)
    return float(np.abs(distances).sum() / len(y_true))


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

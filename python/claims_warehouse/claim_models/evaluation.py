"""Figures and curves of any classifier, from its labels and scores alone."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from sklearn import metrics

from claims_warehouse.claim_models import intervals
from claims_warehouse.claim_models.intervals import Clusterings, Interval

# What has one curve: the rows of a split with their scores.
SCORED = ["model_id", "evaluation_scheme", "split"]
# What is measured at once: these rows with the predictions that a rule makes of their scores.
EVALUATED = [*SCORED, "threshold_rule"]
# Sums of fractions depend on the order of the rows.
ORDER_OF_ROWS = [*EVALUATED, "evaluated_row"]
INTERVAL_FIELDS = [
    ("denominator", pa.int64()),
    ("cluster_count", pa.int64()),
    ("clustered_by", pa.string()),
    ("standard_error", pa.float64()),
    ("standard_error_note", pa.string()),
    ("lower_bound", pa.float64()),
    ("upper_bound", pa.float64()),
    ("interval_method", pa.string()),
]
METRICS_SCHEMA = pa.schema(
    [
        *[(name, pa.string()) for name in EVALUATED],
        ("class_label", pa.string()),
        ("metric", pa.string()),
        ("metric_value", pa.float64()),
        *INTERVAL_FIELDS,
    ]
)
# Numbers of a row's groups, by what rows of one group share: the statement, and the words that attribute it.
CLUSTERS = ["claim", "attribution_phrase"]
# A scheme that draws rows again has copies of rows among the evaluated ones.
DRAWS_ROWS_AGAIN = {"reference"}
ROC_SCHEMA = pa.schema(
    [
        *[(name, pa.string()) for name in SCORED],
        ("point_number", pa.int64()),
        ("false_positive_rate", pa.float64()),
        ("true_positive_rate", pa.float64()),
        ("threshold", pa.float64()),
    ]
)
PRECISION_RECALL_SCHEMA = pa.schema(
    [
        *[(name, pa.string()) for name in SCORED],
        ("point_number", pa.int64()),
        ("recall", pa.float64()),
        ("precision", pa.float64()),
        ("threshold", pa.float64()),
    ]
)
BOTH_CLASSES = 2
# The threshold of the more probable class.
EVEN_ODDS = 0.5
CALIBRATION_BINS = 10


def evaluate(scores: pd.DataFrame) -> pa.Table:
    """Measure each model on each split.

    Parameters
    ----------
    scores : pandas.DataFrame
        One row per model, evaluation scheme, split, threshold rule and evaluated row: the columns `EVALUATED`,
        `y_true`, `y_pred` (booleans), `y_score` (the higher the more positive), and the names of the two classes in
        `positive_label` and `negative_label`; and `CLUSTERS`, where rows are not independent: null for a row that
        shares nothing with others.

    Returns
    -------
    pyarrow.Table
        One row per model, evaluation scheme, split, threshold rule, class and metric with the columns of
        `METRICS_SCHEMA`: the figure, and its 95% interval where it has one. `class_label` is `all` for the figures of
        both classes together, and else the class that counts as positive. What cannot be estimated
        (precision where nothing is predicted, ROC AUC of a single class) is null.
    """
    rows = []
    for evaluated, group in scores.groupby(EVALUATED, sort=True):
        y_true, y_pred = group["y_true"].to_numpy(bool), group["y_pred"].to_numpy(bool)
        y_score = group["y_score"].to_numpy(float)
        class_labels = (group["negative_label"].iloc[0], group["positive_label"].iloc[0])
        key = dict(zip(EVALUATED, evaluated, strict=True))
        values = {
            (label, metric): value for label, metric, value in compute_metrics(y_true, y_pred, y_score, class_labels)
        }
        known: Mapping[tuple[str, str], Interval] = {}
        note = "copies of rows stand among them"
        if key["evaluation_scheme"] not in DRAWS_ROWS_AGAIN:
            known = metric_intervals(
                y_true, y_pred, y_score, class_labels, clusterings=clusterings_of(group), values=values
            )
            note = "it cannot be estimated"
        unknown = Interval(len(group), standard_error_note=note)
        for (class_label, metric), value in values.items():
            row = key | {"class_label": class_label, "metric": metric, "metric_value": value}
            rows.append(row | known.get((class_label, metric), unknown).as_row())
    return pa.Table.from_pylist(rows, schema=METRICS_SCHEMA)


def clusterings_of(rows: pd.DataFrame) -> Clusterings:
    """Return for each column of `CLUSTERS` the number of each row's group; a row without one is a group of its own."""
    found = {}
    for kind in CLUSTERS:
        numbers = rows[kind].to_numpy(float, copy=True) if kind in rows else np.full(len(rows), np.nan)
        is_alone = np.isnan(numbers)
        if not is_alone.all():
            numbers[is_alone] = np.nanmax(numbers) + 1 + np.arange(is_alone.sum())
            found[kind] = numbers.astype(np.int64)
    return found


def metric_intervals(
    y_true: NDArray[np.bool_],
    y_pred: NDArray[np.bool_],
    y_score: NDArray[np.float64],
    class_labels: tuple[str, str],
    *,
    clusterings: Clusterings,
    values: Mapping[tuple[str, str], float | None],
) -> Mapping[tuple[str, str], Interval]:
    """Return the intervals of `values`, which `compute_metrics` yields; see `intervals.share_interval`."""
    found = rate_intervals(y_true, y_pred, class_labels, clusterings)
    for class_label, is_true, is_called in _classes(y_true, y_pred, class_labels):
        if is_true.any() or is_called.any():
            either = is_true.astype(float) + is_called
            found[class_label, "f1"] = intervals.share_interval(2.0 * (is_true & is_called), either, clusterings)
    rows = len(y_true)
    if y_true.any() and not y_true.all():
        area, average_precision = (values["all", metric] or 0.0 for metric in ("roc_auc", "average_precision"))
        area = round(area, 12)
        for metric, estimate, influence in (
            ("roc_auc", area, intervals.roc_auc_influence),
            ("average_precision", average_precision, intervals.average_precision_influence),
        ):
            # Pairs of rows that share none are independent, and all are ranked right: an area has its bounds by them.
            found["all", metric] = (
                Interval(rows, standard_error_note="the rows are ranked without an error")
                if area == 1 and metric == "average_precision"
                else intervals.bounded_interval(estimate, influence(y_true, y_score), [y_true, ~y_true], clusterings)
            )
    given = np.where(y_true, y_score, 1 - y_score)
    clipped = int((given < np.finfo(np.float64).eps).sum())
    found["all", "log_loss"] = (
        Interval(rows, standard_error_note=f"clipped: {clipped} rows score 0 or 1 against their label")
        if clipped
        else intervals.mean_interval(-np.log(given), clusterings)
    )
    found["all", "brier_score"] = intervals.mean_interval((y_score - y_true) ** 2, clusterings)
    no_interval = {
        ("all", "row_count"): "a count",
        ("all", "expected_calibration_error"): "rows that are drawn again look less calibrated than the rows are",
        **{(class_label, "support"): "a count" for class_label in class_labels},
    }
    found |= {key: Interval(rows, standard_error_note=note) for key, note in no_interval.items()}
    return found


def rate_intervals(
    y_true: NDArray[np.bool_], y_pred: NDArray[np.bool_], class_labels: tuple[str, str], clusterings: Clusterings
) -> dict[tuple[str, str], Interval]:
    """Return the intervals of the accuracy, and of the recall and the precision of each class that has them."""
    everything = np.ones(len(y_true), bool)
    shares = {("all", "accuracy"): (y_true == y_pred, everything)}
    for class_label, is_true, is_called in _classes(y_true, y_pred, class_labels):
        shares[class_label, "precision"] = (is_true & is_called, is_called)
        shares[class_label, "recall"] = (is_true & is_called, is_true)
    return {
        key: intervals.share_interval(hits, rows, clusterings) for key, (hits, rows) in shares.items() if rows.any()
    }


def _classes(
    y_true: NDArray[np.bool_], y_pred: NDArray[np.bool_], class_labels: tuple[str, str]
) -> Iterator[tuple[str, NDArray[np.bool_], NDArray[np.bool_]]]:
    for class_label, is_positive in zip(class_labels, (False, True), strict=True):
        yield class_label, y_true == is_positive, y_pred == is_positive


def roc_points(scores: pd.DataFrame) -> pa.Table:
    """Return the ROC curve of each model on each split, without the points on straight stretches.

    Parameters
    ----------
    scores : pandas.DataFrame
        As for `evaluate`, by one threshold rule.

    Returns
    -------
    pyarrow.Table
        With the columns of `ROC_SCHEMA`, from (0, 0) to (1, 1). The first point's threshold is null: it lies above
        every score. A split with a single class has no curve.
    """

    def points(group: pd.DataFrame) -> dict[str, Any]:
        false_positive_rate, true_positive_rate, thresholds = metrics.roc_curve(group["y_true"], group["y_score"])
        return {
            "false_positive_rate": false_positive_rate,
            "true_positive_rate": true_positive_rate,
            "threshold": np.where(np.isfinite(thresholds), thresholds, np.nan),
        }

    return _curves(scores, points, ROC_SCHEMA)


def precision_recall_points(scores: pd.DataFrame) -> pa.Table:
    """Return the precision-recall curve of each model on each split, without points that change the precision alone.

    Parameters
    ----------
    scores : pandas.DataFrame
        As for `evaluate`, by one threshold rule.

    Returns
    -------
    pyarrow.Table
        With the columns of `PRECISION_RECALL_SCHEMA`, from the lowest threshold to the highest; the last point, of no
        prediction at all, has no threshold. A split with a single class has no curve.
    """

    def points(group: pd.DataFrame) -> dict[str, Any]:
        precision, recall, thresholds = metrics.precision_recall_curve(
            group["y_true"], group["y_score"], drop_intermediate=True
        )
        return {"recall": recall, "precision": precision, "threshold": np.append(thresholds, np.nan)}

    return _curves(scores, points, PRECISION_RECALL_SCHEMA)


def _curves(scores: pd.DataFrame, points: Callable[[pd.DataFrame], dict[str, Any]], schema: pa.Schema) -> pa.Table:
    curves = []
    for evaluated, group in scores.groupby(SCORED, sort=True):
        if group["y_true"].nunique() < BOTH_CLASSES:
            continue
        curve = pd.DataFrame(dict(zip(SCORED, evaluated, strict=True)) | points(group))
        curve["point_number"] = np.arange(1, len(curve) + 1)
        curves.append(pa.Table.from_pandas(curve, schema, preserve_index=False))
    return pa.concat_tables(curves) if curves else schema.empty_table()


def compute_metrics(
    y_true: NDArray[np.bool_],
    y_pred: NDArray[np.bool_],
    y_score: NDArray[np.float64],
    class_labels: tuple[str, str] = ("opinion", "claim"),
) -> Iterator[tuple[str, str, float | None]]:
    """Yield class, metric and value of everything that is measured of a classifier on some rows.

    Parameters
    ----------
    y_true, y_pred : ndarray of bool of shape (n_rows,)
    y_score : ndarray of shape (n_rows,)
        From 0 to 1, the higher the more positive.
    class_labels : tuple of str
        Names of the negative and the positive class.
    """
    yield "all", "row_count", float(len(y_true))
    yield "all", "accuracy", metrics.accuracy_score(y_true, y_pred)
    for class_label, is_positive in zip(class_labels, (False, True), strict=True):
        precision, recall, f1, support = metrics.precision_recall_fscore_support(
            y_true, y_pred, labels=[is_positive], zero_division=np.nan
        )
        yield class_label, "precision", or_none(precision[0])
        yield class_label, "recall", or_none(recall[0])
        yield class_label, "f1", or_none(f1[0])
        yield class_label, "support", float(support[0])
    has_both = len(np.unique(y_true)) == BOTH_CLASSES
    yield "all", "roc_auc", metrics.roc_auc_score(y_true, y_score) if has_both else None
    # A sum of many steps may end a last digit above one.
    precision = min(metrics.average_precision_score(y_true, y_score), 1.0) if y_true.any() else None
    yield "all", "average_precision", precision
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


def or_none(value: float) -> float | None:
    """Return a number, or None for one that is not."""
    return None if np.isnan(value) else float(value)

"""Figures and curves of a model's scores, against scikit-learn's own."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from claims_warehouse.claim_models import evaluation


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    generator = np.random.default_rng(3)
    y_true = generator.random(500) < 0.4
    y_score = np.clip(y_true * 0.3 + generator.random(500) * 0.7, 0, 1)
    return pd.DataFrame(
        {
            "model_id": "model",
            "evaluation_scheme": "holdout",
            "threshold_rule": "one_half",
            "split": "test",
            "positive_label": "claim",
            "negative_label": "opinion",
            "y_true": y_true,
            "y_score": y_score,
            "y_pred": y_score > 0.5,
        }
    )


def compute_metrics(scores: pd.DataFrame) -> dict[tuple[str, str], Any]:
    rows = evaluation.evaluate(scores).to_pylist()
    return {(row["class_label"], row["metric"]): row["metric_value"] for row in rows}


def test_figures_are_scikit_learns(scores: pd.DataFrame):
    measured = compute_metrics(scores)
    y_true, y_pred = scores["y_true"], scores["y_pred"]
    assert measured["all", "accuracy"] == metrics.accuracy_score(y_true, y_pred)
    assert measured["claim", "precision"] == metrics.precision_score(y_true, y_pred)
    assert measured["opinion", "recall"] == metrics.recall_score(~y_true, ~y_pred)
    assert measured["claim", "f1"] == metrics.f1_score(y_true, y_pred)
    assert measured["claim", "support"] == y_true.sum()
    assert measured["all", "roc_auc"] == metrics.roc_auc_score(y_true, scores["y_score"])
    assert measured["all", "average_precision"] == metrics.average_precision_score(y_true, scores["y_score"])
    assert measured["all", "brier_score"] == pytest.approx(((scores["y_score"] - y_true) ** 2).mean())
    assert measured["all", "log_loss"] == metrics.log_loss(y_true, scores["y_score"])


def test_the_calibration_error_is_the_weighted_distance_per_bin(scores: pd.DataFrame):
    bins = pd.cut(scores["y_score"], np.linspace(0, 1, 11), right=False)
    by_bin = scores.groupby(bins, observed=True)
    distance = (by_bin["y_true"].mean() - by_bin["y_score"].mean()).abs()
    assert compute_metrics(scores)["all", "expected_calibration_error"] == pytest.approx(
        (distance * by_bin.size()).sum() / len(scores)
    )


def test_what_a_single_class_or_no_prediction_leaves_open_is_null(scores: pd.DataFrame):
    nothing_predicted = compute_metrics(scores.assign(y_pred=False))
    assert nothing_predicted["claim", "precision"] is None
    one_class = scores[scores["y_true"]]
    assert compute_metrics(one_class)["all", "roc_auc"] is None
    assert evaluation.roc_points(one_class).num_rows == 0


def test_a_roc_curve_runs_from_corner_to_corner_and_never_falls(scores: pd.DataFrame):
    curve = evaluation.roc_points(scores).to_pandas()
    ends = curve[["false_positive_rate", "true_positive_rate"]].iloc[[0, -1]].to_numpy().tolist()
    assert ends == [[0, 0], [1, 1]]
    assert curve["true_positive_rate"].is_monotonic_increasing
    area = np.trapezoid(curve["true_positive_rate"], curve["false_positive_rate"])
    assert area == pytest.approx(metrics.roc_auc_score(scores["y_true"], scores["y_score"]))
    assert np.isnan(curve["threshold"].iloc[0])
    assert curve["threshold"].iloc[1:].notna().all()


def test_a_precision_recall_curve_ends_at_full_recall_and_at_no_prediction(scores: pd.DataFrame):
    curve = evaluation.precision_recall_points(scores).to_pandas()
    assert curve["recall"].iloc[[0, -1]].tolist() == [1, 0]
    assert curve["precision"].iloc[-1] == 1
    assert np.isnan(curve["threshold"].iloc[-1])
    assert curve["point_number"].tolist() == list(range(1, len(curve) + 1))
    at_half = curve[curve["threshold"] >= 0.5].iloc[0]
    predicted = scores["y_score"] >= at_half["threshold"]
    assert at_half["recall"] == pytest.approx(metrics.recall_score(scores["y_true"], predicted))
    assert at_half["precision"] == pytest.approx(metrics.precision_score(scores["y_true"], predicted))

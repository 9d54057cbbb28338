"""What to expect of the candidates elsewhere: cross-validation, ablation of features, learning curves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import stats
from sklearn.base import BaseEstimator, clone
from sklearn.model_selection import GroupKFold, RepeatedStratifiedKFold, train_test_split
from threadpoolctl import threadpool_limits

from claims_warehouse.claim_models import artifacts
from claims_warehouse.claim_models.calibration import uncalibrated
from claims_warehouse.claim_models.candidates import input_features, linear_model
from claims_warehouse.claim_models.evaluation import EVEN_ODDS, compute_metrics, or_none
from claims_warehouse.features import FEATURES, PHRASE, SCORING_STAGES, STATEMENT, TARGET, feature_frame
from claims_warehouse.progress import reported

FOLDS = 5
# Fewer folds for those that are drawn again and again: a third of the rows is held out each time.
REPEATED_FOLDS = 3
SEED = 0
CONFIDENCE_LEVEL = 0.95
SCHEMA = pa.schema(
    [
        ("study", pa.string()),
        ("model_id", pa.string()),
        ("evaluation_scheme", pa.string()),
        ("feature_set", pa.string()),
        ("training_share", pa.float64()),
        ("training_row_count", pa.int64()),
        ("class_label", pa.string()),
        ("metric", pa.string()),
        ("metric_value", pa.float64()),
        ("fold_count", pa.int64()),
        ("standard_error", pa.float64()),
        ("standard_error_note", pa.string()),
        ("lower_bound", pa.float64()),
        ("upper_bound", pa.float64()),
    ]
)
RECIPE_COLUMNS = ["model_id", "scoring_stage", "artifact", "artifact_sha256"]
FEATURE_SETS = ("phrase", "statement", "duration", "author_status", "engagement")
TRAINING_SHARES = (0.01, 0.03, 0.1, 0.3)
STRATIFIED = "stratified_folds"
COUNTED = {"error_count", "row_count", "support"}
Figures = Mapping[tuple[str, str], float | None]
Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


@dataclass(frozen=True)
class Study:
    """An estimator to be fitted and measured on each of some folds; `key` names it in the result."""

    key: dict[str, Any]
    estimator: BaseEstimator
    X: pd.DataFrame
    folds: Folds


def study_candidates(labelled: pa.Table, models: Iterable[Mapping[str, Any]], repeats: int) -> pa.Table:
    """Fit each trained model's recipe again on other rows, with other features and on fewer rows.

    Parameters
    ----------
    labelled : pyarrow.Table
        The labelled videos in the order of the file.
    models : iterable of mapping
        With `model_id`, `stage`, `artifact` and `artifact_sha256`.
    repeats : int
        How often the stratified folds are drawn.

    Returns
    -------
    pyarrow.Table
        One row per study, recipe, class and metric with the columns of `SCHEMA`: means over folds, their standard
        errors, and 95% intervals by Student's t. Where there is no standard error, `standard_error_note` says why.
        Studies:

        - `cross_validation`: on all labelled rows, by `stratified_folds`, and by `grouped_by_statement` and
          `grouped_by_phrase`, whose folds hold out whole statements or whole attribution phrases. `error_count` is the
          number of wrong rows in one pass. An evaluation scheme for which there are too few groups has no rows.
        - `ablation_all`, `ablation_alone`, `ablation_without`: one logistic regression on all sets of features, on one
          alone, or on all but one.
        - `learning_curve`, `learning_curve_all`: on shares of the training rows of the folds, and on all. A share that
          would hold one class alone has no rows.

    References
    ----------
    C. Nadeau and Y. Bengio (2003), Inference for the generalization error, Machine Learning 52: the standard errors.
    R. Bouckaert and E. Frank (2004), Evaluating the replicability of significance tests, PAKDD: the degrees of freedom.
    """
    y: pd.Series = labelled[TARGET].to_pandas().astype(bool)
    if y.nunique() < 2 or y.value_counts().min() < 2 * FOLDS:  # noqa: PLR2004 - both classes, in every fold
        return SCHEMA.empty_table()
    features = {scoring_stage: feature_frame(labelled, FEATURES[scoring_stage]) for scoring_stage in SCORING_STAGES}
    recipes = [
        (
            model["model_id"],
            clone(uncalibrated(artifacts.from_bytes(model["artifact"], model["artifact_sha256"]))),
            model["scoring_stage"],
        )
        for model in models
        if model["artifact"] is not None
    ]
    evaluation_schemes = dict(_schemes(features["at_upload"], y, repeats))
    # Ablation and learning curve are drawn from the first repeat.
    first_repeat = evaluation_schemes[STRATIFIED][:REPEATED_FOLDS]
    studies = [
        Study(
            {"study": "cross_validation", "model_id": model_id, "evaluation_scheme": evaluation_scheme},
            recipe,
            features[scoring_stage],
            folds,
        )
        for model_id, recipe, scoring_stage in recipes
        for evaluation_scheme, folds in evaluation_schemes.items()
    ]
    studies += [
        Study(
            {"study": study, "feature_set": feature_set},
            linear_model(*names),
            features["with_engagement"],
            first_repeat,
        )
        for study, feature_set, names in _ablations()
    ]
    for share, folds in _shares(y, first_repeat):
        key = {"study": "learning_curve", "training_share": share, "training_row_count": len(folds[0][0])}
        studies += [
            Study(key | {"model_id": model_id}, recipe, features[scoring_stage], folds)
            for model_id, recipe, scoring_stage in recipes
        ]
    # Words are split and counted under the interpreter's lock, so that processes, not threads, keep the cores busy.
    measured = joblib.Parallel(n_jobs=-1, return_as="generator")(
        joblib.delayed(_figures_by_fold)(study.estimator, study.X[input_features(study.estimator)], y, study.folds)
        for study in studies
    )
    anything = {
        "model_id": "logistic_regression",
        "evaluation_scheme": STRATIFIED,
        "feature_set": "all",
        "training_share": 1.0,
    }
    rows = []
    for study, (by_fold, is_constant) in zip(
        studies, reported(measured, "fitted {} recipes on other rows or features", len(studies)), strict=True
    ):
        summaries = [(study.key, study.folds, by_fold)]
        if study.key.get("evaluation_scheme") == STRATIFIED:
            # The curve ends on the folds of its other points, so that the points differ in their training rows alone.
            summaries.append((study.key | {"study": "learning_curve_all"}, first_repeat, by_fold[:REPEATED_FOLDS]))
        for key, folds, figures_of_folds in summaries:
            all_of_row = anything | {"training_row_count": len(folds[0][0])} | key
            is_fixed = is_constant and all_of_row["evaluation_scheme"] == STRATIFIED
            rows += [all_of_row | row for row in _means(figures_of_folds, folds, len(y), is_fixed)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _ablations() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield "ablation_all", "all", FEATURE_SETS
    for name in FEATURE_SETS:
        yield "ablation_alone", name, (name,)
        yield "ablation_without", name, tuple(other for other in FEATURE_SETS if other != name)


def _shares(y: pd.Series, folds: Folds) -> Iterator[tuple[float, Folds]]:
    """Yield stratified shares of each fold's training rows, but none that leaves out a rare class."""
    for share in TRAINING_SHARES:
        drawn = [(_share_of(train, y, share), test) for train, test in folds]
        if _hold_every_class(y, drawn):
            yield share, drawn


def _share_of(train: NDArray[np.int64], y: pd.Series, share: float) -> NDArray[np.int64]:
    row_count = max(int(share * len(train)), 2 * FOLDS)
    chosen, _ = train_test_split(train, train_size=row_count, stratify=y.iloc[train], random_state=SEED)
    return np.asarray(np.sort(chosen))


def _hold_every_class(y: pd.Series, folds: Folds) -> bool:
    return all(y.iloc[train].nunique() == y.nunique() for train, _ in folds)


def _schemes(texts: pd.DataFrame, y: pd.Series, repeats: int) -> Iterator[tuple[str, Folds]]:
    repeated = RepeatedStratifiedKFold(n_splits=REPEATED_FOLDS, n_repeats=repeats, random_state=SEED)
    yield STRATIFIED, list(repeated.split(y, y))
    for evaluation_scheme, groups in (("grouped_by_statement", texts[STATEMENT]), ("grouped_by_phrase", texts[PHRASE])):
        if groups.nunique() >= FOLDS:
            folds = list(GroupKFold(FOLDS).split(y, groups=groups))
            if _hold_every_class(y, folds):
                yield evaluation_scheme, folds


@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator] # it has no types
def _figures_by_fold(
    estimator: BaseEstimator, X: pd.DataFrame, y: pd.Series, folds: Folds
) -> tuple[list[Figures], bool]:
    """Fit on the training rows of each fold, and measure on its test rows.

    Returns
    -------
    by_fold : list of mapping
        What is measured in each fold, by class and metric.
    is_constant : bool
        Whether all rows of a fold have one score.
    """
    by_fold: list[Figures] = []
    is_constant = True
    for train, test in folds:
        fitted = clone(estimator).fit(X.iloc[train], y.iloc[train])
        y_score = fitted.predict_proba(X.iloc[test])[:, 1]
        y_true = y.iloc[test].to_numpy()
        y_pred = y_score > EVEN_ODDS
        fold_metrics = {(label, metric): value for label, metric, value in compute_metrics(y_true, y_pred, y_score)}
        fold_metrics["all", "error_count"] = float((y_pred != y_true).sum())
        by_fold.append(fold_metrics)
        is_constant &= bool(np.ptp(y_score) == 0)
    return by_fold, is_constant


def _means(by_fold: Sequence[Figures], folds: Folds, row_count: int, is_fixed: bool) -> Iterator[dict[str, Any]]:
    """Yield means over folds with their standard errors, or why there is none, and their intervals.

    The correction for the overlap of the folds takes all rows outside the test fold for the training rows, also where
    only a share of them is trained on. By that share, an untrained rule would seem to become surer as it grows. Smaller
    shares overlap less, so that their standard errors are rather too large. What a constant gets right is fixed by the
    stratification of the folds (`is_fixed`), and varies in them by rounding alone.
    """
    test_to_training = np.mean([len(test) / (row_count - len(test)) for _, test in folds])
    passes = sum(len(test) for _, test in folds) / row_count
    # Three folds are far from enough for the normal distribution.
    quantile = stats.t.ppf((1 + CONFIDENCE_LEVEL) / 2, df=len(folds) - 1)
    for label, metric in by_fold[0]:
        values = np.array([fold_metrics[label, metric] for fold_metrics in by_fold], float)
        is_count = metric in COUNTED
        row = {
            "class_label": label,
            "metric": metric,
            "metric_value": or_none(values.sum() / passes if is_count else values.mean()),
            "fold_count": len(folds),
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

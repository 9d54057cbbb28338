"""What to expect of the candidates elsewhere: cross-validation, ablation of features, learning curves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.model_selection import GroupKFold, RepeatedStratifiedKFold, train_test_split
from threadpoolctl import threadpool_limits

from claims_warehouse.classification import artifacts
from claims_warehouse.classification.candidates import linear_model, looked_at
from claims_warehouse.classification.evaluation import EVEN_ODDS, figures, or_none
from claims_warehouse.features import FEATURES, MOMENTS, PHRASE, STATEMENT, TARGET, feature_frame
from claims_warehouse.progress import reported

FOLDS = 5
# Fewer folds for those that are drawn again and again: a third of the rows is held out each time.
REPEATED_FOLDS = 3
SEED = 0
SCHEMA = pa.schema(
    [
        ("study", pa.string()),
        ("model_id", pa.string()),
        ("protocol", pa.string()),
        ("feature_set", pa.string()),
        ("training_share", pa.float64()),
        ("training_row_count", pa.int64()),
        ("class_label", pa.string()),
        ("metric", pa.string()),
        ("metric_value", pa.float64()),
        ("standard_error", pa.float64()),
    ]
)
RECIPE_COLUMNS = ["model_id", "moment", "artifact", "artifact_sha256"]
FEATURE_SETS = ("phrase", "statement", "duration", "author_status", "engagement")
TRAINING_SHARES = (0.01, 0.03, 0.1, 0.3)
Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


@dataclass(frozen=True)
class Study:
    """An estimator to be fitted and measured on each of some folds; `key` names it in the result."""

    key: Mapping[str, Any]
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
        With `model_id`, `moment`, `artifact` and `artifact_sha256`.
    repeats : int
        How often the stratified folds are drawn.

    Returns
    -------
    pyarrow.Table
        One row per study, recipe, class and metric with the columns of `SCHEMA`: means over folds and their standard
        errors. Studies:

        - `cross_validation`: on all labelled rows, by `repeated_stratified_k_fold`, and by `grouped_by_statement` and
          `grouped_by_phrase`, whose folds hold out whole statements or whole attribution phrases. `error_count` is the
          number of wrong rows in one pass. A protocol for which there are too few groups has no rows.
        - `ablation_all`, `ablation_alone`, `ablation_without`: one logistic regression on all sets of features, on one
          alone, or on all but one.
        - `learning_curve`: on shares of the training rows of the folds. A share that would hold one class alone has no
          rows.

    References
    ----------
    C. Nadeau and Y. Bengio (2003), Inference for the generalization error, Machine Learning 52: the standard errors.
    """
    y: pd.Series = labelled[TARGET].to_pandas().astype(bool)
    if y.nunique() < 2 or y.value_counts().min() < 2 * FOLDS:  # noqa: PLR2004 - both classes, in every fold
        return SCHEMA.empty_table()
    features = {moment: feature_frame(labelled, FEATURES[moment]) for moment in MOMENTS}
    recipes = [
        (model["model_id"], clone(artifacts.from_bytes(model["artifact"], model["artifact_sha256"])), model["moment"])
        for model in models
        if model["artifact"] is not None
    ]
    protocols = dict(_protocols(features["at_publication"], y, repeats))
    # Ablation and learning curve are drawn from the first repeat.
    first_repeat = protocols["repeated_stratified_k_fold"][:REPEATED_FOLDS]
    studies = [
        Study(
            {"study": "cross_validation", "model_id": model_id, "protocol": protocol}, recipe, features[moment], folds
        )
        for model_id, recipe, moment in recipes
        for protocol, folds in protocols.items()
    ]
    studies += [
        Study(
            {"study": study, "feature_set": feature_set},
            linear_model(*names),
            features["after_publication"],
            first_repeat,
        )
        for study, feature_set, names in _ablations()
    ]
    for share, folds in _shares(y, first_repeat):
        key = {"study": "learning_curve", "training_share": share, "training_row_count": len(folds[0][0])}
        studies += [
            Study(key | {"model_id": model_id}, recipe, features[moment], folds) for model_id, recipe, moment in recipes
        ]
    # Words are split and counted under the interpreter's lock, so that processes, not threads, keep the cores busy.
    measured = joblib.Parallel(n_jobs=-1, return_as="generator")(
        joblib.delayed(_figures)(study.estimator, study.X[looked_at(study.estimator)], y, study.folds)
        for study in studies
    )
    anything = {"model_id": "logistic_regression", "protocol": "repeated_stratified_k_fold", "feature_set": "all"}
    rows = [
        anything | {"training_share": 1.0, "training_row_count": len(study.folds[0][0])} | dict(study.key) | row
        for study, rows_of_study in zip(
            studies, reported(measured, "fitted {} recipes on other rows or features", len(studies)), strict=True
        )
        for row in rows_of_study
    ]
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


def _protocols(texts: pd.DataFrame, y: pd.Series, repeats: int) -> Iterator[tuple[str, Folds]]:
    repeated = RepeatedStratifiedKFold(n_splits=REPEATED_FOLDS, n_repeats=repeats, random_state=SEED)
    yield "repeated_stratified_k_fold", list(repeated.split(y, y))
    for protocol, groups in (("grouped_by_statement", texts[STATEMENT]), ("grouped_by_phrase", texts[PHRASE])):
        if groups.nunique() >= FOLDS:
            folds = list(GroupKFold(FOLDS).split(y, groups=groups))
            if _hold_every_class(y, folds):
                yield protocol, folds


@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator] # it has no types
def _figures(estimator: BaseEstimator, X: pd.DataFrame, y: pd.Series, folds: Folds) -> list[dict[str, Any]]:
    """Return means over folds with their standard errors."""
    by_fold = []
    for train, test in folds:
        fitted = clone(estimator).fit(X.iloc[train], y.iloc[train])
        y_score = fitted.predict_proba(X.iloc[test])[:, 1]
        y_true = y.iloc[test].to_numpy()
        y_pred = y_score > EVEN_ODDS
        of_fold = {(label, metric): value for label, metric, value in figures(y_true, y_pred, y_score)}
        of_fold["all", "error_count"] = float((y_pred != y_true).sum())
        by_fold.append(of_fold)
    test_to_training = len(folds[0][1]) / len(folds[0][0])
    rows = []
    for label, metric in by_fold[0]:
        values = np.array([of_fold[label, metric] for of_fold in by_fold], float)
        standard_error = np.sqrt(values.var(ddof=1) * (1 / len(values) + test_to_training))
        passes = sum(len(test) for _, test in folds) / len(y)
        is_count = metric in {"error_count", "row_count", "support"}
        rows.append(
            {
                "class_label": label,
                "metric": metric,
                "metric_value": or_none(values.sum() / passes if is_count else values.mean()),
                "standard_error": None if is_count else or_none(standard_error),
            }
        )
    return rows

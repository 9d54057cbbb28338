"""What to expect of models elsewhere: cross-validation, ablation of features, learning curves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, train_test_split
from threadpoolctl import threadpool_limits

from claims_warehouse.claim_models import artifacts
from claims_warehouse.claim_models.ablation import ablate
from claims_warehouse.claim_models.calibration import uncalibrated
from claims_warehouse.claim_models.candidates import input_features
from claims_warehouse.claim_models.fold_figures import figures, means
from claims_warehouse.claim_models.near_duplicates import near_duplicate_groups
from claims_warehouse.claim_models.text_features import count_once
from claims_warehouse.features import FEATURES, PHRASE, STATEMENT, TARGET, TEXT, feature_frame
from claims_warehouse.progress import reported

FOLDS = 5
SEED = 0
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
MODEL_COLUMNS = ["model_id", "artifact", "artifact_sha256"]
CHOSEN_COLUMNS = ["model_id", "runner_up_model_id"]
SCORE_COLUMNS = ["model_id", "video_id", "repeat_number", "fold_number", "raw_score"]
TRAINING_SHARES = (0.01, 0.03, 0.1, 0.3)
STRATIFIED = "stratified_folds"
Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


def models_to_study(artifacts_of_models: pa.Table, chosen: pa.Table) -> list[dict[str, Any]]:
    """Return the models that a stage uses, and those that come next, in their order.

    Parameters
    ----------
    artifacts_of_models : pyarrow.Table
        All models, with the columns `MODEL_COLUMNS`.
    chosen : pyarrow.Table
        One row per stage with the columns `CHOSEN_COLUMNS`, null where none is chosen.
    """
    ids = {model_id for name in CHOSEN_COLUMNS for model_id in chosen[name].to_pylist()}
    return [
        model for model in artifacts_of_models.to_pylist() if model["model_id"] in ids and model["artifact"] is not None
    ]


def study_models(labelled: pa.Table, fold_scores: pd.DataFrame, models: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Measure candidates on folds, and fit some models again on other rows, with other features and on fewer rows.

    Parameters
    ----------
    labelled : pyarrow.Table
        The labelled videos in the order of the file.
    fold_scores : pandas.DataFrame
        What every candidate says of rows that it was not fitted on, with the columns `SCORE_COLUMNS`.
    models : iterable of mapping
        The models that are fitted again, with the columns `MODEL_COLUMNS`. It takes long, and tells
        nothing of a model that nobody would use: the champions and those that come next are enough.

    Returns
    -------
    pyarrow.Table
        One row per study, model, class and metric with the columns of `SCHEMA`: means over folds, their standard
        errors, and 95% intervals by Student's t. Where there is no standard error, `standard_error_note` says why.
        Studies:

        - `cross_validation`: of all candidates by `stratified_folds`, which are those of `fold_scores`. Of `models`
          also by `grouped_by_statement` and `grouped_by_phrase`, whose folds hold out whole statements or phrases, or,
          where texts are not cut, by `grouped_by_near_duplicate`, whose folds hold out groups of texts that are nearly
          the same. `error_count` is the number of wrong rows in one pass. An evaluation scheme for which there
          are too few groups has no rows.
        - `ablation_all`, `ablation_alone`, `ablation_without`: one logistic regression on all sets of features that
          there are, on one alone, or on all but one.
        - `learning_curve`, `learning_curve_all`: of `models`, on shares of the training rows of the folds of the first
          repeat, and on all. A share that would hold one class alone, or no word twice, has no rows.

    References
    ----------
    C. Nadeau and Y. Bengio (2003), Inference for the generalization error, Machine Learning 52: the standard errors.
    R. Bouckaert and E. Frank (2004), Evaluating the replicability of significance tests, PAKDD: the degrees of freedom.
    """
    if fold_scores.empty:
        return SCHEMA.empty_table()
    X = feature_frame(labelled, FEATURES["with_engagement"])
    y = pd.Series(labelled[TARGET].to_numpy().astype(bool), index=labelled["video_id"].to_numpy(), name=TARGET)
    X.index = y.index
    rows = [
        {"study": "cross_validation", "model_id": model_id} | row
        for model_id, scores in fold_scores.groupby("model_id")
        for row in _measured_scores(scores, y)
    ]
    groups = dict(_groups(labelled))
    tasks = [joblib.delayed(ablate)(labelled, X, y)]
    for model in models:
        first_repeat = fold_scores[(fold_scores["model_id"] == model["model_id"]) & (fold_scores["repeat_number"] == 1)]
        rows += [
            {"study": "learning_curve_all", "model_id": model["model_id"]} | row
            for row in _measured_scores(first_repeat, y)
        ]
        # A model that looks at counts is fitted on the videos that have them.
        is_scored = y.index.isin(first_repeat["video_id"])
        folds = list(
            _folds(first_repeat, y[is_scored], {scheme: numbers[is_scored] for scheme, numbers in groups.items()})
        )
        tasks.append(joblib.delayed(_study)(model, X[is_scored], y[is_scored], folds))
    # Words are split and counted under the interpreter's lock, so that processes, not threads, keep the cores busy.
    studied = joblib.Parallel(n_jobs=-1, return_as="generator")(tasks)
    for of_task in reported(studied, "made {} studies", len(tasks)):
        rows += of_task
    anything = {
        "model_id": "logistic_regression",
        "evaluation_scheme": STRATIFIED,
        "feature_set": "all",
        "training_share": 1.0,
    }
    return pa.Table.from_pylist([anything | row for row in rows], schema=SCHEMA)


@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator] # it has no types
def _study(
    model: Mapping[str, Any], X: pd.DataFrame, y: pd.Series, studies: Iterable[tuple[dict[str, Any], Folds]]
) -> list[dict[str, Any]]:
    """Return the figures of a model that is fitted again on the training rows of folds."""
    estimator = clone(uncalibrated(artifacts.from_bytes(model["artifact"], model["artifact_sha256"])))
    estimator, X = count_once(estimator, X[input_features(estimator)])
    rows = []
    for key, folds in studies:
        try:
            refitted = [clone(estimator).fit(X.iloc[train], y.iloc[train]) for train, _ in folds]
        except ValueError:
            # Of a few texts, no word may occur in two: scikit-learn then refuses to fit a model that knows nothing.
            if "training_share" not in key:
                raise
            continue
        by_fold = [
            figures(y.iloc[test].to_numpy(), of_fold.predict_proba(X.iloc[test])[:, 1])
            for of_fold, (_, test) in zip(refitted, folds, strict=True)
        ]
        all_of_row = {"model_id": model["model_id"], "training_row_count": len(folds[0][0])} | key
        rows += [all_of_row | row for row in means(by_fold, [len(test) for _, test in folds], len(y))]
    return rows


def _measured_scores(scores: pd.DataFrame, y: pd.Series) -> Iterator[dict[str, Any]]:
    """Yield the figures of scores of rows that were held out, as means over the folds of all repeats."""
    groups = [group for _, group in scores.groupby(["repeat_number", "fold_number"])]
    y_true = [y.loc[group["video_id"]].to_numpy() for group in groups]
    y_score = [group["raw_score"].to_numpy() for group in groups]
    by_fold = [figures(*of_fold) for of_fold in zip(y_true, y_score, strict=True)]
    is_constant = all(np.ptp(of_fold) == 0 for of_fold in y_score)
    row_count = scores["video_id"].nunique()
    sizes = [len(group) for group in groups]
    for row in means(by_fold, sizes, row_count, is_fixed=is_constant):
        yield {"training_row_count": row_count - sizes[0]} | row


def _groups(labelled: pa.Table) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Yield numbers of groups of rows that a fold should not part."""
    if labelled[PHRASE].null_count == labelled.num_rows:
        texts = labelled[TEXT].fill_null("").to_pylist()
        yield "grouped_by_near_duplicate", near_duplicate_groups(texts)
        return
    for evaluation_scheme, half in (("grouped_by_statement", STATEMENT), ("grouped_by_phrase", PHRASE)):
        # By their order, and not by that of the rows: folds of groups of one size follow from the numbers.
        yield evaluation_scheme, np.unique(labelled[half].to_pandas(), return_inverse=True)[1]


def _folds(
    first_repeat: pd.DataFrame, y: pd.Series, groups: Mapping[str, NDArray[np.int64]]
) -> Iterator[tuple[dict[str, Any], Folds]]:
    """Yield the studies of a model, each with its folds."""
    for evaluation_scheme, numbers in groups.items():
        if len(np.unique(numbers)) >= FOLDS:
            folds = list(GroupKFold(FOLDS).split(y, groups=numbers))
            if _hold_every_class(y, folds):
                yield {"study": "cross_validation", "evaluation_scheme": evaluation_scheme}, folds
    fold_number = first_repeat.set_index("video_id")["fold_number"].loc[y.index].to_numpy()
    stratified = [
        (np.flatnonzero(fold_number != number), np.flatnonzero(fold_number == number))
        for number in np.unique(fold_number)
    ]
    for share, drawn in _shares(y, stratified):
        yield {"study": "learning_curve", "training_share": share}, drawn


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

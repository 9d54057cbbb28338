"""Scoring the labelled rows by models that did not see them: those of folds, or the trained ones on held-out rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from claims_warehouse.claim_models import artifacts
from claims_warehouse.claim_models.calibration import cross_calibrated, decision_values, uncalibrated
from claims_warehouse.claim_models.paired import Measure
from claims_warehouse.claim_models.racing import contenders
from claims_warehouse.claim_models.text_features import count_once
from claims_warehouse.features import TARGET, feature_frame, features_of
from claims_warehouse.progress import reported

FOLDS = 5
FIRST_REPEAT = 1
SEED = 0
SCHEMA = pa.schema(
    [
        ("model_id", pa.string()),
        ("video_id", pa.int64()),
        ("split", pa.string()),
        ("repeat_number", pa.int64()),
        ("fold_number", pa.int64()),
        ("y_true", pa.bool_()),
        ("raw_score", pa.float64()),
        ("claim_probability", pa.float64()),
    ]
)
MODEL_COLUMNS = ["model_id", "scoring_stage", "is_baseline", "features", "is_calibrated", "artifact", "artifact_sha256"]


def score_folds(
    labelled: pa.Table,
    models: Sequence[Mapping[str, Any]],
    repeats: int,
    measure: Measure = "average_precision",
    known: pa.Table | None = None,
) -> pa.Table:
    """Score labelled rows by models that did not see them.

    Parameters
    ----------
    labelled : pyarrow.Table
        As for `training.train_candidates`.
    models : sequence of mapping
        What it returned, with the columns `MODEL_COLUMNS`.
    repeats : int
        How often folds are drawn. What is behind beyond doubt after the first time is not scored again (`contenders`).
    measure : {"average_precision", "roc_auc", "log_loss"}
        By what a model is behind.
    known : pyarrow.Table, optional
        What this function returned before. What it has of a model is not scored again.

    Returns
    -------
    pyarrow.Table
        With the columns of `SCHEMA`. Rows of training and validation, by the models of five folds: `repeat_number` and
        `fold_number` from 1. Rows of validation and test, by the model itself: both are 0. `raw_score` is the model's
        own score, `claim_probability` the calibrated one, or the same where the model is not calibrated. No row takes
        part in the sigmoid that calibrates it.
    """
    rows = pd.DataFrame(
        {
            "video_id": labelled["video_id"].to_pandas(),
            "split": labelled["split"].to_pandas(),
            "y_true": labelled[TARGET].to_pandas().astype(bool),
        }
    )
    folds = {repeat: _drawn_folds(rows, SEED + repeat - 1) for repeat in range(1, repeats + 1)}

    if known is None or not set(SCHEMA.names) <= set(known.column_names):
        known = SCHEMA.empty_table()
    known = known.select(SCHEMA.names)
    pairs = known.group_by(["model_id", "repeat_number"]).aggregate([]).to_pylist()
    known_repeats = {(pair["model_id"], pair["repeat_number"]) for pair in pairs}

    def scored(chosen: Sequence[Mapping[str, Any]], repeats: Sequence[int], what: str) -> list[pa.Table]:
        missing = {
            model["model_id"]: [repeat for repeat in repeats if (model["model_id"], repeat) not in known_repeats]
            for model in chosen
        }
        tables = joblib.Parallel(n_jobs=-1, return_as="generator")(
            joblib.delayed(_scored)(
                model,
                feature_frame(labelled, features_of(model)),
                rows,
                {repeat: folds[repeat] for repeat in missing[model["model_id"]]},
            )
            for model in chosen
            if missing[model["model_id"]]
        )
        # The model's own scores come with the first repeat.
        wanted = [0, *repeats] if FIRST_REPEAT in repeats else list(repeats)
        kept = known.filter(
            pc.field("model_id").isin(pa.array(missing, pa.string())) & pc.field("repeat_number").isin(wanted)
        )
        return [kept, *reported(tables, what, sum(map(bool, missing.values())))]

    fitted_models = [model for model in models if model["artifact"] is not None]
    first = scored(fitted_models, [FIRST_REPEAT], "scored the labelled videos by {} models")
    if not fitted_models or repeats == FIRST_REPEAT:
        return pa.concat_tables(first)
    of_folds = pa.concat_tables(first).filter(pc.field("repeat_number") == FIRST_REPEAT)
    remaining = contenders(fitted_models, of_folds, measure)
    again = scored(remaining, range(FIRST_REPEAT + 1, repeats + 1), "scored the labelled videos again by {} models")
    return pa.concat_tables([*first, *again])


def _drawn_folds(rows: pd.DataFrame, seed: int) -> NDArray[np.int64]:
    """Return a fold for each row of training and validation, from 1, and 0 for test rows.

    They are drawn of all rows, so that candidates that cannot be given all of them still have the same folds.
    """
    fold = np.zeros(len(rows), np.int64)
    seen = np.flatnonzero(rows["split"] != "test")
    if rows["y_true"].iloc[seen].value_counts().min() >= FOLDS:
        drawn = StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(seen, rows["y_true"].iloc[seen])
        for number, (_, held_out) in enumerate(drawn, start=1):
            fold[seen[held_out]] = number
    return fold


@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator] # it has no types
def _scored(
    model: Mapping[str, Any], X: pd.DataFrame, rows: pd.DataFrame, folds: Mapping[int, NDArray[np.int64]]
) -> pa.Table:
    """Return the scores of the folds of some repeats, by their numbers; with the first one, the model's own scores."""
    estimator = uncalibrated(artifacts.from_bytes(model["artifact"], model["artifact_sha256"]))
    is_calibrated = model["is_calibrated"]
    is_usable = X.notna().all(axis=1).to_numpy()

    is_seen = is_usable & (rows["split"] != "test").to_numpy()
    counted, X_counted = count_once(clone(estimator), X[is_seen])
    parts = []
    for repeat_number, drawn in folds.items():
        fold = drawn[is_seen]
        part = rows[is_seen].assign(repeat_number=repeat_number, fold_number=fold)
        raw_score, values = np.empty(len(part)), np.empty(len(part))
        for number in np.unique(fold):
            here = fold == number
            recipe = clone(counted).fit(X_counted[~here], part["y_true"][~here])
            raw_score[here], values[here] = _scores(recipe, X_counted[here])
        parts.append(_with_probability(part.assign(raw_score=raw_score), values, fold, is_calibrated))

    is_held_out = is_usable & (rows["split"] != "train").to_numpy()
    part = rows[is_held_out].assign(repeat_number=0, fold_number=0)
    if len(part) and FIRST_REPEAT in folds:
        raw_score, values = _scores(estimator, X[is_held_out])
        # All validation rows calibrate the test rows; those themselves are calibrated by the others of their kind. Each
        # class is dealt out: of folds that are drawn one may hold nearly all rows of a rare class.
        dealt = part.groupby(["split", "y_true"]).cumcount() % FOLDS + 1
        fold = np.where(part["split"] == "validation", dealt, 0)
        parts.append(_with_probability(part.assign(raw_score=raw_score), values, fold, is_calibrated))
    scored = pd.concat(parts).assign(model_id=model["model_id"])
    return pa.Table.from_pandas(scored, SCHEMA, preserve_index=False)


def _scores(estimator: Any, X: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the scores of an estimator and its decision values, with its features made once."""
    model: Any = estimator
    if isinstance(estimator, Pipeline):
        X, model = estimator[:-1].transform(X), estimator[-1]
    return model.predict_proba(X)[:, 1], decision_values(model, X)


def _with_probability(
    part: pd.DataFrame, values: NDArray[np.float64], fold: NDArray[np.int64], is_calibrated: bool
) -> pd.DataFrame:
    if not is_calibrated:
        return part.assign(claim_probability=part["raw_score"])
    y_true = part["y_true"].to_numpy()
    return part.assign(claim_probability=cross_calibrated(values, y_true, fold, is_fitted_on=fold > 0))

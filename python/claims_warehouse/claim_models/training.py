"""Training the candidates and scoring the labelled rows without any model seeing its own training rows."""

import json
from collections.abc import Mapping
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.inspection import permutation_importance
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from threadpoolctl import threadpool_limits

from claims_warehouse.cache import library_versions, sha256_of
from claims_warehouse.claim_models import artifacts
from claims_warehouse.claim_models.candidates import Candidate, candidates, input_features
from claims_warehouse.claim_models.evaluation import decision_threshold
from claims_warehouse.claim_models.splits import reference_split
from claims_warehouse.features import FEATURES, SCORING_STAGES, TARGET, TEXTS, feature_frame
from claims_warehouse.progress import reported

EVALUATION_SCHEME = "holdout"
FOLDS = 5
PERMUTATIONS, PERMUTED_ROWS = 5, 1_000
SEED = 0
SCORE = pa.struct([("video_id", pa.int64()), ("split", pa.string()), ("y_true", pa.bool_()), ("y_score", pa.float64())])
SCHEMA = pa.schema(
    [
        ("model_id", pa.string()),
        ("model_name", pa.string()),
        ("scoring_stage", pa.string()),
        ("evaluation_scheme", pa.string()),
        ("complexity_rank", pa.int64()),
        ("training_fingerprint", pa.string()),
        ("labelled_row_count", pa.int64()),
        ("training_row_count", pa.int64()),
        ("random_state", pa.int64()),
        ("library_versions", pa.string()),
        ("features", pa.list_(pa.struct([("feature", pa.string()), ("feature_type", pa.string())]))),
        ("hyperparameters", pa.string()),
        ("decision_threshold", pa.float64()),
        (
            "importances",
            pa.list_(
                pa.struct(
                    [
                        ("feature", pa.string()),
                        ("importance_kind", pa.string()),
                        ("importance", pa.float64()),
                        ("standard_deviation", pa.float64()),
                    ]
                )
            ),
        ),
        ("artifact", pa.binary()),
        ("artifact_sha256", pa.string()),
        ("scores", pa.list_(SCORE)),
        ("not_estimable_because", pa.string()),
    ]
)


def train_candidates(labelled: pa.Table, fingerprint: str, labelled_row_count: int) -> pa.Table:
    """Train every candidate.

    Parameters
    ----------
    labelled : pyarrow.Table
        The labelled videos in the order of the file, with `video_id`, `is_claim` and the features.
    fingerprint : str
        Of everything that the training follows from; the models' ids follow from it.
    labelled_row_count : int
        How many labelled videos there are, of which these may be a sample.

    Returns
    -------
    pyarrow.Table
        One row per candidate with the columns of `SCHEMA`. `scores` holds each labelled video once: training rows,
        split `cross_validation`, scored by the models of five folds that did not see them; rows of `validation` and
        `test` scored by the model itself. `decision_threshold` is chosen on the validation rows.
    """
    y = labelled[TARGET].to_pandas().astype(bool)
    split = reference_split(y) if len(y) >= 2 * FOLDS else pd.Series("train", index=y.index)
    y_train = y[split == "train"]
    reason = None
    if y_train.nunique() < 2 or y_train.value_counts().min() < FOLDS:  # noqa: PLR2004 - a classifier tells two classes apart
        reason = f"the training rows hold fewer than {FOLDS} claims or fewer than {FOLDS} opinions"
    rows = [
        _identity(candidate, rank, fingerprint)
        | {"labelled_row_count": labelled_row_count, "not_estimable_because": reason}
        for rank, candidate in enumerate(candidates(), start=1)
    ]
    if reason is None:
        features = {scoring_stage: feature_frame(labelled, FEATURES[scoring_stage]) for scoring_stage in SCORING_STAGES}
        recipes = []
        for candidate in candidates():
            X = features[candidate.scoring_stage]
            estimator = candidate.tuned(X[split == "train"], y_train)
            recipes.append((estimator, X[input_features(estimator)]))
        # Words are split and counted under the interpreter's lock, so that processes, not threads, keep the cores busy.
        trained = joblib.Parallel(n_jobs=-1, return_as="generator")(
            joblib.delayed(_trained)(*recipe, y, split) for recipe in recipes
        )
        rows = [
            row | model_row | {"scores": _scores(labelled["video_id"], split, y, y_score)}
            for row, (model_row, y_score) in zip(
                rows, reported(trained, "trained {} models", len(recipes)), strict=True
            )
        ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _identity(candidate: Candidate, rank: int, fingerprint: str) -> dict[str, Any]:
    digest = sha256_of(f"{candidate.model_name} {candidate.scoring_stage} {fingerprint}".encode())
    return {
        "model_id": f"{candidate.model_name}-{digest[:12]}",
        "model_name": candidate.model_name,
        "scoring_stage": candidate.scoring_stage,
        "evaluation_scheme": EVALUATION_SCHEME,
        "complexity_rank": rank,
        "training_fingerprint": fingerprint,
        "random_state": SEED,
        "library_versions": library_versions(),
        "features": [
            {"feature": name, "feature_type": "text" if name in TEXTS else "double"}
            for name in input_features(candidate.estimator)
        ],
    }


# A process each keeps the cores busy. How many threads there were would be noted in a model, and in its bytes.
@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator] # it has no types
def _trained(
    estimator: BaseEstimator, X: pd.DataFrame, y: pd.Series, split: pd.Series
) -> tuple[dict[str, Any], NDArray[np.float64]]:
    """Return what is kept of a model that is fitted on the training rows, and the score of each row."""
    is_training = (split == "train").to_numpy()
    estimator = clone(estimator)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    y_score = np.empty(len(y))
    y_score[is_training] = cross_val_predict(
        estimator, X[is_training], y[is_training], cv=folds, method="predict_proba"
    )[:, 1]
    estimator.fit(X[is_training], y[is_training])
    if not is_training.all():
        y_score[~is_training] = estimator.predict_proba(X[~is_training])[:, 1]
    is_validation = (split == "validation").to_numpy()
    artifact = artifacts.to_bytes(estimator)
    model_row = {
        "training_row_count": int(is_training.sum()),
        "hyperparameters": json.dumps(_hyperparameters(estimator), sort_keys=True),
        "decision_threshold": decision_threshold(y[is_validation].to_numpy(), y_score[is_validation]),
        "importances": _importances(estimator, X[is_validation], y[is_validation]),
        "artifact": artifact,
        "artifact_sha256": sha256_of(artifact),
    }
    return model_row, y_score


def _scores(video_ids: pa.ChunkedArray, split: pd.Series, y: pd.Series, y_score: NDArray[np.float64]) -> pa.Array:
    columns = (video_ids.combine_chunks(), split.replace("train", "cross_validation"), y, y_score)
    return pa.StructArray.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, SCORE, strict=True)], fields=list(SCORE)
    )


def _hyperparameters(estimator: Any) -> Mapping[str, Any]:
    plain = (bool, int, float, str, type(None))
    final_step = estimator[-1] if hasattr(estimator, "steps") else estimator
    return {name: value for name, value in final_step.get_params().items() if isinstance(value, plain)}


def _importances(estimator: Any, X: pd.DataFrame, y: pd.Series) -> list[dict[str, Any]]:
    """Return what each feature is worth: to a forest while it grows, and to any model on rows it was not fitted on."""
    if not hasattr(estimator, "steps"):
        return []
    importances = []
    if hasattr(estimator[-1], "feature_importances_"):
        names = (name.split("__", 1)[-1] for name in estimator[:-1].get_feature_names_out())
        importances += [
            {"feature": name, "importance_kind": "impurity", "importance": float(importance)}
            for name, importance in zip(names, estimator[-1].feature_importances_, strict=True)
        ]
    if y.nunique() < 2:  # noqa: PLR2004 - a ROC curve needs both classes
        return importances
    permuted = permutation_importance(
        estimator,
        X,
        y,
        scoring="roc_auc",
        n_repeats=PERMUTATIONS,
        max_samples=min(PERMUTED_ROWS, len(y)),
        random_state=SEED,
    )
    return importances + [
        {
            "feature": name,
            "importance_kind": "permutation",
            "importance": float(mean),
            "standard_deviation": float(deviation),
        }
        for name, mean, deviation in zip(X.columns, permuted.importances_mean, permuted.importances_std, strict=True)
    ]

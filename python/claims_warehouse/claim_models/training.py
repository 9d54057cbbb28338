"""Training the candidates, and calibrating each on rows that it did not see."""

import inspect
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
from sklearn.base import BaseEstimator, clone
from sklearn.inspection import permutation_importance
from threadpoolctl import threadpool_limits

from claims_warehouse.cache import library_versions, sha256_of, sha256_of_file
from claims_warehouse.claim_models import artifacts
from claims_warehouse.claim_models.calibration import calibrated, can_calibrate
from claims_warehouse.claim_models.candidates import Candidate, candidates, input_features
from claims_warehouse.claim_models.reasons import Explainer
from claims_warehouse.claim_models.text_features import text_steps, transform_once
from claims_warehouse.features import FEATURES, MIN_ROWS_OF_CLASS, SCORING_STAGES, TARGET, TEXTS, feature_frame
from claims_warehouse.progress import reported

EVALUATION_SCHEME = "holdout"
PERMUTATIONS, PERMUTED_ROWS = 5, 1_000
MAX_WORDS = 25
SEED = 0
SCHEMA = pa.schema(
    [
        ("model_id", pa.string()),
        ("model_name", pa.string()),
        ("scoring_stage", pa.string()),
        ("evaluation_scheme", pa.string()),
        ("complexity_rank", pa.int64()),
        ("is_baseline", pa.bool_()),
        ("training_fingerprint", pa.string()),
        ("training_row_count", pa.int64()),
        ("random_state", pa.int64()),
        ("library_versions", pa.string()),
        ("features", pa.list_(pa.struct([("feature", pa.string()), ("feature_type", pa.string())]))),
        ("hyperparameters", pa.string()),
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
        ("is_calibrated", pa.bool_()),
        ("artifact", pa.binary()),
        ("artifact_sha256", pa.string()),
        ("not_estimable_because", pa.string()),
    ]
)


def train_candidates(
    labelled: pa.Table,
    fingerprint: str,
    chosen: Sequence[Candidate] | None = None,
    known: pa.Table | None = None,
) -> pa.Table:
    """Train candidates on the training rows, and calibrate each on the validation rows.

    Parameters
    ----------
    labelled : pyarrow.Table
        The labelled videos in the order of the file, with `video_id`, `is_claim`, `split` and the features. A
        candidate is given the rows that have all its features.
    fingerprint : str
        Of everything that the training follows from, candidates apart; the models' ids follow from it.
    chosen : sequence of Candidate, optional
        Those to train; by default all.
    known : pyarrow.Table, optional
        What this function returned before. A model that would get the same id is not trained again.

    Returns
    -------
    pyarrow.Table
        One row per candidate with the columns of `SCHEMA`. An artifact is the calibrated model where `is_calibrated`,
        and else the model itself: a baseline, or one for which the validation rows hold too few of a class.
    """
    y = labelled[TARGET].to_pandas().astype(bool)
    is_training = (labelled["split"].to_pandas() == "train").to_numpy()
    is_validation = (labelled["split"].to_pandas() == "validation").to_numpy()
    features = {scoring_stage: feature_frame(labelled, FEATURES[scoring_stage]) for scoring_stage in SCORING_STAGES}
    is_same_version = known is not None and set(SCHEMA.names) <= set(known.column_names)
    known_rows = {row["model_id"]: row for row in known.to_pylist()} if known is not None and is_same_version else {}
    rows, recipes, trained_ids = [], [], []
    for rank, candidate in enumerate(candidates() if chosen is None else chosen, start=1):
        identity = _identity(candidate, rank, fingerprint)
        if identity["model_id"] in known_rows:
            rows.append(known_rows[identity["model_id"]] | {"complexity_rank": rank})
            continue
        X = features[candidate.scoring_stage][input_features(candidate.estimator)]
        is_usable = X.notna().all(axis=1).to_numpy()
        train, validation = is_training & is_usable, is_validation & is_usable
        reason = _not_estimable_because(y[train], is_every_row_usable=bool(train.sum() == is_training.sum()))
        rows.append(identity | {"not_estimable_because": reason})
        if reason is None:
            trained_ids.append(identity["model_id"])
            estimator = candidate.tuned(X[train], y[train])
            recipes.append((estimator, candidate.is_baseline, (X[train], y[train]), (X[validation], y[validation])))
    # Words are split and counted under the interpreter's lock, so that processes, not threads, keep the cores busy.
    trained = joblib.Parallel(n_jobs=-1, return_as="generator")(joblib.delayed(_trained)(*recipe) for recipe in recipes)
    logged = reported(trained, "trained {} models", len(recipes))
    rows = [row | next(logged) if row["model_id"] in trained_ids else row for row in rows]
    # Ends the generator, which logs how long it took.
    next(logged, None)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def recipe(value: Any) -> Any:
    """Return what a candidate is made of, as plain values that are the same in each process and version."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {str(key): recipe(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list | tuple):
        return [recipe(one) for one in value]
    if isinstance(value, Candidate):
        return recipe(vars(value))
    if isinstance(value, BaseEstimator):
        return [_reference(type(value)), recipe(vars(value))]
    return _reference(value) if hasattr(value, "__name__") else repr(value)


def _reference(code: Any) -> str:
    """Name a class or a function; what is written beside the candidates follows from all of that module."""
    is_beside = getattr(code, "__module__", None) == Candidate.__module__
    written = sha256_of_file(Path(inspect.getfile(Candidate))) if is_beside else ""
    return f"{getattr(code, '__module__', '')}.{code.__name__} {written}".rstrip()


def _not_estimable_because(y_train: pd.Series, *, is_every_row_usable: bool) -> str | None:
    if min(y_train.sum(), (~y_train).sum()) >= MIN_ROWS_OF_CLASS:
        return None
    rows = "the training rows" if is_every_row_usable else "the training rows that have its features"
    return f"{rows} hold fewer than {MIN_ROWS_OF_CLASS} claims or fewer than {MIN_ROWS_OF_CLASS} opinions"


def _identity(candidate: Candidate, rank: int, fingerprint: str) -> dict[str, Any]:
    digest = sha256_of(f"{candidate.model_name} {candidate.scoring_stage} {fingerprint} {recipe(candidate)}".encode())
    return {
        "model_id": f"{candidate.model_name}-{digest[:12]}",
        "model_name": candidate.model_name,
        "scoring_stage": candidate.scoring_stage,
        "evaluation_scheme": EVALUATION_SCHEME,
        "complexity_rank": rank,
        "is_baseline": candidate.is_baseline,
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
    estimator: BaseEstimator,
    is_baseline: bool,
    training: tuple[pd.DataFrame, pd.Series],
    validation: tuple[pd.DataFrame, pd.Series],
) -> dict[str, Any]:
    """Return what is kept of a model that is fitted on the training rows."""
    (X_train, y_train), (X_validation, y_validation) = training, validation
    estimator = clone(estimator).fit(X_train, y_train)
    is_calibrated = not is_baseline and can_calibrate(y_validation.to_numpy())
    kept = calibrated(estimator, X_validation, y_validation.to_numpy()) if is_calibrated else estimator
    artifact = artifacts.to_bytes(kept)
    return {
        "training_row_count": len(y_train),
        "hyperparameters": json.dumps(_hyperparameters(estimator), sort_keys=True),
        "importances": _importances(estimator, X_validation, y_validation),
        "is_calibrated": is_calibrated,
        "artifact": artifact,
        "artifact_sha256": sha256_of(artifact),
    }


def _hyperparameters(estimator: Any) -> Mapping[str, Any]:
    plain = (bool, int, float, str, type(None))
    final_step = estimator[-1] if hasattr(estimator, "steps") else estimator
    return {name: value for name, value in final_step.get_params().items() if isinstance(value, plain)}


def _importances(estimator: Any, X: pd.DataFrame, y: pd.Series) -> list[dict[str, Any]]:
    """Return what features are worth: to a forest while it grows, to any model on rows that it was not fitted on."""
    if not hasattr(estimator, "steps"):
        return []
    importances = []
    if hasattr(estimator[-1], "feature_importances_"):
        names = (name.split("__", 1)[-1] for name in estimator[:-1].get_feature_names_out())
        importances += [
            {"feature": name, "importance_kind": "impurity", "importance": float(importance)}
            for name, importance in zip(names, estimator[-1].feature_importances_, strict=True)
        ]
    # Of rows in the order of the file, which may have all claims first, evenly spread ones.
    importances += _words(estimator, X[:: -(-len(X) // PERMUTED_ROWS) or 1])
    if y.nunique() < 2:  # noqa: PLR2004 - a ROC curve needs both classes
        return importances
    estimator, shuffled = transform_once(estimator, X)
    permuted = permutation_importance(
        estimator,
        shuffled,
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


def _words(estimator: Any, X: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the words that add most to the scores of rows, or take most from them, on the mean."""
    means = (
        Explainer(estimator).mean_by_word(X, estimator[:-1].transform(X)) if len(X) and text_steps(estimator) else {}
    )
    largest = sorted(means, key=lambda word: (-abs(means[word]), word))[:MAX_WORDS]
    return [{"feature": word, "importance_kind": "word", "importance": means[word]} for word in largest]

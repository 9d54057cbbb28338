"""Training the candidates and scoring the labelled rows without any model seeing its own training rows."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from claims_warehouse.classification import artifacts
from claims_warehouse.classification.candidates import Candidate, candidates
from claims_warehouse.classification.features import FEATURES, TARGET, feature_frame
from claims_warehouse.classification.splits import published_split

PROTOCOL = "as_published"
FOLDS = 5
SEED = 0
SCHEMA = pa.schema(
    [
        ("model_id", pa.string()),
        ("model_name", pa.string()),
        ("moment", pa.string()),
        ("protocol", pa.string()),
        ("complexity_rank", pa.int64()),
        ("training_fingerprint", pa.string()),
        ("training_row_count", pa.int64()),
        ("features", pa.list_(pa.string())),
        ("hyperparameters", pa.string()),
        ("importances", pa.list_(pa.struct([("feature", pa.string()), ("importance", pa.float64())]))),
        ("artifact", pa.binary()),
        ("artifact_sha256", pa.string()),
        (
            "scores",
            pa.list_(
                pa.struct(
                    [
                        ("video_id", pa.int64()),
                        ("split", pa.string()),
                        ("y_true", pa.bool_()),
                        ("y_score", pa.float64()),
                        ("y_pred", pa.bool_()),
                    ]
                )
            ),
        ),
        ("not_estimable_because", pa.string()),
    ]
)
log = logging.getLogger(__name__)


def train_candidates(labelled: pa.Table, trained_before: pa.Table | None) -> pa.Table:
    """Train every candidate, or take it over where the same was trained before.

    Parameters
    ----------
    labelled : pyarrow.Table
        The labelled videos in the order of the file, with `video_id`, `is_claim` and the features.
    trained_before : pyarrow.Table or None
        What this function returned last. A candidate whose fingerprint (data, code, libraries) is the
        same is taken over as it stands.

    Returns
    -------
    pyarrow.Table
        One row per candidate with the columns of `SCHEMA`. `scores` holds each labelled video once: training rows,
        split `cross_validation`, scored by the models of five folds that did not see them; rows of `validation` and
        `test` scored by the model itself.
    """
    fingerprint = artifacts.sha256_of(_content(labelled) + artifacts.code_version().encode())
    if trained_before is not None and set(trained_before["training_fingerprint"].to_pylist()) == {fingerprint}:
        return trained_before
    y = labelled[TARGET].to_pandas().astype(bool)
    split = published_split(y) if len(y) >= 2 * FOLDS else pd.Series("train", index=y.index)
    y_train = y[split == "train"]
    if y_train.nunique() < 2 or y_train.value_counts().min() < FOLDS:  # noqa: PLR2004 - a classifier tells two classes apart
        reason = f"the training rows hold fewer than {FOLDS} claims or fewer than {FOLDS} opinions"
        return pa.Table.from_pylist(
            [
                _identity(candidate, rank, fingerprint) | {"not_estimable_because": reason}
                for rank, candidate in enumerate(candidates(), start=1)
            ],
            schema=SCHEMA,
        )
    rows = []
    for rank, candidate in enumerate(candidates(), start=1):
        log.info("training %s on %d rows", candidate.model_name, len(y_train))
        rows.append(_identity(candidate, rank, fingerprint) | _trained(candidate, labelled, y, split))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def needed_columns() -> list[str]:
    """Return the columns that training reads from the labelled videos."""
    return ["video_id", "running_number", TARGET, *FEATURES["after_publication"]]


def _content(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema.remove_metadata()) as writer:
        writer.write_table(table.combine_chunks().replace_schema_metadata())
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _identity(candidate: Candidate, rank: int, fingerprint: str) -> dict[str, Any]:
    digest = artifacts.sha256_of(f"{candidate.model_name} {candidate.moment} {fingerprint}".encode())
    return {
        "model_id": f"{candidate.model_name}-{digest[:12]}",
        "model_name": candidate.model_name,
        "moment": candidate.moment,
        "protocol": PROTOCOL,
        "complexity_rank": rank,
        "training_fingerprint": fingerprint,
        "features": FEATURES[candidate.moment],
    }


def _trained(candidate: Candidate, labelled: pa.Table, y: pd.Series, split: pd.Series) -> dict[str, Any]:
    features = feature_frame(labelled, candidate.moment)
    is_training = split == "train"
    X_train, y_train = features[is_training], y[is_training]
    estimator = clone(candidate.tuned(X_train, y_train))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    with joblib.parallel_config(backend="threading", n_jobs=-1):
        out_of_fold = cross_val_predict(estimator, X_train, y_train, cv=folds, method="predict_proba")[:, 1]
        estimator.fit(X_train, y_train)
    y_score = np.empty(len(y))
    y_score[is_training] = out_of_fold
    if not is_training.all():
        y_score[~is_training] = estimator.predict_proba(features[~is_training])[:, 1]
    scores = pd.DataFrame(
        {
            "video_id": labelled["video_id"].to_pandas(),
            "split": split.replace("train", "cross_validation"),
            "y_true": y,
            "y_score": y_score,
            "y_pred": y_score > 0.5,  # noqa: PLR2004 - the more probable class
        }
    )
    artifact = artifacts.to_bytes(estimator)
    return {
        "training_row_count": len(y_train),
        "hyperparameters": json.dumps(_hyperparameters(estimator), sort_keys=True),
        "importances": _importances(estimator),
        "artifact": artifact,
        "artifact_sha256": artifacts.sha256_of(artifact),
        "scores": scores.to_dict("records"),
    }


def _hyperparameters(estimator: Any) -> Mapping[str, Any]:
    plain = (bool, int, float, str, type(None))
    final_step = estimator[-1] if hasattr(estimator, "steps") else estimator
    return {name: value for name, value in final_step.get_params().items() if isinstance(value, plain)}


def _importances(estimator: Any) -> list[dict[str, Any]]:
    final_step = estimator[-1] if hasattr(estimator, "steps") else estimator
    if not hasattr(final_step, "feature_importances_"):
        return []
    names = (name.split("__", 1)[-1] for name in estimator[:-1].get_feature_names_out())
    return [
        {"feature": name, "importance": float(importance)}
        for name, importance in zip(names, final_step.feature_importances_, strict=True)
    ]

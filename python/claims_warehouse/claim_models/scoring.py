"""Applying trained models to videos, batch by batch, on all cores."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from claims_warehouse import engines
from claims_warehouse.claim_models import artifacts
from claims_warehouse.engines import Relation, Rows
from claims_warehouse.features import feature_frame

SCHEMA = pa.schema(
    [
        ("video_id", pa.int64()),
        ("features_hash", pa.int64()),
        ("model_id", pa.string()),
        ("claim_probability", pa.float64()),
    ]
)


def score_videos(videos: Relation, row_count: int, models: Sequence[Mapping[str, Any]]) -> Rows:
    """Score videos with each of the given models.

    Parameters
    ----------
    videos : Relation
        With `video_id`, `features_hash` and the features that the models look at.
    row_count : int
        How many there are. Where they fill more than one batch, processes share them.
    models : sequence of mapping
        With `model_id`, `features` (what it looks at), `artifact` and `artifact_sha256`.

    Returns
    -------
    Rows
        One row per video and model with the columns of `SCHEMA`, on DuckDB in the order of the videos. The
        probability is null where a video lacks one of the features, as a fresh one lacks counts.

    Raises
    ------
    claims_warehouse.claim_models.artifacts.TamperedArtifactError
        If an artifact is not the one that was trained.
    """
    scorers = [functools.partial(_scored, model) for model in models]
    what = "scored {} videos" if len(models) == 1 else "made {} scores"
    return engines.map_batches(videos, scorers, SCHEMA, row_count=row_count, what=what)


def _scored(model: Mapping[str, Any], batch: pa.RecordBatch) -> pa.RecordBatch:
    is_complete = np.ones(batch.num_rows, dtype=bool)
    for feature in model["features"]:
        is_complete &= batch.column(feature).is_valid().to_numpy(zero_copy_only=False)
    probabilities = np.zeros(batch.num_rows)
    if is_complete.any():
        complete = pa.Table.from_batches([batch]).filter(pa.array(is_complete))
        probabilities[is_complete] = claim_probabilities(complete, model)
    columns = [
        batch.column("video_id"),
        batch.column("features_hash"),
        pa.repeat(model["model_id"], batch.num_rows),
        pa.array(probabilities, mask=~is_complete),
    ]
    return pa.record_batch(columns, schema=SCHEMA)


def claim_probabilities(videos: pa.Table, model: Mapping[str, Any]) -> NDArray[np.float64]:
    """Return the probability of a claim for each video by one model.

    Parameters
    ----------
    videos : pyarrow.Table
        With the features that the model looks at, none of them null.
    model : mapping
        As for `score_videos`.

    Returns
    -------
    ndarray of shape (n_videos,)
    """
    frame = feature_frame(videos, model["features"])
    places: NDArray[np.int64] | slice = slice(None)
    if len(frame.columns) == 1:
        # Attribution phrases repeat from video to video: each is scored once a batch.
        (feature,) = frame.columns
        places, distinct = pd.factorize(frame[feature])
        frame = pd.DataFrame({feature: distinct})
    estimator = _loaded(model["artifact"], model["artifact_sha256"])
    probabilities: NDArray[np.float64] = estimator.predict_proba(frame)[:, 1]
    return probabilities[places]


# Each process reads a model once, however many batches it scores with it.
@functools.lru_cache(maxsize=2)
def _loaded(artifact: bytes, sha256: str) -> Any:
    return artifacts.from_bytes(artifact, sha256)

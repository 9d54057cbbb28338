"""Applying trained models to videos, batch by batch, on all cores."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from claims_warehouse import engines
from claims_warehouse.claim_models import artifacts, reasons
from claims_warehouse.claim_models.text_features import knows_wording, text_steps
from claims_warehouse.engines import Relation, Rows
from claims_warehouse.features import feature_frame

SCHEMA = pa.schema(
    [
        ("video_id", pa.int64()),
        ("features_hash", pa.int64()),
        ("model_id", pa.string()),
        ("claim_probability", pa.float64()),
        ("has_unfamiliar_wording", pa.bool_()),
        ("base_log_odds", pa.float64()),
        ("reasons", reasons.REASONS),
        ("other_log_odds", pa.float64()),
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
        One row per video and model with the columns of `SCHEMA`, on DuckDB in the order of the videos. A video that
        lacks a feature has no probability and no reasons.

    Raises
    ------
    claims_warehouse.claim_models.artifacts.TamperedArtifactError
        If an artifact is not the one that was trained.
    """
    scorers = [functools.partial(_scored, model) for model in models]
    what = "scored {} videos" if len(models) == 1 else "made {} scores"
    return engines.map_batches(videos, scorers, SCHEMA, row_count=row_count, what=what)


def _scored(model: Mapping[str, Any], batch: pa.RecordBatch) -> pa.RecordBatch:
    inputs = _distinct_inputs(pa.Table.from_batches([batch]), model)
    probability, is_unfamiliar = _probabilities(inputs)
    explainer = _explainer(model["artifact"], model["artifact_sha256"])
    columns = [
        batch.column("video_id"),
        batch.column("features_hash"),
        pa.repeat(model["model_id"], batch.num_rows),
        pa.array(probability, from_pandas=True),
        pa.array(is_unfamiliar),
        *reasons.as_arrow(explainer.explain(inputs.frame, inputs.X), inputs.places),
    ]
    return pa.record_batch(columns, schema=SCHEMA)


def claim_probabilities(videos: pa.Table, model: Mapping[str, Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the probability of a claim for each video by one model.

    Parameters
    ----------
    videos : pyarrow.Table
        With the features that the model looks at.
    model : mapping
        As for `score_videos`.

    Returns
    -------
    probability : ndarray of shape (n_videos,)
        Not a number where a video lacks a feature.
    is_unfamiliar : ndarray of bool of shape (n_videos,)
        Whether the model reads text, and knows no word and no characters of the video's.
    """
    return _probabilities(_distinct_inputs(videos, model))


class _Inputs(NamedTuple):
    """What a model is given: distinct inputs as they are and as columns, the place of each video's (-1: none)."""

    estimator: Any
    frame: pd.DataFrame
    X: Any
    places: NDArray[np.int64]


def _distinct_inputs(videos: pa.Table, model: Mapping[str, Any]) -> _Inputs:
    frame = feature_frame(videos, model["features"])
    is_usable = frame.notna().all(axis=1).to_numpy()
    places = np.where(is_usable, is_usable.cumsum() - 1, -1)
    frame = frame[is_usable]
    if len(frame.columns) == 1:
        # Attribution phrases repeat from video to video: each is scored once a batch.
        (feature,) = frame.columns
        numbers, distinct = pd.factorize(frame[feature])
        places[is_usable] = numbers
        frame = pd.DataFrame({feature: distinct})
    estimator = load(model["artifact"], model["artifact_sha256"])
    X = estimator[:-1].transform(frame) if len(frame) else np.empty((0, 0))
    return _Inputs(estimator, frame, X, places)


def _probabilities(inputs: _Inputs) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    # The last value is that of a video that lacks a feature: its place is -1.
    probability, is_unfamiliar = np.full(len(inputs.frame) + 1, np.nan), np.zeros(len(inputs.frame) + 1, bool)
    if len(inputs.frame):
        probability[:-1] = inputs.estimator[-1].predict_proba(inputs.X)[:, 1]
        if texts := text_steps(inputs.estimator):
            is_unfamiliar[:-1] = ~knows_wording(inputs.estimator[0], inputs.X, texts)
    return probability[inputs.places], is_unfamiliar[inputs.places]


# Each process reads a model once, however many batches it scores with it.
@functools.lru_cache(maxsize=2)
def load(artifact: bytes, sha256: str) -> Any:
    """Read a fitted estimator (`artifacts.from_bytes`), or return it as it was read before."""
    return artifacts.from_bytes(artifact, sha256)


@functools.lru_cache(maxsize=2)
def _explainer(artifact: bytes, sha256: str) -> reasons.Explainer:
    return reasons.Explainer(load(artifact, sha256))

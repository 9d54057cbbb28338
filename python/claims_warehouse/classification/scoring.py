"""Applying trained models to videos, batch by batch."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from claims_warehouse.classification import artifacts
from claims_warehouse.features import feature_frame
from claims_warehouse.progress import reported

SCHEMA = pa.schema(
    [
        ("video_id", pa.int64()),
        ("moment", pa.string()),
        ("model_id", pa.string()),
        ("claim_probability", pa.float64()),
    ]
)
BATCH_ROWS = 20_000


def score_videos(videos: Iterable[pa.RecordBatch], models: Iterable[Mapping[str, Any]]) -> pa.RecordBatchReader:
    """Score videos with each of the given models.

    Parameters
    ----------
    videos : iterable of pyarrow.RecordBatch
        With `video_id` and the features of every model's moment.
    models : iterable of mapping
        With `model_id`, `moment` (what it looks at), `used_at` (the moments at which it is used), `artifact` and
        `artifact_sha256`.

    Returns
    -------
    pyarrow.RecordBatchReader
        One row per video and moment of use with the columns of `SCHEMA`.

    Raises
    ------
    claims_warehouse.classification.artifacts.TamperedArtifactError
        If an artifact is not the one that was trained.
    """
    loaded = [(model, artifacts.from_bytes(model["artifact"], model["artifact_sha256"])) for model in models]

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in reported(videos, "scored {} videos", size=lambda scored: scored.num_rows):
            table = pa.Table.from_batches([batch])
            for model, estimator in loaded:
                claim_probability = estimator.predict_proba(feature_frame(table, model["moment"]))[:, 1]
                for moment in model["used_at"]:
                    yield pa.record_batch(
                        [
                            batch.column("video_id"),
                            pa.array([moment] * batch.num_rows, pa.string()),
                            pa.array([model["model_id"]] * batch.num_rows, pa.string()),
                            pa.array(claim_probability, pa.float64()),
                        ],
                        schema=SCHEMA,
                    )

    return pa.RecordBatchReader.from_batches(SCHEMA, batches())

"""Which videos the champions have to score; it needs none of the libraries that score."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from claims_warehouse.features import PHRASE, STATEMENT, TEXT
from claims_warehouse.stored import code_version, sha256_of

# What the halves of the text follow from: they need not be cut to see that a text is the same.
FOLLOWS_FROM = {PHRASE: TEXT, STATEMENT: TEXT}
SCORES = pa.schema(
    [
        ("video_id", pa.int64()),
        ("features_hash", pa.uint64()),
        ("model_id", pa.string()),
        ("claim_probability", pa.float64()),
    ]
)
BATCH_ROWS = 20_000


def current_scores(
    session: duckdb.DuckDBPyConnection,
    known_scores: object | None,
    video_features: duckdb.DuckDBPyRelation,
    models: Sequence[Mapping[str, Any]],
) -> pa.RecordBatchReader:
    """Score the videos for which no known score holds.

    Parameters
    ----------
    session : duckdb.DuckDBPyConnection
        The session that dbt hands to a Python model.
    known_scores : dbt's `this` or None
        Its text is the quoted name of the table of known scores; None where every video is to be scored.
    video_features : duckdb.DuckDBPyRelation
        `int_video_features`.
    models : sequence of mapping
        The champions, as in `int_champion_models`.

    Returns
    -------
    pyarrow.RecordBatchReader
        One row per video and model with the columns of `SCORES`, for videos that are new, whose features have changed,
        or that were scored by other champions or by other code.
    """
    models = [model | {"features": [feature["feature"] for feature in model["features"]]} for model in models]
    features = sorted({feature for model in models for feature in model["features"]})
    sources = sorted({FOLLOWS_FROM.get(feature, feature) for feature in features})
    # The names are the package's own, and the hash is made of hexadecimal digits.
    features_hash = f"hash('{_way_of_scoring(session, models)}', {', '.join(sources)})"
    wanted = ", ".join(f"video_features.{feature}" for feature in features)
    if known_scores is None:
        videos = session.sql(f"select video_id, {features_hash} as features_hash, {wanted} from video_features")
        ((row_count,),) = video_features.count("*").fetchall()
    else:
        # Texts are cut for those videos alone that this leaves.
        changed = session.sql(
            f"select video_id, {features_hash} as features_hash from video_features "  # noqa: S608 - as above
            f"anti join {known_scores} using (video_id, features_hash)"
        ).to_arrow_table()
        row_count = changed.num_rows
        videos = session.sql(
            f"select video_id, changed.features_hash, {wanted} "  # noqa: S608 - as above
            "from video_features inner join changed using (video_id)"
        )
    if not row_count or not models:
        return SCORES.empty_table().to_reader()
    from claims_warehouse.classification import scoring  # noqa: PLC0415 - takes seconds that an unchanged build saves

    return scoring.score_videos(videos.to_arrow_reader(BATCH_ROWS), row_count, models)


def _way_of_scoring(session: duckdb.DuckDBPyConnection, models: Sequence[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of the models, of the code that applies them, and of the SQL that cuts the texts."""
    ((definition,),) = session.execute(
        "select sql from duckdb_views() where view_name = 'int_video_features'"
    ).fetchall()
    model_ids = sorted(model["model_id"] for model in models)
    return sha256_of(f"{model_ids} {code_version('classification')} {definition}".encode())

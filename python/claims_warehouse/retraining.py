"""Decide whether stored models are kept or trained again, without importing the libraries that train."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from claims_warehouse import engines
from claims_warehouse.cache import code_version, sha256_of, sha256_of_file
from claims_warehouse.engines import Relation, Session
from claims_warehouse.features import MIN_ROWS_OF_CLASS, TARGET, TRAINING_COLUMNS

Policy = Literal["growth", "always", "never"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
ORDER_OF_FILE = ["running_number", "video_id"]
# A model follows from the recipe of its own candidate, not from those of others.
CANDIDATES = "candidates.py"
SCHEMA = pa.schema(
    [
        ("video_id", pa.int64()),
        ("is_claim", pa.bool_()),
        ("split", pa.string()),
        ("training_fingerprint", pa.string()),
        ("labelled_row_count", pa.int64()),
        ("retraining_policy", pa.string()),
        ("retraining_decision", pa.string()),
    ]
)


def current_split(
    session: Session,
    relation: object,
    *,
    training_videos: Relation,
    labelled_videos: Relation,
    video_features: Relation,
    policy: Policy,
    growth: float,
) -> pa.Table:
    """Return the labelled videos that models are made from: those of the stored models where these still hold.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of the table of what this function returned last; it may not exist yet.
    training_videos : Relation
        The labelled videos to train on today, with the columns `TRAINING_COLUMNS`.
    labelled_videos : Relation
        `video_id` and `is_claim` of all labelled videos.
    video_features : Relation
        The other columns of all videos.
    policy : {"growth", "always", "never"}
        What to do when the data have changed. `growth`: train again unless all videos that were trained on are still
        there as they were, and the labelled videos have grown by less than the share `growth`. Where nothing has
        changed nothing is trained, whatever the policy.
    growth : float
        Share of the labelled videos that there were, 0 or more.

    Returns
    -------
    pyarrow.Table
        One row per video with the columns of `SCHEMA`. Where nothing has changed, that is what was decided last.
    """
    videos = _in_order(training_videos)
    fingerprint = training_fingerprint(videos)
    labelled_count = engines.count(labelled_videos)
    known = engines.read_table(session, relation)

    def still_there(known_ids: pa.ChunkedArray) -> pa.Table:
        ids = engines.from_arrow(session, pa.table({"video_id": known_ids}))
        return _in_order(labelled_features(ids, labelled_videos, video_features))

    decision = "trained: no model was stored"
    if known is not None and known.num_rows:
        if known["training_fingerprint"][0].as_py() == fingerprint:
            return known
        decision = _decision(known, still_there, labelled_count, policy, growth)
    if known is not None and decision.startswith("reused"):
        return _with_decision(known.select(SCHEMA.names[:-2]), policy, decision)
    from claims_warehouse.claim_models import splits  # noqa: PLC0415 - takes seconds that an unchanged build saves

    rows = pa.table(
        {
            "video_id": videos["video_id"].cast(pa.int64()),
            "is_claim": videos[TARGET].cast(pa.bool_()),
            "split": splits.reference_split(videos.num_rows),
            "training_fingerprint": pa.repeat(fingerprint, videos.num_rows),
            "labelled_row_count": pa.repeat(pa.scalar(labelled_count, pa.int64()), videos.num_rows),
        }
    )
    return _with_decision(rows, policy, decision)


def labelled_features(ids: Relation, labelled_videos: Relation, video_features: Relation) -> Relation:
    """Return labels and features of videos, beside the other columns of a relation of their ids."""
    labels = labelled_videos.select("video_id", TARGET)
    features = video_features.select(*(name for name in TRAINING_COLUMNS if name != TARGET))
    return ids.join(labels, "video_id").join(features, "video_id")


def split_videos(reference_split: Relation, labelled_videos: Relation, video_features: Relation) -> pa.Table:
    """Return the videos that models are made from in the order of the file, with their split, label and features."""
    videos = labelled_features(reference_split.select("video_id", "split"), labelled_videos, video_features)
    return engines.to_arrow(videos, columns=["split", *TRAINING_COLUMNS], order_by=ORDER_OF_FILE)


def split_fingerprint(reference_split: Relation) -> str:
    """Return the fingerprint of what all models follow from; without labelled videos, that of the code."""
    fingerprints = engines.to_arrow(reference_split.select("training_fingerprint").limit(1))["training_fingerprint"]
    return str(fingerprints[0]) if len(fingerprints) else sha256_of(_training_code())


def models_fingerprint(reference_split: Relation) -> str:
    """Return the fingerprint of everything that the models follow from: one that changes may leave most as they are."""
    candidates = sha256_of_file(Path(__file__).parent / "claim_models" / CANDIDATES)
    return f"{split_fingerprint(reference_split)} {candidates}"


def _with_decision(rows: pa.Table, policy: Policy, decision: str) -> pa.Table:
    for name, value in (("retraining_policy", policy), ("retraining_decision", decision)):
        rows = rows.append_column(name, pa.repeat(value, rows.num_rows))
    return rows.cast(SCHEMA)


def training_fingerprint(labelled: pa.Table) -> str:
    """Return the SHA-256 of the labelled rows in their order, of the code, candidates apart, and of the libraries."""
    # Engines differ in the width of whole numbers, and in what they say of columns beside their values.
    schema = pa.schema([(field.name, _common_type(field.type)) for field in labelled.schema])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_table(labelled.cast(schema).combine_chunks())
    return sha256_of(sink.getvalue().to_pybytes() + _training_code())


def _training_code() -> bytes:
    return code_version("claim_models", without=[CANDIDATES]).encode()


def _common_type(data_type: pa.DataType) -> pa.DataType:
    is_number = pa.types.is_integer(data_type) or pa.types.is_boolean(data_type)
    return pa.int64() if is_number else pa.string()


def _in_order(videos: Relation) -> pa.Table:
    return engines.to_arrow(videos, columns=TRAINING_COLUMNS, order_by=ORDER_OF_FILE)


def _decision(
    known: pa.Table,
    still_there: Callable[[pa.ChunkedArray], pa.Table],
    labelled_count: int,
    policy: Policy,
    growth: float,
) -> str:
    """Return whether stored models are kept or trained again after a change, and a sentence why."""
    if policy == "always":
        return "trained: something has changed"
    y_train = known["is_claim"].filter(pc.equal(known["split"], "train"))
    claims = pc.sum(y_train).as_py() or 0
    if min(claims, len(y_train) - claims) < MIN_ROWS_OF_CLASS:
        return "trained: the stored models could not be estimated"
    if policy == "never":
        return "reused: the policy is never to train again"
    if training_fingerprint(still_there(known["video_id"])) != known["training_fingerprint"][0].as_py():
        return "trained: known videos, the code or the libraries have changed"
    share = labelled_count / known["labelled_row_count"][0].as_py() - 1
    if share >= growth:
        return f"trained: labelled videos have grown by {share:.1%}, at least {growth:.1%}"
    return f"reused: labelled videos have grown by {share:.1%}, less than {growth:.1%}"

"""When stored models are used on and when they are trained again; it needs none of the libraries that train."""

from collections.abc import Callable
from typing import Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from claims_warehouse import engines
from claims_warehouse.cache import code_version, sha256_of
from claims_warehouse.engines import Relation, Session
from claims_warehouse.features import TARGET, TRAINING_COLUMNS

Policy = Literal["growth", "always", "never"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
POLICY = pa.field("retraining_policy", pa.string())
DECISION = pa.field("retraining_decision", pa.string())


def current_models(
    session: Session,
    relation: object,
    *,
    training_videos: Relation,
    labelled_videos: Relation,
    video_features: Relation,
    policy: Policy,
    growth: float,
) -> pa.Table:
    """Return the models to use: those stored where they still hold, and else newly trained ones.

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
        What `training.train_candidates` returns, with the policy and what it decided. Where nothing has changed, that
        is what was decided last.
    """
    videos = _in_order(training_videos)
    fingerprint = training_fingerprint(videos)
    labelled_count = engines.count(labelled_videos)
    trained_before = engines.read_table(session, relation)

    def still_there(known_ids: pa.Array) -> pa.Table:
        known = engines.from_arrow(session, pa.table({"video_id": known_ids}))
        labels = labelled_videos.select("video_id", TARGET)
        features = video_features.select(*(name for name in TRAINING_COLUMNS if name != TARGET))
        return _in_order(known.join(labels, "video_id").join(features, "video_id"))

    decision = "trained: no model was stored"
    if trained_before is not None and trained_before.num_rows:
        if trained_before["training_fingerprint"][0].as_py() == fingerprint:
            return trained_before
        decision = _decision(trained_before, still_there, labelled_count, policy, growth)
    if trained_before is not None and decision.startswith("reused"):
        models = trained_before.drop_columns([POLICY.name, DECISION.name])
    else:
        from claims_warehouse.claim_models import training  # noqa: PLC0415 - takes seconds that an unchanged build saves

        models = training.train_candidates(videos, fingerprint, labelled_count)
    for field, value in ((POLICY, policy), (DECISION, decision)):
        models = models.append_column(field, pa.repeat(value, models.num_rows))
    return models


def training_fingerprint(labelled: pa.Table) -> str:
    """Return the SHA-256 of the labelled rows in their order, of the code and of the libraries' versions."""
    # Engines differ in the width of whole numbers, and in what they say of columns beside their values.
    schema = pa.schema([(field.name, _common_type(field.type)) for field in labelled.schema])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_table(labelled.cast(schema).combine_chunks())
    return sha256_of(sink.getvalue().to_pybytes() + code_version("claim_models").encode())


def _common_type(data_type: pa.DataType) -> pa.DataType:
    is_number = pa.types.is_integer(data_type) or pa.types.is_boolean(data_type)
    return pa.int64() if is_number else pa.string()


def _in_order(videos: Relation) -> pa.Table:
    return engines.to_arrow(videos, columns=TRAINING_COLUMNS, order_by=["running_number", "video_id"])


def _decision(
    trained_before: pa.Table,
    still_there: Callable[[pa.Array], pa.Table],
    labelled_count: int,
    policy: Policy,
    growth: float,
) -> str:
    """Return whether stored models are used on or trained again after a change, and why, in words."""
    if policy == "always":
        return "trained: something has changed"
    known_ids = pc.struct_field(pc.list_flatten(trained_before["scores"]), "video_id").unique()
    if not len(known_ids):
        return "trained: the stored models could not be estimated"
    if policy == "never":
        return "reused: the policy is never to train again"
    if training_fingerprint(still_there(known_ids)) != trained_before["training_fingerprint"][0].as_py():
        return "trained: known videos, the code or the libraries have changed"
    share = labelled_count / trained_before["labelled_row_count"][0].as_py() - 1
    if share >= growth:
        return f"trained: labelled videos have grown by {share:.1%}, at least {growth:.1%}"
    return f"reused: labelled videos have grown by {share:.1%}, less than {growth:.1%}"

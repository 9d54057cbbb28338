"""When stored models are used on and when they are trained again; it needs none of the libraries that train."""

from typing import Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from claims_warehouse.stored import code_version, sha256_of

Policy = Literal["growth", "always", "never"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
POLICY = pa.field("retraining_policy", pa.string())
DECISION = pa.field("retraining_decision", pa.string())


def current_models(trained_before: pa.Table | None, labelled: pa.Table, policy: Policy, growth: float) -> pa.Table:
    """Return the models to use: those stored where they still hold, and else newly trained ones.

    Parameters
    ----------
    trained_before : pyarrow.Table or None
        What this function returned last.
    labelled : pyarrow.Table
        The labelled videos of today, in the order in which they are trained on.
    policy : {"growth", "always", "never"}
        What to do when the data have changed. `growth`: train again unless all videos that were known are still there
        as they were, and fewer than the share `growth` have joined them. Where nothing has changed nothing is
        trained, whatever the policy.
    growth : float
        Share of the videos that were known, above 0.

    Returns
    -------
    pyarrow.Table
        What `training.train_candidates` returns, with the policy and what it decided. Where nothing has changed, that
        is what was decided last.
    """
    fingerprint = training_fingerprint(labelled)
    decision = "trained: no model was stored"
    if trained_before is not None and trained_before.num_rows:
        if trained_before["training_fingerprint"][0].as_py() == fingerprint:
            return trained_before
        decision = _decision(trained_before, labelled, policy, growth)
    if trained_before is not None and decision.startswith("reused"):
        models = trained_before.drop_columns([POLICY.name, DECISION.name])
    else:
        from claims_warehouse.classification import training  # noqa: PLC0415 - takes seconds that an unchanged build saves

        models = training.train_candidates(labelled, fingerprint)
    for field, value in ((POLICY, policy), (DECISION, decision)):
        models = models.append_column(field, pa.repeat(value, models.num_rows))
    return models


def training_fingerprint(labelled: pa.Table) -> str:
    """Return the SHA-256 of the labelled rows in their order, of the code and of the libraries' versions."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, labelled.schema.remove_metadata()) as writer:
        writer.write_table(labelled.combine_chunks().replace_schema_metadata())
    return sha256_of(sink.getvalue().to_pybytes() + code_version("classification").encode())


def _decision(trained_before: pa.Table, labelled: pa.Table, policy: Policy, growth: float) -> str:
    """Return whether stored models are used on or trained again after a change, and why, in words."""
    known = pc.struct_field(pc.list_flatten(trained_before["scores"]), "video_id").unique()
    still_there = labelled.filter(pc.is_in(labelled["video_id"], known))
    share = labelled.num_rows / max(len(known), 1) - 1
    if policy == "always":
        return "trained: something has changed"
    if not len(known):
        return "trained: the stored models could not be estimated"
    if policy == "never":
        return "reused: the policy is never to train again"
    if training_fingerprint(still_there) != trained_before["training_fingerprint"][0].as_py():
        return "trained: known videos, the code or the libraries have changed"
    if share >= growth:
        return f"trained: labelled videos have grown by {share:.1%}, at least {growth:.1%}"
    return f"reused: labelled videos have grown by {share:.1%}, less than {growth:.1%}"

"""The champions of kept releases, which outlive the training of new models."""

import contextlib
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from claims_warehouse import engines
from claims_warehouse.engines import Relation, Session
from claims_warehouse.features import TRAINING_COLUMNS


def kept_rows(session: Session, relation: object, current: Relation, *, named_by: Sequence[Relation]) -> pa.Table:
    """Return the rows of the models that some relations name: those of this build, and else those kept before.

    A table, not one that dbt adds to: `dbt build --full-refresh` would begin anew, and lose the models.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of the table of what this function returned last; it may not exist yet.
    current : Relation
        Rows of this build's models, with `model_id`.
    named_by : sequence of Relation
        Each has `model_id`.

    Returns
    -------
    pyarrow.Table
        With the columns of `current`. Where the kept ones have other columns or types, another version of the project
        wrote them, and they are given up.
    """
    lists = [engines.to_arrow(models, columns=["model_id"])["model_id"] for models in named_by]
    named = {model_id for models in lists for model_id in models.to_pylist() if model_id is not None}
    wanted = engines.from_arrow(session, pa.table({"model_id": pa.array(sorted(named), pa.string())}))
    rows = engines.to_arrow(current.join(wanted, "model_id"))
    before = engines.read_table(session, relation)
    if before is not None and before.schema.names == rows.schema.names:
        earlier = pa.array(sorted(named - set(rows["model_id"].to_pylist())), pa.string())
        kept = before.filter(pc.is_in(before["model_id"], earlier))
        with contextlib.suppress(pa.ArrowInvalid, pa.ArrowNotImplementedError):
            rows = pa.concat_tables([rows, kept.cast(rows.schema)])
    key = [name for name in ("model_id", "threshold_rule", "video_id") if name in rows.schema.names]
    return rows.sort_by([(name, "ascending") for name in key])


def comparison_inputs(
    chosen: Relation, released: Relation, champions: Relation, scores: Relation, training_videos: Relation
) -> tuple[pa.Table, pa.Table, pa.Table, pa.Table, pa.Table]:
    """Return in memory what `champion_comparison.compare_champions` reads, in one order whatever the threads."""
    return (
        engines.to_arrow(chosen, columns=["scoring_stage", "model_id"], order_by=["scoring_stage"]),
        engines.to_arrow(released, order_by=["scoring_stage", "release_id"]),
        engines.to_arrow(champions, order_by=["model_id"]),
        engines.to_arrow(scores.filter("threshold_rule = 'lowest_cost'"), order_by=["model_id", "video_id"]),
        engines.to_arrow(training_videos, columns=[*TRAINING_COLUMNS, "label_origin"], order_by=["video_id"]),
    )

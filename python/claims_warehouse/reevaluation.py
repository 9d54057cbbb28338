"""When models are measured again; it needs none of the libraries that measure."""

from typing import Literal

import pyarrow as pa

from claims_warehouse import cache, engines
from claims_warehouse.engines import Relation, Rows, Session

Evaluation = Literal["evaluate", "roc_points", "precision_recall_points", "evaluate_segments", "segment_disparities"]


def current_evaluation(
    session: Session, relation: object, scores: Relation, evaluation: Evaluation, *, videos: Relation | None = None
) -> Rows:
    """Return what a function of `claim_models.evaluation` makes of scores: stored rows where the scores are the same.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of the table of what this function returned last.
    scores : Relation
        Rows of `int_evaluation_scores`.
    evaluation : {"evaluate", "roc_points", "precision_recall_points", "evaluate_segments", "segment_disparities"}
        Name of the function, the last two of `claim_models.segments`.
    videos : Relation, optional
        By `video_id`, what makes rows alike: the table `int_evaluated_videos`.
    """

    def computed() -> pa.Table:
        # They take seconds to load, which an unchanged build saves.
        from claims_warehouse.claim_models import evaluation as functions  # noqa: PLC0415
        from claims_warehouse.claim_models import segments  # noqa: PLC0415

        ordered = engines.to_arrow(scores, order_by=functions.ORDER_OF_ROWS).to_pandas()
        if videos is not None:
            ordered = ordered.merge(engines.to_arrow(videos).to_pandas(), how="left", on="video_id")
        table: pa.Table = getattr(segments if "segment" in evaluation else functions, evaluation)(ordered)
        return table

    inputs = [scores] if videos is None else [scores, videos]
    fingerprint = cache.fingerprint_of(*inputs, package="claim_models")
    return cache.load_or_compute(session, relation, fingerprint, computed)

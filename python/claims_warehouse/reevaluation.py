"""Decide whether models are measured again, without importing the libraries that measure."""

from typing import Literal

import pyarrow as pa

from claims_warehouse import cache, engines
from claims_warehouse.engines import Relation, Rows, Session

Evaluation = Literal["evaluate", "roc_points", "precision_recall_points"]


def current_evaluation(session: Session, relation: object, scores: Relation, evaluation: Evaluation) -> Rows:
    """Return what a function of `claim_models.evaluation` makes of scores: stored rows where the scores are the same.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of the table of what this function returned last.
    scores : Relation
        Rows of `int_evaluation_scores`.
    evaluation : {"evaluate", "roc_points", "precision_recall_points"}
        Name of the function.
    """

    def computed() -> pa.Table:
        from claims_warehouse.claim_models import evaluation as functions  # noqa: PLC0415 - takes seconds that an unchanged build saves

        ordered = engines.to_arrow(scores, order_by=functions.ORDER_OF_ROWS).to_pandas()
        table: pa.Table = getattr(functions, evaluation)(ordered)
        return table

    fingerprint = cache.fingerprint_of(scores, package="claim_models")
    return cache.load_or_compute(session, relation, fingerprint, computed)

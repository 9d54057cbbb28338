"""Decide whether models are measured again, without importing the libraries that measure."""

from importlib import import_module

import pyarrow as pa

from claims_warehouse import cache, engines
from claims_warehouse.engines import Relation, Rows, Session

# The module of `claim_models` that has the function.
MODULES = {
    "evaluate": "evaluation",
    "roc_points": "evaluation",
    "precision_recall_points": "evaluation",
    "evaluate_segments": "segments",
    "segment_disparities": "segments",
    "precision_by_prevalence": "prevalence",
}


def current_evaluation(session: Session, relation: object, scores: Relation, evaluation: str) -> Rows:
    """Return what a function of `claim_models` makes of scores: stored rows where the scores are the same.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of the table of what this function returned last.
    scores : Relation
        Rows of `int_evaluation_scores` or of `int_described_scores`.
    evaluation : str
        Name of the function, one of `MODULES`.
    """

    def computed() -> pa.Table:
        # They take seconds to load, which an unchanged build saves.
        order_of_rows = import_module("claims_warehouse.claim_models.evaluation").ORDER_OF_ROWS
        functions = import_module(f"claims_warehouse.claim_models.{MODULES[evaluation]}")

        ordered = engines.to_arrow(scores, order_by=order_of_rows).to_pandas()
        table: pa.Table = getattr(functions, evaluation)(ordered)
        return table

    fingerprint = cache.fingerprint_of(scores, package="claim_models")
    return cache.load_or_compute(session, relation, fingerprint, computed)

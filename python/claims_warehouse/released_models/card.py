"""The card of a model, from public tables alone: its use, its data, how good it is, and for whom it is worse."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from claims_warehouse.sentences.method import SCHEMES
from claims_warehouse.sentences.wording import count, is_known, name, percent
from claims_warehouse.templates import environment

METRICS = [
    "average_precision",
    "roc_auc",
    "recall",
    "precision",
    "accuracy",
    "brier_score",
    "log_loss",
    "expected_calibration_error",
]
TEMPLATE = "card.md.j2"
# The words that are held out, and whatever else may be a piece of a transcript, are not asked for.
QUERIES = {
    "model": "select * from marts.model_registry where model_id = $model_id",
    "champions": "select * from marts.champions where model_id = $model_id order by scoring_stage",
    "release": "select release_id, released_at, input_kind from marts.releases where is_current",
    "runs": "select release_id from marts.model_runs where model_id = $model_id",
    "labels": """
        select count(is_claim) as labelled_count, avg(cast(is_claim as int)) as claim_share from marts.videos
    """,
    "metrics": """
        select metric, metric_value, lower_bound, upper_bound, denominator
        from marts.model_evaluations
        where
            model_id = $model_id and evaluation_scheme = 'holdout' and split = 'test' and metric in $metrics
            and threshold_rule = 'lowest_cost' and class_label in ('all', 'claim') and metric_value is not null
        order by list_position($metrics, metric)
    """,
    "segments": """
        select segment_kind, segment, metric, metric_value, lower_bound, upper_bound
        from marts.segment_evaluations
        where
            model_id = $model_id and split = 'test' and threshold_rule = 'lowest_cost'
            and metric in ('false_negative_rate', 'false_positive_rate')
        order by segment_kind, segment, metric
    """,
    "shifts": """
        select evaluation_scheme, metric_value, lower_bound, upper_bound
        from marts.shift_evaluations
        where model_id = $model_id and metric = 'error_rate' and metric_value is not null
        qualify row_number() over (
            partition by evaluation_scheme order by metric_value desc, upper_bound desc nulls last, lower_bound
        ) = 1
        order by evaluation_scheme
    """,
    "rare": """
        select distinct base_rate, lower_bound
        from marts.precision_by_prevalence
        where model_id = $model_id and base_rate in (0.01, 0.1) and lower_bound is not null
        order by base_rate
    """,
}


def render_card(release: duckdb.DuckDBPyConnection, model_id: str) -> str:
    """Return the card of a model as Markdown.

    Parameters
    ----------
    release : duckdb.DuckDBPyConnection
        A released file.
    model_id : str
        As in its `model_registry`.
    """
    values = {"model_id": model_id, "metrics": METRICS}
    rows = {
        part: release.sql(query, params={key: value for key, value in values.items() if f"${key}" in query})
        .to_arrow_table()
        .to_pylist()
        for part, query in QUERIES.items()
    }
    segments = {(row["segment_kind"], row["segment"], row["metric"]): row for row in rows["segments"]}
    groups = [
        {"segment_kind": kind, "segment": segment}
        | {
            what: segments.get((kind, segment, metric), {})
            for what, metric in (("missed", "false_negative_rate"), ("needless", "false_positive_rate"))
        }
        for kind, segment in dict.fromkeys((kind, segment) for kind, segment, _ in segments)
    ]
    card = environment(Path(__file__).parent / "templates").get_template(TEMPLATE)
    return card.render(
        model=rows["model"][0],
        release=rows["release"][0],
        first_release=(rows["runs"] and rows["runs"][0]["release_id"]) or "with this release",
        labels=rows["labels"][0],
        groups=groups,
        holdout=SCHEMES["holdout"],
        schemes=SCHEMES,
        **{part: rows[part] for part in ("champions", "metrics", "shifts", "rare")},
        **{"count": count, "figure": _figure, "interval": _interval, "name": name, "percent": percent},
    )


def _figure(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else f"{value:.4f}"


def _interval(row: Mapping[str, Any]) -> str:
    bounds = [row.get(bound) for bound in ("lower_bound", "upper_bound")]
    return " to ".join(map(_figure, bounds)) if all(map(is_known, bounds)) else "-"

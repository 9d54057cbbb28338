"""What a stakeholder should know: the objective, four figures, what was found, and caveats."""

from dataclasses import dataclass

import duckdb
import pandas as pd

from claims_warehouse.dashboard.classifier import champions
from claims_warehouse.dashboard.composition import STRATIFIED, TOLD
from claims_warehouse.dashboard.studies import CHANCE
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences import models as say_models
from claims_warehouse.sentences.wording import count, name, percent, plural

OBJECTIVE = (
    "Tell videos that make a claim from videos that give an opinion, so that moderators look at the right ones first "
    "and user reports do not pile up."
)
SIMULATED = "The data are simulated: they have the shape of real ones, and prove nothing about any platform."
ROWS = """
    select
        coalesce(sum(row_count) filter (where check_name = 'rows_read'), 0)::bigint,
        coalesce(sum(row_count) filter (where check_name = 'rows_accepted'), 0)::bigint
    from marts.data_quality
    where file_kind = 'videos' and detail = 'all'
"""
LABELS = "select count(*) filter (where is_claim), count(*) filter (where not is_claim) from marts.videos"
MEDIANS = """
    select
        median(video_view_count) filter (where is_claim), median(video_view_count) filter (where not is_claim)
    from marts.videos
"""
# The least that moderators must look at, in the order of the champion at upload, to miss next to nothing.
NEEDED = """
    select min(capacity_share)
    from marts.review_capacity_curve
    where
        recall >= ?
        and model_id in (select model_id from marts.champions where scoring_stage = 'at_upload')
"""
NEARLY_ALL = 0.99
UNIFORMITY = """
    select claim_status, row_count, p_value, reject_null, critical_value
    from marts.uniformity_tests
    where metric = 'video_view_count'
    order by claim_status
"""
STATEMENT = """
    select feature_set, metric_value from marts.model_ablation
    where study = 'alone' and metric = 'accuracy' and feature_set in ('phrase', 'statement')
"""


@dataclass(frozen=True)
class Figure:
    """A figure of the summary: what it counts, its value, and a word on it."""

    label: str
    value: str
    remark: str


@dataclass(frozen=True)
class Summary:
    """The summary of the page."""

    objective: str
    figures: list[Figure]
    found: list[str]
    decide: list[str]
    caveats: list[str]


def summary(connection: duckdb.DuckDBPyConnection, is_simulated: bool) -> Summary:
    """Return the summary, every sentence of it chosen by the figures of the released file."""
    input_rows, accepted = connection.execute(ROWS).fetchall()[0]
    claims, opinions = connection.execute(LABELS).fetchall()[0]
    medians = [float("nan") if value is None else value for value in connection.execute(MEDIANS).fetchall()[0]]
    chosen = champions(connection)
    figures = [
        Figure("Videos", count(accepted), "accepted, one row each"),
        Figure(
            "Claims", percent(claims / (claims + opinions)) if claims + opinions else "–",  # noqa: RUF001 - none
            f"of {plural(claims + opinions, 'labelled video')}",
        ),
        Figure("Rejected", count(input_rows - accepted), f"of {plural(input_rows, 'input row')}"),
        _errors(chosen),
    ]  # fmt: skip
    # One model may be the champion of both stages.
    models = [(list(part["scoring_stage"]), part.iloc[0]) for _, part in chosen.groupby("model_id", sort=False)]
    grouping = "verified_status"
    compared = {tuple(row[:3]): row[3] for row in connection.execute(STRATIFIED).fetchall()}.get(
        (grouping, *TOLD[grouping])
    )
    found = [
        say_engagement.times_as_large("video_view_count", *medians),
        say_engagement.within(compared, *TOLD[grouping]).rstrip(".") + " (mean views)",
        *(
            say_models.found_and_flagged(scoring_stages, row["model_name"], row["test_recall"], row["test_precision"])
            for scoring_stages, row in models
        ),
    ]
    decide = [
        say_models.decision(scoring_stages, row["model_name"], bool(row["beats_views_rule"]))
        for scoring_stages, row in models
    ]
    needed = connection.execute(NEEDED, [NEARLY_ALL]).fetchall()[0][0]
    if needed is not None:
        decide.append(say_models.needed(NEARLY_ALL, needed))
    chance = connection.execute(CHANCE).fetchall()[0][0]
    studied = dict(connection.execute(STATEMENT).fetchall())
    caveats = [
        *([SIMULATED] if is_simulated else []),
        *say_engagement.synthetic(connection.execute(UNIFORMITY).fetchall()),
        "Engagement is unknown at upload: a model that needs it cannot sort a fresh video.",
        *([say_models.phrases(studied["phrase"], studied["statement"], chance)] if len(studied) == 2 else []),  # noqa: PLR2004 - of either half of the text
    ]
    return Summary(OBJECTIVE, figures, [sentence.rstrip(".") + "." for sentence in found], decide, caveats)


def _errors(chosen: pd.DataFrame) -> Figure:
    """Return the errors of the champion at upload, beside those of the one-line rule."""
    known = chosen[chosen["test_row_count"] > 0]
    if known.empty:
        return Figure("Errors", "–", "no classifier could be tested")  # noqa: RUF001 - none
    row = known.iloc[0]
    rows = int(row["test_row_count"])
    rule = row["rule_error_count"]
    beside = "" if pd.isna(rule) else f"; the one-line rule: {percent(rule / rows)}"
    return Figure("Errors on test rows", percent(row["test_error_count"] / rows), f"{name(row['model_name'])}{beside}")

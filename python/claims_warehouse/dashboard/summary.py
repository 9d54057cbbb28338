"""What a stakeholder should know: the objective, four figures, what was found, and caveats."""

from dataclasses import dataclass
from typing import Any

import duckdb

from claims_warehouse.dashboard.classifier import Champion, champions, why_none
from claims_warehouse.dashboard.composition import TOLD
from claims_warehouse.dashboard.tables import read, row_dicts, share_of_claims
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences import models as say_models
from claims_warehouse.sentences import say
from claims_warehouse.sentences.wording import count, name, percent, plural

OBJECTIVE = (
    "Tell videos that make a claim from videos that give an opinion, so that moderators look at the right ones first "
    "and user reports do not pile up."
)
SIMULATED = "The data are simulated: they have the shape of real ones, and prove nothing about any platform."
UPLOAD = "Engagement is unknown at upload: a model that needs it cannot sort a fresh video."
NEARLY_ALL = 0.99


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
    """Return the summary; the figures of the released file choose each sentence."""
    rows = read(connection, "data_quality_totals", file_kind="videos", detail="all")
    states = dict(zip(rows["check_name"], rows["row_count"], strict=True))
    input_rows, accepted = (int(states.get(state, 0)) for state in ("rows_read", "rows_accepted"))
    classes = read(connection, "claims_by_author_group", grouping="all")
    labelled = int(classes["video_count"].sum())
    claims = int(classes.loc[classes["claim_status"] == "claim", "video_count"].sum())
    chosen = champions(connection)
    figures = [
        Figure("Videos", count(accepted), "accepted, one row each"),
        Figure("Claims", percent(claims / labelled) if labelled else "–", f"of {plural(labelled, 'labelled video')}"),  # noqa: RUF001 - none
        Figure("Rejected", count(input_rows - accepted), f"of {plural(input_rows, 'input row')}"),
        _ranking(chosen),
    ]
    decide = [*why_none(connection), *(say_models.decision(champion.figures) for champion in chosen)]
    needed = _needed(connection, chosen)
    if needed is not None:
        decide.append(say_models.needed(NEARLY_ALL, needed))
    uniformity = read(connection, "uniformity_tests", order_by="claim_status", metric="video_view_count")
    columns = ["claim_status", "row_count", "p_value", "reject_null", "critical_value"]
    caveats = [
        *([SIMULATED] if is_simulated else []),
        *say_engagement.synthetic(list(uniformity.reindex(columns=columns).itertuples(index=False, name=None))),
        *([UPLOAD] if chosen else []),
        *_wording(connection),
    ]
    found = [sentence.rstrip(".") + "." for sentence in _found(connection, chosen)]
    return Summary(OBJECTIVE, figures, found, decide, caveats)


def _found(connection: duckdb.DuckDBPyConnection, chosen: list[Champion]) -> list[str]:
    views: dict[str, Any] = {"metric": "video_view_count"}
    found = [
        say("engagement_differences.finding_code", row)
        for row in row_dicts(read(connection, "engagement_differences", grouping="claim_status", **views))
    ]
    group_a, group_b = TOLD["verified_status"]
    pair: dict[str, Any] = {
        "grouping": "verified_status",
        "group_a": group_a,
        "group_b": group_b,
        "test_name": "welch_t",
    }
    found += [
        f"{say('stratified_comparisons.finding_code', row)} (mean views)"
        for row in row_dicts(read(connection, "stratified_comparisons", **pair, **views))
    ]
    return found + [say_models.found_and_flagged(champion.figures) for champion in chosen]


def _needed(connection: duckdb.DuckDBPyConnection, chosen: list[Champion]) -> float | None:
    """Return the smallest share of videos in which the champion at upload finds nearly all claims."""
    models = [champion.model_id for champion in chosen if "at_upload" in champion.scoring_stages]
    curve = read(connection, "review_capacity_curve", model_id=models)
    enough = curve[curve["recall"] >= NEARLY_ALL]
    return float(enough["capacity_share"].min()) if len(enough) else None


def _wording(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return what a model learns from phrases and statements; nothing if texts are not split."""
    studied = read(connection, "model_ablation", study="alone", metric="average_precision")
    by_set = dict(zip(studied["feature_set"], studied["metric_value"], strict=True))
    share = share_of_claims(connection)
    if share is None or not {"phrase", "statement"} <= set(by_set):
        return []
    return [say_models.phrases(by_set["phrase"], by_set["statement"], share)]


def _ranking(chosen: list[Champion]) -> Figure:
    """Return how well the champion at upload ranks, beside what chance would reach."""
    known = [champion for champion in chosen if champion.average_precision is not None]
    if not known:
        return Figure("Average precision", "–", "no classifier is in use")  # noqa: RUF001 - none
    champion = known[0]
    beside = f"{name(champion.model_name)}, on test rows of which {percent(champion.prevalence or 0)} are claims"
    return Figure("Average precision", percent(champion.average_precision or 0), beside)

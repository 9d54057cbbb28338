"""What moderators should do today, what changed since the last release, and whether anything is wrong."""

import json
from dataclasses import dataclass
from typing import Any

import altair as alt
import duckdb
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.classifier import why_none
from claims_warehouse.dashboard.components import Chart, Component, Table, rows, tabulate
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import champions as say_champions
from claims_warehouse.sentences import drift as say_drift
from claims_warehouse.sentences import intake as say_intake
from claims_warehouse.sentences import say
from claims_warehouse.sentences import today as say_today
from claims_warehouse.sentences.wording import agreeing, count, listed, percent, plural

FIRST, LENGTH = 5, 140
TEXT = "video_transcription_text"
WAYS = {"claim": "by claim", "video": "by video"}
LANES = {
    "priority": "Priority",
    "fresh": "Without counts yet",
    "unsure": "Model unsure",
    "unlikely": "Likely opinions",
    "suspect_label": "Label in doubt",
    "audit": "Random videos",
}


@dataclass(frozen=True)
class Figure:
    """A figure of the first screen: what it counts, its value, and a word on it."""

    label: str
    value: str
    remark: str
    link: str | None = None


@dataclass(frozen=True)
class Today:
    """The first screen, and what follows it."""

    headline: str
    what_to_do: list[str]
    figures: list[Figure]
    first: Table
    changes: list[str]
    alarms: list[str]
    lanes: Table
    components: list[Component]


def today(connection: duckdb.DuckDBPyConnection, *, hides_text: bool) -> Today:
    """Return the first screen; the figures of the released file choose each sentence."""
    listed_items = read(connection, "review_list", order_by="list_rank")
    is_drawn = listed_items["review_lane"] == "audit"
    drawn = int(is_drawn.sum())
    # What no lane of the queue holds is listed beside it.
    beside = listed_items["review_lane"].where(listed_items["review_lane"].isin(["suspect_label", "audit"]))
    claims = int((~is_drawn & listed_items["claim_id"].notna()).sum())
    texts = len(listed_items) - drawn - claims
    sizes = read(connection, "review_queue_sizes")
    settled = _settled(connection)
    totals = read(connection, "data_quality_totals", file_kind="videos", detail="all")
    by_check = {row.check_name: int(row.row_count) for row in rows(totals)}
    read_rows, rejected = by_check.get("rows_read", 0), by_check.get("rows_rejected", 0)
    recall = row_dicts(read(connection, "audited_performance", audit_id="all", measure="recall"))
    alarms = _alarms(connection)
    known, remark = say_today.recall(recall[0] if recall else None)
    figures = [
        Figure("To review", plural(len(listed_items), "item"), f"of {count(sizes['item_count'].sum())} that wait"),
        _settles(settled),
        Figure("Claims that the model finds", known, remark, "#trust"),
        Figure("Rows rejected", count(rejected), f"of {plural(read_rows, 'input row')}", "#quality"),
        Figure("Alarms", count(len(alarms)) if alarms else "None", "see below" if alarms else "nothing is wrong"),
    ]
    what_to_do = [say_today.IN_ORDER] if len(listed_items) else []
    if drawn:
        what_to_do.append(say_today.AT_RANDOM)
    return Today(
        say_today.headline(claims, texts, drawn, int(sizes["item_count"].sum())),
        what_to_do,
        figures,
        _first(listed_items, hides_text=hides_text),
        _changes(connection) + _decided(connection),
        alarms,
        _lanes(sizes, beside),
        [_workload(connection)],
    )


def _settles(settled: dict[str, Any] | None) -> Figure:
    if settled is None:
        return Figure("That settles", "Nothing", "no video has priority")
    decisions, views = int(settled["decision_count"]), settled["view_share"]
    return Figure(
        f"{plural(decisions, 'decision')} {agreeing(decisions, 'settles', 'settle')}",
        percent(settled["video_share"]),
        f"of priority videos{'' if pd.isna(views) else f', {percent(views)} of views'}",
    )


def _settled(connection: duckdb.DuckDBPyConnection) -> dict[str, Any] | None:
    """Return what the selected decisions on claims settle of the first lane."""
    steps = read(connection, "review_workload", review_lane="priority", decided_by="claim", is_capacity=True)
    return next(iter(row_dicts(steps)), None)


def _first(items: pd.DataFrame, *, hides_text: bool) -> Table:
    """Return the first items as the review page has them: nothing tells which are drawn at random."""
    frame = items.head(FIRST)
    frame = frame.assign(text=frame["claim_text"].fillna(frame[TEXT]).map(_beginning))
    labels = {"list_rank": "#", "text": "What is said", "video_count": "Videos", "total_view_count": "Views"}
    if items["total_report_count"].fillna(0).any():
        labels["total_report_count"] = "Reports"
    decimals = dict.fromkeys(["list_rank", "video_count", "total_view_count", "total_report_count"], 0)
    if frame["text"].isna().all():
        del labels["text"]
    title = (
        f"The first {plural(len(frame), 'item')}" if len(frame) > 1 else "The first item" if len(frame) else "No item"
    )
    return tabulate("first", title, "", frame, labels, decimals, is_folded=hides_text, is_wide=False)


def _beginning(text: str | None) -> str | None:
    """Return a text up to the last whole word that fits."""
    if text is None or pd.isna(text) or len(text) <= LENGTH:
        return text
    return f"{text[:LENGTH].rsplit(maxsplit=1)[0]}…"


def _changes(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Say what changed since the last release that was not rolled back."""
    releases = row_dicts(read(connection, "releases", order_by="released_at", is_rolled_back=False))
    if len(releases) < 2:  # noqa: PLR2004 - this one and the last
        return [say_today.FIRST_RELEASE]
    before, now = releases[-2:]
    changes = read(connection, "claim_changes")
    # A claim that was split has several successors, one that was merged several predecessors.
    by_earlier = changes["change"].isin(["split", "gone"])
    claims = changes["claim_id"].where(~by_earlier, changes["earlier_claim_id"])
    numbers = claims.groupby(changes["change"]).nunique()
    videos = [json.loads(release["row_counts"])["videos"] for release in (before, now)]
    compared = read(connection, "champion_comparison")
    return [
        say_today.videos_changed(*videos),
        say_today.claims_changed([(change, int(numbers.get(change, 0))) for change in say_today.CHANGES]),
        say_today.champions_changed(before, now, is_no_worse=set(compared["verdict_code"]) & {"not_worse"} != set()),
    ]


def _decided(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Say how many videos moderators have decided, as far as a model scores them at the latest stage."""
    outcomes = read(connection, "review_outcomes")
    latest = outcomes[outcomes["scoring_stage"] == outcomes["scoring_stage"].max()]
    return say_intake.decided(*(int(latest[column].sum()) for column in ("reviewed_count", "decided_claim_count")))


def _alarms(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return what is wrong: no model, a worse model, drift, errors that fall on some groups."""
    drift = read(connection, "feature_drift", is_drifting=True)
    compared = row_dicts(read(connection, "champion_comparison", order_by="scoring_stage"))
    disparities = read(connection, "segment_disparities", is_in_use=True, disparity_code=["a_greater", "b_greater"])
    return [
        *why_none(connection),
        *(f"{sentence}." for sentence in say_champions.verdicts(compared, say_champions.WARNS)),
        *([f"{say_drift.drift(sorted(set(drift['feature'])), len(drift), 0)}."] if len(drift) else []),
        *dict.fromkeys(f"{say('segment_disparities.disparity_code', row)}." for row in row_dicts(disparities)),
    ]


def _workload(connection: duckdb.DuckDBPyConnection) -> Chart:
    """Return what so many decisions settle, made by claim and made by video."""
    steps = read(connection, "review_workload", review_lane="priority")
    by_claim = steps[(steps["decided_by"] == "claim") & steps["is_capacity"]]
    capacity = int(by_claim["decision_count"].iloc[0]) if len(by_claim) else 0
    by_decision = steps[steps["decision_count"] == capacity].drop_duplicates("decided_by").sort_values("decided_by")
    title = say_intake.workload(*row_dicts(by_decision)) if len(by_decision) == len(WAYS) else say_today.NOTHING
    longest = steps.loc[steps["decided_by"] == "claim", "decision_count"].max()
    frame = steps[steps["decision_count"] <= longest].sort_values(["decided_by", "decision_count"])
    frame = frame.assign(way=frame["decided_by"].map(WAYS))[["way", "decision_count", "video_share", "view_share"]]
    last = frame.groupby("way")["decision_count"].transform("max") == frame["decision_count"]
    frame["label"] = frame["way"].where(last, "")
    base = alt.Chart(theme.ROWS).encode(
        x=alt.X(
            "decision_count:Q",
            axis=alt.Axis(title="Decisions", labelExpr=theme.COUNT_LABEL, tickCount=5),
            scale=alt.Scale(nice=False, domainMin=0, range=[0, {"expr": "width - 64"}]),
        ),
        y=alt.Y("video_share:Q", axis=theme.share_axis("Share of priority videos settled", grid=True, tickCount=4)),
        tooltip=[
            alt.Tooltip("way:N", title="Decided"),
            alt.Tooltip("decision_count:Q", format=",", title="Decisions"),
            alt.Tooltip("video_share:Q", format=".1%", title="Priority videos settled"),
            alt.Tooltip("view_share:Q", format=".1%", title="of their views"),
        ],
    )
    today_at = alt.Chart(alt.InlineData(values=[{"at": capacity, "label": "today"}])).encode(x="at:Q")
    chart = alt.layer(
        today_at.mark_rule(strokeDash=[3, 3]),
        today_at.mark_text(align="left", dx=4, color=theme.MUTED).encode(text="label:N", y=alt.value(8)),
        base.mark_line(strokeWidth=2.5, color=theme.INK).encode(
            strokeDash=alt.StrokeDash(
                "way:N", scale=alt.Scale(domain=[*WAYS.values()], range=[[1, 0], [5, 3]]), legend=None
            )
        ),
        base.transform_filter("datum.label").mark_text(align="left", dx=6).encode(text="label:N"),
    )
    return Chart(
        "workload",
        title,
        "Share of the videos in the lane “Priority” that so many decisions settle, in the order of the queue.",
        listed(
            [
                f"{way}, {count(part['decision_count'].max())} decisions settle {percent(part['video_share'].max())}"
                for way, part in frame.groupby("way")
            ]
        ),
        theme.spec(chart, frame, 240) if len(set(by_decision["video_share"])) > 1 else None,
    )


def _lanes(sizes: pd.DataFrame, beside: pd.Series) -> Table:
    """Return how much waits in each lane of the queue, and how much is to be reviewed today, also beside the queue."""
    waiting = sizes["item_count"].sum()
    others = beside.value_counts().rename_axis("review_lane").rename("selected_count").reset_index()
    frame = pd.concat([sizes, others]).sort_values("review_lane", key=lambda lanes: lanes.map([*LANES].index))
    frame = frame.assign(lane=frame["review_lane"].map(LANES))
    labels = {"lane": "Lane", "item_count": "Items", "video_count": "Videos", "selected_count": "Today"}
    title = f"{plural(waiting, 'item')} {agreeing(waiting, 'waits', 'wait')} for a decision"
    caption = "Videos that make one claim are one item."
    return tabulate("lanes", title, caption, frame, labels, dict.fromkeys(list(labels)[1:], 0), is_wide=False)

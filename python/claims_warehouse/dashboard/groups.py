"""How claims and opinions divide the videos, overall and by the verified and ban status of their authors."""

import altair as alt
import duckdb
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, Section, rows
from claims_warehouse.dashboard.tables import read
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences.wording import count, listed, percent

GROUPS = {
    "all": "all",
    "verified": "Verified authors",
    "not verified": "Not verified",
    "active": "Active authors",
    "under review": "Under review",
    "banned": "Banned authors",
}


def group_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return how claims and opinions divide the videos, overall and by the status of their authors."""
    counts = read(connection, "claims_by_author_group")
    stratified = read(connection, "stratified_comparisons", metric="video_view_count", test_name="welch_t")
    return Section(
        "groups",
        "Claims and opinions, verified and ban status",
        ["Highlight claims or opinions in every chart of the page."],
        [_shares(counts), _statuses(counts, stratified)],
        has_legend=True,
    )


def _shares(counts: pd.DataFrame) -> Chart:
    frame = counts.copy()
    frame["share"] = frame["share_of_group"]
    frame["group"] = frame["author_group"].map(GROUPS)
    frame["from"] = (1 - frame["share"]).where(frame["claim_status"] == "opinion", 0)
    frame["middle"] = frame["from"] + frame["share"] / 2
    frame["to"] = frame["from"] + frame["share"]
    frame["short_label"] = frame["share"].map(percent)
    frame["label"] = [f"{count(row.video_count)} · {row.short_label}" for row in rows(frame)]
    overall = frame[frame["author_group"] == "all"].set_index("claim_status")["video_count"]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("group:N", sort=list(GROUPS.values()), title=None),
        tooltip=[
            alt.Tooltip("group:N", title="Group"),
            alt.Tooltip("claim_status:N", title="Label"),
            alt.Tooltip("video_count:Q", format=",", title="Videos"),
            alt.Tooltip("share:Q", format=".2%", title="Share"),
        ],
    )
    bars = base.mark_bar(height={"band": 0.78}).encode(
        x=alt.X("from:Q", axis=theme.share_axis("Share of the group's videos"), scale=alt.Scale(domain=[0, 1])),
        x2="to:Q",
        color=theme.class_colour(),
        opacity=theme.class_opacity(),
    )
    on_colour = alt.when("datum.claim_status == 'claim'").then(alt.value("var(--on-claim)"))
    # A bar carries as much of its label as its width holds.
    labels = [
        base.transform_filter(fits)
        .mark_text(fontWeight=600)
        .encode(x="middle:Q", text=f"{label}:N", color=on_colour.otherwise(alt.value("var(--on-opinion)")))
        for label, fits in (
            ("label", "datum.share * width > 104"),
            ("short_label", "datum.share * width <= 104 && datum.share * width > 46"),
        )
    ]
    phrases = [f"{row.group}: {row.label} {row.claim_status}s" for row in rows(frame.sort_values("group"))]
    return Chart(
        "shares",
        say_engagement.balance(int(overall.get("claim", 0)), int(overall.get("opinion", 0))),
        "Number and share of claims and opinions among the labelled videos of each group of authors.",
        listed(phrases),
        theme.spec(alt.layer(bars, *labels), frame, 38 * frame["group"].nunique(), [theme.highlight()])
        if len(frame)
        else None,
        is_wide=True,
    )


def _statuses(counts: pd.DataFrame, stratified: pd.DataFrame) -> Chart:
    frame = counts[counts["grouping"] != "all"].copy()
    frame["share"] = frame["share_of_class"]
    shown = [status for status in GROUPS if status not in ("all", "not verified", "active")]
    frame = frame[frame["author_group"].isin(shown)]
    frame["group"] = frame["author_group"].map(GROUPS)
    frame["label"] = [
        f"{percent(share)} ({count(number)})"
        for share, number in zip(frame["share"], frame["video_count"], strict=True)
    ]
    share = frame.set_index(["author_group", "claim_status"])["share"]
    differ = stratified.set_index(["group_a", "group_b"])["do_claim_shares_differ"]
    titles = [
        say_engagement.larger_share(
            GROUPS[status],
            share.get((status, "claim"), 0.0),
            share.get((status, "opinion"), 0.0),
            bool(differ.get(pair) or False),
        )
        if set(theme.CLASSES) <= set(counts["claim_status"])
        else say_engagement.NOT_BOTH
        for status, pair in (("banned", ("banned", "active")), ("verified", ("not verified", "verified")))
    ]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("group:N", sort=[GROUPS[status] for status in shown], title=None),
        yOffset=alt.YOffset("claim_status:N", sort=theme.CLASSES),
        x=alt.X(
            "share:Q",
            axis=theme.share_axis("Share of the class's videos"),
            scale=theme.labelled_scale(96),
        ),
        opacity=theme.class_opacity(),
        tooltip=[
            alt.Tooltip("group:N", title="Authors"),
            alt.Tooltip("claim_status:N", title="Behind each"),
            alt.Tooltip("share:Q", format=".2%", title="Share"),
            alt.Tooltip("video_count:Q", format=",", title="Videos"),
        ],
    )
    chart = base.mark_bar().encode(color=theme.class_colour()) + base.mark_text(align="left", dx=6).encode(
        text="label:N"
    )
    return Chart(
        "statuses",
        titles[0],
        f"Share, and number, of claims and of opinions by authors of each status. {titles[1]}.".replace("..", "."),
        listed([f"{row.group} behind {row.claim_status}s: {row.label}" for row in rows(frame)]),
        theme.spec(chart, frame, 64 * frame["group"].nunique(), [theme.highlight()]) if len(frame) else None,
        is_wide=True,
    )

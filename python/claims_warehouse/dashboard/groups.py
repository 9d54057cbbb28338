"""How claims and opinions divide the videos, over all and by the verified and ban status of their authors."""

import altair as alt
import duckdb
import pandas as pd

from claims_warehouse.dashboard import findings, theme
from claims_warehouse.dashboard.exhibits import Chart, Section
from claims_warehouse.dashboard.wording import count, listed, percent

GROUP_COUNTS = """
    select grouping, author_group, claim_status, count(*) as video_count
    from (
        select claim_status, 'All' as grouping, 'All videos' as author_group from marts.videos
        union all
        select claim_status, 'Verified status', verified_status from marts.videos
        union all
        select claim_status, 'Ban status', author_ban_status from marts.videos
    )
    where claim_status is not null
    group by all
"""
GROUPS = {
    "All videos": "All videos",
    "verified": "Verified authors",
    "not verified": "Not verified",
    "active": "Active authors",
    "under review": "Under review",
    "banned": "Banned authors",
}


def group_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return how claims and opinions divide the videos, over all and by the status of their authors."""
    counts = connection.execute(GROUP_COUNTS).df()
    return Section(
        "groups",
        "Claims and opinions, verified and ban status",
        ["Choose a class to let the other step back in every chart; in print both stand."],
        [_shares(counts), _statuses(counts)],
        has_legend=True,
    )


def _shares(counts: pd.DataFrame) -> Chart:
    frame = counts.copy()
    totals = frame.groupby("author_group")["video_count"].transform("sum")
    frame["share"] = frame["video_count"] / totals
    frame["group"] = frame["author_group"].map(GROUPS)
    frame["position"] = frame["author_group"].map(list(GROUPS).index)
    frame["label"] = [
        f"{count(number)} · {percent(share)}"
        for number, share in zip(frame["video_count"], frame["share"], strict=True)
    ]
    frame["middle"] = [
        share / 2 if status == "claim" else 1 - share / 2
        for status, share in zip(frame["claim_status"], frame["share"], strict=True)
    ]
    overall = frame[frame["author_group"] == "All videos"].set_index("claim_status")["video_count"]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("group:N", sort=alt.EncodingSortField("position", op="min"), title=None),
        tooltip=[
            alt.Tooltip("group:N", title="Group"),
            alt.Tooltip("claim_status:N", title="Label"),
            alt.Tooltip("video_count:Q", format=",", title="Videos"),
            alt.Tooltip("share:Q", format=".2%", title="Share"),
        ],
    )
    bars = base.mark_bar(height={"band": 0.78}).encode(
        x=alt.X("share:Q", stack="zero", title=None, axis=theme.share_axis("Share of the group's videos")),
        order=alt.Order("claim_status:N"),
        color=theme.class_colour(),
        opacity=theme.class_opacity(),
    )
    labels = (
        base.transform_filter("datum.share > 0.22")
        .mark_text(fontSize=12, fontWeight=600)
        .encode(
            x="middle:Q",
            text="label:N",
            color=alt.Color(
                "claim_status:N",
                scale=alt.Scale(domain=theme.CLASSES, range=["var(--on-claim)", "var(--on-opinion)"]),
                legend=None,
            ),
        )
        .resolve_scale(color="independent")
    )
    chart = alt.layer(bars, labels).resolve_scale(color="independent")
    return Chart(
        "shares",
        findings.balance(int(overall.get("claim", 0)), int(overall.get("opinion", 0))),
        "Number and share of claims and opinions among the labelled videos of each group of authors.",
        listed(
            [
                f"{row.group}: {row.label} {row.claim_status}s"
                for row in frame.sort_values(["position", "claim_status"]).itertuples()
            ]
        ),
        theme.spec(chart, frame, 38 * frame["group"].nunique(), [theme.highlight()]) if len(frame) else None,
        is_wide=True,
    )


def _statuses(counts: pd.DataFrame) -> Chart:
    frame = counts[counts["grouping"] != "All"].copy()
    frame["share"] = frame["video_count"] / frame.groupby(["grouping", "claim_status"])["video_count"].transform("sum")
    shown = [status for status in GROUPS if status not in ("All videos", "not verified", "active")]
    frame = frame[frame["author_group"].isin(shown)]
    frame["group"] = frame["author_group"].map(GROUPS)
    frame["label"] = [
        f"{percent(share)} ({count(number)})"
        for share, number in zip(frame["share"], frame["video_count"], strict=True)
    ]
    share = frame.set_index(["author_group", "claim_status"])["share"]
    unknown = float("nan")
    titles = [
        findings.larger_share(GROUPS[status], share.get((status, "claim"), 0.0), share.get((status, "opinion"), 0.0))
        if len(frame) and counts["claim_status"].nunique() > 1
        else findings.larger_share("", unknown, unknown)
        for status in ("banned", "verified")
    ]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("group:N", sort=[GROUPS[status] for status in shown], title=None),
        yOffset=alt.YOffset("claim_status:N"),
        x=alt.X(
            "share:Q",
            axis=theme.share_axis("Share of the class's videos"),
            scale=alt.Scale(domainMax=float(frame["share"].max()) * 1.4 if len(frame) else 1),
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
        listed([f"{row.group} behind {row.claim_status}s: {row.label}" for row in frame.itertuples()]),
        theme.spec(chart, frame, 64 * frame["group"].nunique(), [theme.highlight()]) if len(frame) else None,
        is_wide=True,
    )

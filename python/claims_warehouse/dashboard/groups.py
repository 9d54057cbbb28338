"""How claims and opinions divide the videos, overall and by the verified and ban status of their authors."""

import altair as alt
import duckdb

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, rows
from claims_warehouse.dashboard.tables import read
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences.wording import count, listed, percent

GROUPS = {
    "all": "All videos",
    "verified": "Verified authors",
    "not verified": "Not verified",
    "active": "Active authors",
    "under review": "Under review",
    "banned": "Banned authors",
}


def shares_by_group(connection: duckdb.DuckDBPyConnection) -> Chart:
    """Return how claims and opinions divide the videos of each group of authors."""
    frame = read(connection, "claims_by_author_group")
    frame["share"] = frame["share_of_group"]
    frame["group"] = frame["author_group"].map(GROUPS)
    frame["from"] = (1 - frame["share"]).where(frame["claim_status"] == "opinion", 0)
    frame["middle"] = frame["from"] + frame["share"] / 2
    frame["to"] = frame["from"] + frame["share"]
    frame["short_label"] = frame["share"].map(percent)
    frame["label"] = [f"{count(row.video_count)} · {row.short_label}" for row in rows(frame)]
    claims = frame[(frame["claim_status"] == "claim") & (frame["author_group"] != "all")].sort_values("share")
    shares = list(zip(claims["group"], claims["share"], strict=True))
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
        say_engagement.shares(shares),
        "Number and share of claims and opinions among the labelled videos of each group of authors.",
        listed(phrases),
        theme.spec(alt.layer(bars, *labels), frame, 38 * frame["group"].nunique()) if len(frame) else None,
    )

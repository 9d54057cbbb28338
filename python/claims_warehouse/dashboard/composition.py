"""Groups of authors over all videos, and the same within claims and within opinions."""

import altair as alt
import duckdb
import numpy as np
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.comparisons import STRATA, STRATA_COLOURS
from claims_warehouse.dashboard.components import Chart, Component, Heading, rows
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences import say
from claims_warehouse.sentences.wording import coverage, listed

# The comparison of each grouping that gets a sentence.
TOLD = {"verified_status": ("not verified", "verified"), "author_ban_status": ("banned", "active")}
NAMES = {"verified_status": "verified status", "author_ban_status": "ban status"}
ORDERS = {"verified_status": ["verified", "not verified"], "author_ban_status": ["active", "under review", "banned"]}


def composition(connection: duckdb.DuckDBPyConnection) -> list[Component]:
    """Return mean views by the status of authors, overall, within claims and within opinions."""
    means = read(connection, "group_means", metric="video_view_count").rename(columns={"group_name": "author_group"})
    with_intervals = f" with {coverage(means['confidence_level'].max())} intervals" if len(means) else ""
    compared_means = read(connection, "stratified_comparisons", metric="video_view_count", test_name="welch_t")
    stratified = {(row["grouping"], row["group_a"], row["group_b"]): row for row in row_dicts(compared_means)}
    adjusted = {
        (row["group_a"], row["group_b"]): row
        for row in row_dicts(read(connection, "adjusted_effects", metric="video_view_count"))
    }
    charts: list[Component] = []
    lead: list[str] = []
    heading = say_engagement.AUTHORS
    unknown = float("nan")
    for grouping, pair in TOLD.items():
        compared = stratified.get((grouping, *pair))
        frame = means[means["grouping"] == grouping]
        overall = frame[frame["stratum"] == "all"].set_index("author_group")["mean"]
        of_pair = (overall.get(pair[0], unknown), overall.get(pair[1], unknown))
        title, caption = say_engagement.not_estimated(*pair), [f"Mean views by {NAMES[grouping]}{with_intervals}."]
        if compared is not None:
            raw = say_engagement.over_all("video_view_count", pair, of_pair, compared["is_significant_all"])
            title = f"{raw}. {say('stratified_comparisons.finding_code', compared)}".replace("..", ".")
        # The first pair has the question of the section, which is answered before the charts.
        if not lead and compared is not None and pd.notna(compared["do_claim_shares_differ"]):
            shares = say_engagement.claim_shares(compared, frame["confidence_level"].max())
            lead.append(f"{shares} {say_engagement.composition(compared)}".rstrip())
            heading = say_engagement.why(compared, of_pair)
        if pair in adjusted:
            caption.append(f"{say('adjusted_effects.finding_code', adjusted[pair])}.")
        charts.append(_means(f"means-{grouping}", title, " ".join(caption), grouping, frame))
    return [Heading(heading, lead), *charts]


def _domain(frame: pd.DataFrame) -> list[float]:
    positive = frame.loc[frame["mean"] > 0]
    if positive.empty:
        return [0.1, 1]
    return [
        float(positive["mean"].min()) / 2,
        float(np.nanmax(positive[["mean", "upper_bound"]].to_numpy(float))) * 1.2,
    ]


def _means(name: str, title: str, caption: str, grouping: str, frame: pd.DataFrame) -> Chart:
    domain = _domain(frame)
    groups = [group.capitalize() for group in ORDERS[grouping]]
    shown = frame[frame["mean"] > 0].assign(
        lower=lambda means: means["lower_bound"].clip(lower=domain[0]),
        upper=lambda means: means["upper_bound"],
        end=lambda means: means["upper_bound"].fillna(means["mean"]),
        coverage=lambda means: means["confidence_level"].map(coverage),
        videos=lambda means: means["stratum"].map(STRATA),
        author_group=lambda means: means["author_group"].str.capitalize(),
        label=lambda means: means["author_group"] + " " + means["mean"].map(theme.short).astype(str),
    )
    strata = [stratum for stratum in STRATA if stratum in set(shown["stratum"])]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("videos:N", sort=[STRATA[stratum] for stratum in strata], title=None),
        yOffset=alt.YOffset("author_group:N", sort=groups, scale=alt.Scale(paddingOuter=0.4)),
        color=alt.Color(
            "stratum:N",
            scale=alt.Scale(domain=strata, range=[STRATA_COLOURS[stratum] for stratum in strata]),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("author_group:N", title="Authors"),
            alt.Tooltip("videos:N", title="Videos"),
            alt.Tooltip("mean:Q", format=",.0f", title="Mean views"),
            alt.Tooltip("coverage:N", title="Interval"),
            alt.Tooltip("lower:Q", format=",.0f", title="from"),
            alt.Tooltip("upper:Q", format=",.0f", title="to"),
            alt.Tooltip("video_count:Q", format=",", title="Number of videos"),
        ],
    )
    # Room for the labels at the right end.
    scale = alt.Scale(type="log", domain=domain, nice=False, range=[0, {"expr": "width - 120"}])
    x = alt.X("mean:Q", scale=scale, axis=theme.counts_axis("Mean views (logarithmic)", theme.THIRDS))
    chart = alt.layer(
        base.transform_filter("isValid(datum.lower)")
        .mark_rule(strokeWidth=2.5)
        .encode(x=alt.X("lower:Q", scale=scale), x2="upper:Q"),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=x),
        base.mark_text(align="left", dx=9).encode(
            x=alt.X("end:Q", scale=scale), text="label:N", color=alt.value(theme.INK)
        ),
    )
    phrases = [f"{row.author_group}, {row.videos.lower()}: {theme.short(row.mean)}" for row in rows(shown)]
    return Chart(
        name,
        title,
        caption,
        listed(phrases),
        theme.spec(chart, shown, 24 * len(groups) * len(strata) + 24 * len(strata)) if len(shown) else None,
    )

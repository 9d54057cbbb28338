"""Groups of authors over all videos, beside the same within claims and within opinions."""

import altair as alt
import duckdb
import numpy as np
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.comparisons import STRATA
from claims_warehouse.dashboard.components import Chart, Section, rows
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences import say
from claims_warehouse.sentences.wording import coverage, listed

# The comparison of each grouping that gets a sentence.
TOLD = {"verified_status": ("not verified", "verified"), "author_ban_status": ("banned", "active")}
NAMES = {"verified_status": "verified status", "author_ban_status": "ban status"}
ORDERS = {"verified_status": ["verified", "not verified"], "author_ban_status": ["active", "under review", "banned"]}


def composition_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return mean views by the status of authors, overall beside within claims and within opinions."""
    means = read(connection, "group_means", metric="video_view_count").rename(columns={"group_name": "author_group"})
    with_intervals = f" with {coverage(means['confidence_level'].max())} intervals" if len(means) else ""
    compared_means = read(connection, "stratified_comparisons", metric="video_view_count", test_name="welch_t")
    stratified = {(row["grouping"], row["group_a"], row["group_b"]): row for row in row_dicts(compared_means)}
    components: list[Chart] = []
    lead = []
    unknown = float("nan")
    for grouping, (group_a, group_b) in TOLD.items():
        compared = stratified.get((grouping, group_a, group_b))
        frame = means[means["grouping"] == grouping]
        overall = frame[frame["stratum"] == "all"].set_index("author_group")["mean"]
        if compared is not None and pd.notna(compared["do_claim_shares_differ"]):
            shares = say_engagement.claim_shares(compared, frame["confidence_level"].max())
            lead.append(f"{shares} {say_engagement.composition(compared)}".rstrip())
        components += [
            _means(
                f"means-{grouping}-all",
                say_engagement.over_all(
                    "video_view_count",
                    (group_a, group_b),
                    (overall.get(group_a, unknown), overall.get(group_b, unknown)),
                    None if compared is None else compared["is_significant_all"],
                ),
                f"Mean views by {NAMES[grouping]}{with_intervals}, over all videos.",
                grouping,
                frame[frame["stratum"] == "all"],
                domain=_domain(frame),
            ),
            _means(
                f"means-{grouping}-within",
                say("stratified_comparisons.finding_code", compared)
                if compared
                else say_engagement.not_estimated(group_a, group_b),
                "The same within claims and within opinions, on the same axis.",
                grouping,
                frame[frame["stratum"] != "all"],
                domain=_domain(frame),
            ),
        ]
    heading = "Status of authors: overall, within claims and within opinions"
    return Section("composition", heading, lead, components, has_legend=True)


def _domain(frame: pd.DataFrame) -> list[float]:
    positive = frame.loc[frame["mean"] > 0]
    if positive.empty:
        return [0.1, 1]
    return [
        float(positive["mean"].min()) / 2,
        float(np.nanmax(positive[["mean", "upper_bound"]].to_numpy(float))) * 1.6,
    ]


def _means(name: str, title: str, caption: str, grouping: str, frame: pd.DataFrame, *, domain: list[float]) -> Chart:
    shown = frame[frame["mean"] > 0].assign(
        lower=lambda means: means["lower_bound"].clip(lower=domain[0]),
        upper=lambda means: means["upper_bound"],
        coverage=lambda means: means["confidence_level"].map(coverage),
        claim_status=lambda means: means["stratum"],
        label=lambda means: means["mean"].map(theme.short),
        author_group=lambda means: means["author_group"].str.capitalize(),
    )
    is_overall = name.endswith("all")
    groups = [group.capitalize() for group in ORDERS[grouping]]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("author_group:N", sort=groups, title=None),
        opacity=alt.value(1) if is_overall else theme.class_opacity(),
        color=alt.value(theme.INK) if is_overall else theme.class_colour(),
        tooltip=[
            alt.Tooltip("author_group:N", title="Authors"),
            alt.Tooltip("stratum:N", title="Videos"),
            alt.Tooltip("mean:Q", format=",.0f", title="Mean views"),
            alt.Tooltip("coverage:N", title="Interval"),
            alt.Tooltip("lower:Q", format=",.0f", title="from"),
            alt.Tooltip("upper:Q", format=",.0f", title="to"),
            alt.Tooltip("video_count:Q", format=",", title="Number of videos"),
        ],
    )
    scale = alt.Scale(type="log", domain=domain, nice=False)
    x = alt.X("mean:Q", scale=scale, axis=theme.counts_axis("Mean views (logarithmic)", theme.THIRDS))
    chart = alt.layer(
        base.transform_filter("isValid(datum.lower)")
        .mark_rule(strokeWidth=2.5)
        .encode(x=alt.X("lower:Q", scale=scale), x2="upper:Q"),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=x),
        base.mark_text(dy=-13).encode(x=x, text="label:N", color=alt.value(theme.INK)),
    )
    phrases = [f"{row.author_group}, {STRATA[row.stratum].lower()}: {row.label}" for row in rows(shown)]
    return Chart(
        name,
        title,
        caption,
        listed(phrases),
        theme.spec(chart, shown, 64 * len(groups), [theme.highlight()]) if len(shown) else None,
    )

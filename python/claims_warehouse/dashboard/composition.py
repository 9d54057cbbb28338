"""Groups of authors over all videos, beside the same within claims and within opinions."""

from typing import Any

import altair as alt
import duckdb
import pandas as pd
from scipy import special

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.comparisons import STRATA
from claims_warehouse.dashboard.components import Chart, Section, rows
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences.wording import coverage, listed

MEANS = """
    with labelled as (
        select claim_status, verified_status, author_ban_status, video_view_count::double as views
        from marts.videos
        where claim_status is not null
    )

    select
        case when grouping(verified_status) = 0 then 'verified_status' else 'author_ban_status' end as grouping,
        coalesce(verified_status, author_ban_status) as author_group,
        coalesce(claim_status, 'all') as stratum,
        count(*) as video_count,
        avg(views) as mean,
        stddev_samp(views) / sqrt(count(*)) as standard_error
    from labelled
    group by grouping sets (
        (verified_status), (author_ban_status), (verified_status, claim_status), (author_ban_status, claim_status)
    )
    order by all
"""
STRATIFIED = """
    select grouping, group_a, group_b, finding, claim_share_a, claim_share_b, do_claim_shares_differ,
        claim_share_difference_lower_bound, claim_share_difference_upper_bound, mean_difference,
        mean_difference_by_composition
    from marts.stratified_comparisons
    where metric = 'video_view_count' and test_name = 'welch_t'
    order by all
"""
LEVEL = "select max(significance_level) from marts.hypothesis_tests"
# The comparison that is told in words, of those of each grouping.
TOLD = {"verified_status": ("not verified", "verified"), "author_ban_status": ("banned", "active")}
NAMES = {"verified_status": "verified status", "author_ban_status": "ban status"}
ORDERS = {"verified_status": ["verified", "not verified"], "author_ban_status": ["active", "under review", "banned"]}


def composition_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return mean views by the status of authors, overall beside within claims and within opinions."""
    level = connection.execute(LEVEL).fetchall()[0][0]
    means = _with_intervals(connection.execute(MEANS).df(), level)
    with_intervals = "" if level is None else f" with {coverage(1 - level)} intervals"
    stratified = {(row.grouping, row.group_a, row.group_b): row for row in rows(connection.execute(STRATIFIED).df())}
    components: list[Chart] = []
    lead = []
    unknown = float("nan")
    for grouping, (group_a, group_b) in TOLD.items():
        compared = stratified.get((grouping, group_a, group_b))
        frame = means[means["grouping"] == grouping]
        overall = frame[frame["stratum"] == "all"].set_index("author_group")["mean"]
        if compared is not None and pd.notna(compared.do_claim_shares_differ):
            lead.append(_composition(compared, 1 - level))
        components += [
            _means(
                f"means-{grouping}-all",
                say_engagement.over_all(
                    "video_view_count", group_a, group_b, overall.get(group_a, unknown), overall.get(group_b, unknown)
                ),
                f"Mean views by {NAMES[grouping]}{with_intervals}, over all labelled videos.",
                grouping,
                frame[frame["stratum"] == "all"],
                domain=_domain(frame),
            ),
            _means(
                f"means-{grouping}-within",
                say_engagement.within(None if compared is None else compared.finding, group_a, group_b),
                "The same within claims and within opinions, on the same axis.",
                grouping,
                frame[frame["stratum"] != "all"],
                domain=_domain(frame),
            ),
        ]
    heading = "Status of authors: overall, within claims and within opinions"
    return Section("composition", heading, lead, components, has_legend=True)


def _composition(compared: Any, confidence_level: float) -> str:
    """Return what is told of the shares of claims of two groups, and of what they have to do with a difference."""
    shares = say_engagement.claim_shares(
        (compared.group_a, compared.group_b),
        (compared.claim_share_a, compared.claim_share_b),
        bool(compared.do_claim_shares_differ),
        (compared.claim_share_difference_lower_bound, compared.claim_share_difference_upper_bound),
        confidence_level,
    )
    of_difference = compared.mean_difference, compared.mean_difference_by_composition
    return f"{shares} {say_engagement.composition('video_view_count', compared.finding, *of_difference)}".rstrip()


def _with_intervals(means: pd.DataFrame, significance_level: float | None) -> pd.DataFrame:
    """Return the means with half their intervals by Student's t, unknown for a single video or without a level."""
    level = float("nan") if significance_level is None else significance_level
    return means.assign(
        half_width=special.stdtrit(means["video_count"] - 1, 1 - level / 2) * means["standard_error"],
        coverage="" if significance_level is None else coverage(1 - significance_level),
    )


def _domain(frame: pd.DataFrame) -> list[float]:
    positive = frame.loc[frame["mean"] > 0]
    if positive.empty:
        return [0.1, 1]
    return [float(positive["mean"].min()) / 2, float((positive["mean"] + positive["half_width"].fillna(0)).max()) * 1.6]


def _means(name: str, title: str, caption: str, grouping: str, frame: pd.DataFrame, *, domain: list[float]) -> Chart:
    shown = frame[frame["mean"] > 0].assign(
        lower=lambda means: (means["mean"] - means["half_width"]).clip(lower=domain[0]),
        upper=lambda means: means["mean"] + means["half_width"],
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

"""Engagement by group: distributions on scales that suit their skew, for one metric at a time."""

from typing import Any

import altair as alt
import duckdb
import numpy as np
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, Choice, Component, Heading, Table, records, rows, tabulate
from claims_warehouse.dashboard.groups import GROUPS
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences import say
from claims_warehouse.sentences.codes import Figures
from claims_warehouse.sentences.wording import COUNTS, METRICS, listed, significant

BINS_PER_POWER = 8
QUANTILE_TITLES = {
    "percentile_5": "5th percentile",
    "percentile_25": "25th",
    "percentile_50": "Median",
    "percentile_75": "75th",
    "percentile_95": "95th",
}
TABLES = {
    "engagement_by_claim_status": ["claim_status"],
    "engagement_by_verified_status": ["verified_status"],
    "engagement_by_author_ban_status": ["author_ban_status"],
    "engagement_by_claim_and_verified_status": ["claim_status", "verified_status"],
    "engagement_by_claim_and_ban_status": ["claim_status", "author_ban_status"],
}


def engagement(connection: duckdb.DuckDBPyConnection) -> list[Component]:
    """Return the distributions of all metrics, one shown at a time, and their means and medians by group."""
    histogram = read(connection, "engagement_distributions", author_group="all")
    quantiles = read(connection, "engagement_quantiles", claim_status=theme.CLASSES)
    differences = {
        row["metric"]: row for row in row_dicts(read(connection, "engagement_differences", grouping="claim_status"))
    }
    options = {
        METRICS[metric]: [
            _distribution(
                metric,
                differences.get(metric),
                histogram[histogram["metric"] == metric],
                quantiles[quantiles["metric"] == metric],
            ),
            _quantile_bars(metric, quantiles[quantiles["metric"] == metric]),
        ]
        for metric in METRICS
    }
    lead = [
        "Counts are so skewed that a mean describes no video: they are drawn on a logarithmic scale, rates per view on "
        "a linear one."
    ]
    heading = Heading("Which get more engagement?", lead)
    return [heading, Choice("metric", "Metric", options), _table(connection)]


def _scale(metric: str, largest: float) -> tuple[alt.Scale, alt.Axis]:
    """Return scale and axis of a metric: counts by the logarithm of one more, so that zero has its place."""
    if metric in COUNTS:
        labelled = [power for power in theme.POWERS if power <= largest]
        axis = theme.counts_axis(f"{METRICS[metric]} (logarithmic)", labelled)
        return alt.Scale(type="symlog", constant=1, nice=False), axis
    axis = theme.share_axis(METRICS[metric]) if _is_share(metric) else alt.Axis(title=METRICS[metric], format="~s")
    return alt.Scale(nice=False, zero=True), axis


def _is_share(metric: str) -> bool:
    return metric.endswith("_rate")


def _short(metric: str, value: float) -> str:
    return f"{100 * value:.2g}%" if _is_share(metric) else theme.short(value)


def _bins(metric: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the bins of each class, empty ones included, as steps whose areas are the shares."""
    numbers = np.arange(-1 if metric in COUNTS else 0, frame["bin_number"].max() + 2)
    if metric in COUNTS:
        lower = np.where(numbers < 0, 0, np.ceil(10 ** (numbers / BINS_PER_POWER) - 1e-9))
    else:
        first = frame.iloc[0]
        lower = numbers * (first["upper_bound"] - first["lower_bound"])
    edges = np.unique(lower)
    counted = frame.assign(edge=lower[frame["bin_number"] - numbers[0]]).pivot_table(
        index="claim_status", columns="edge", values="video_count", aggfunc="sum", fill_value=0
    )
    counted = counted.reindex(columns=edges, fill_value=0).rename_axis(columns="edge")
    positions = np.log10(edges + 1) if metric in COUNTS else edges / edges[-1]
    widths = dict(zip(edges, np.append(np.diff(positions), 1.0), strict=True))
    upper = dict(zip(edges, np.append(edges[1:], np.nan), strict=True))
    bins = counted.reset_index().melt("claim_status", value_name="videos")
    bins["share"] = bins["videos"] / bins.groupby("claim_status")["videos"].transform("sum")
    return bins.assign(height=bins["share"] / bins["edge"].map(widths), upper=bins["edge"].map(upper))


def _distribution(metric: str, difference: Figures | None, histogram: pd.DataFrame, quantiles: pd.DataFrame) -> Chart:
    medians = quantiles[quantiles["author_group"] == "all"].set_index("claim_status")["percentile_50"]
    return Chart(
        f"distribution-{metric}",
        say("engagement_differences.finding_code", difference)
        if difference
        else say_engagement.not_both_classes(metric),
        "Areas are shares of a class, vertical lines are medians.",
        listed([f"median of {status}s {significant(value)}" for status, value in medians.items()]),
        _distribution_spec(metric, histogram, quantiles) if len(histogram) else None,
    )


def _distribution_spec(metric: str, histogram: pd.DataFrame, quantiles: pd.DataFrame) -> dict[str, Any]:
    bins = _bins(metric, histogram)
    scale, axis = _scale(metric, bins["edge"].max())
    x = alt.X("edge:Q", scale=scale, axis=axis)
    number_format = ",.0f" if metric in COUNTS else ".4f"
    areas = (
        alt.Chart(theme.ROWS)
        .mark_area(interpolate="step-after", fillOpacity=0.3, line={"strokeWidth": 1.5})
        .encode(
            x=x,
            y=alt.Y("height:Q", stack=None, axis=None),
            color=theme.class_colour(),
            tooltip=[
                alt.Tooltip("claim_status:N", title="Label"),
                alt.Tooltip("edge:Q", format=number_format, title=f"{METRICS[metric]} from"),
                alt.Tooltip("upper:Q", format=number_format, title="to below"),
                alt.Tooltip("videos:Q", format=",", title="Videos"),
                alt.Tooltip("share:Q", format=".1%", title="Share of the class"),
            ],
        )
    )
    middle = quantiles.loc[quantiles["author_group"] == "all", ["claim_status", "percentile_50"]].rename(
        columns={"percentile_50": "edge"}
    )
    middle["label"] = [f"{row.claim_status} {_short(metric, row.edge)}" for row in rows(middle)]
    # A label stands where its line leaves more room, those of the two classes at different heights.
    place = middle["edge"] / bins["edge"].max()
    if metric in COUNTS:
        place = np.log1p(middle["edge"]) / np.log1p(bins["edge"].max())
    middle["side"] = ["right" if position > 0.5 else "left" for position in place]  # noqa: PLR2004 - the middle
    middle["line"] = [-24 if status == "claim" else -8 for status in middle["claim_status"]]
    base = alt.Chart(alt.InlineData(values=records(middle))).encode(x=x)
    rules = base.mark_rule(strokeWidth=2).encode(color=theme.class_colour())
    labels = base.mark_text(
        align=alt.expr("datum.side"), dx=alt.expr("datum.side == 'right' ? -5 : 5"), fontWeight=600
    ).encode(text="label:N", y=alt.Y("line:Q", scale=None, axis=None))
    return theme.spec(alt.layer(areas, rules, labels), bins.round(4), 260)


def _quantile_bars(metric: str, quantiles: pd.DataFrame) -> Chart:
    frame = quantiles.copy()
    frame["group"] = frame["author_group"].map(GROUPS)
    scale, axis = _scale(metric, frame["percentile_95"].max())
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("group:N", sort=list(GROUPS.values()), title=None),
        yOffset=alt.YOffset("claim_status:N", sort=theme.CLASSES),
        tooltip=[
            alt.Tooltip("group:N", title="Authors"),
            alt.Tooltip("claim_status:N", title="Label"),
            alt.Tooltip("observation_count:Q", format=",", title="Videos"),
            *(
                alt.Tooltip(f"{key}:Q", format=",.0f" if metric in COUNTS else ".4f", title=title)
                for key, title in QUANTILE_TITLES.items()
            ),
        ],
    )
    x = alt.X("percentile_5:Q", scale=scale, axis=axis)
    chart = alt.layer(
        base.mark_rule(strokeWidth=1.5).encode(x=x, x2="percentile_95:Q", color=theme.class_colour()),
        base.mark_bar(height=8).encode(
            x=alt.X("percentile_25:Q", scale=scale), x2="percentile_75:Q", color=theme.class_colour()
        ),
        base.mark_tick(thickness=2.5, size=14, color=theme.INK).encode(x=alt.X("percentile_50:Q", scale=scale)),
    )
    halves = [part for _, part in frame.groupby("author_group") if len(part) == len(theme.CLASSES)]
    overlapping = sum(part["percentile_25"].max() <= part["percentile_75"].min() for part in halves)
    return Chart(
        f"quantiles-{metric}",
        say_engagement.overlap(overlapping, len(halves)),
        "Thin line: 5th to 95th percentile; bar: the middle half; tick: the median.",
        listed([f"{row.group}, {row.claim_status}s: median {significant(row.percentile_50)}" for row in rows(frame)]),
        theme.spec(chart, frame, 40 * frame["group"].nunique()) if len(frame) else None,
    )


def _table(connection: duckdb.DuckDBPyConnection) -> Table:
    columns = [f"{kind}_{metric}" for kind in ("median", "mean") for metric in METRICS]
    parts = []
    for name, statuses in TABLES.items():
        part = read(connection, name).sort_values(statuses)
        parts.append(
            part.assign(group=[", ".join(row) for row in part[statuses].itertuples(index=False)])[
                ["group", "video_count", *columns]
            ]
        )
    frame = pd.concat(parts)
    labels = {"group": "Group", "video_count": "Videos"} | {
        f"{kind}_{metric}": f"{kind.capitalize()} {label.lower()}"
        for kind in ("median", "mean")
        for metric, label in METRICS.items()
    }
    decimals = {column: 1 if column.endswith("_count") else 6 for column in columns} | {"video_count": 0}
    return tabulate(
        "engagement-table",
        "All medians and means, counts and rates per view" if len(frame) else "There is no engagement to tabulate.",
        "One row per group; rates are means and medians of the videos' own rates.",
        frame,
        labels,
        decimals,
        is_folded=True,
    )

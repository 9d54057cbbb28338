"""The tests of all metrics and the sizes of their effects, a comparison at a time."""

import altair as alt
import duckdb
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, Choice, Component, Heading, Table, rows, tabulate
from claims_warehouse.dashboard.tables import read
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences.wording import METRICS, coverage, listed

SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+.2~f')"
STRATA = {"all": "All videos", "claim": "Claims", "opinion": "Opinions"}
STRATA_COLOURS = dict(zip(STRATA, [theme.INK, *theme.CLASS_COLOURS], strict=True))
STRATUM_LABEL = "datum.label == 'all' ? 'all videos' : 'within ' + datum.label + 's'"
PAIRS = [
    ("claim", "opinion"),
    ("not verified", "verified"),
    ("banned", "active"),
    ("under review", "active"),
    ("banned", "under review"),
]


def tests(connection: duckdb.DuckDBPyConnection) -> list[Component]:
    """Return the sizes of the effects with their intervals, and the tests behind them, a comparison at a time."""
    differences = read(connection, "engagement_differences")
    differences = differences[differences["metric"].isin(METRICS)]
    options: dict[str, list[Chart | Table]] = {}
    for group_a, group_b in PAIRS:
        part = differences[(differences["group_a"] == group_a) & (differences["group_b"] == group_b)]
        if part.empty:
            continue
        label = f"{group_a.capitalize()} against {group_b}"
        identifier = label.lower().replace(" ", "-")
        options[label] = [_forest(identifier, group_a, group_b, part), _tests(identifier, part)]
    heading = "How large are the differences?"
    if not options:
        return [Heading(heading, ["There are not two groups to test against each other."])]
    level = differences["significance_level"].max()
    sizes = differences.groupby("grouping")["family_size"].max()
    families = say_engagement.families({str(grouping): size for grouping, size in sizes.items()})
    lead = [
        "Cliff's delta is the chance that a video of the first group has more than one of the second, less the chance "
        "of the opposite: 0 is no difference, 1 is complete separation. "
        f"P-values are adjusted by Holm's method over each family of tests, {families}; the level is {level:g}."
    ]
    return [Heading(heading, lead), Choice("comparison", "Comparison", options)]


def _forest(identifier: str, group_a: str, group_b: str, part: pd.DataFrame) -> Chart:
    frame = part[part["cliffs_delta"].notna()].copy()
    frame["claim_status"] = frame["stratum"]
    frame["label"] = frame["metric"].map(METRICS)
    differs = frame["finding_code"].isin(["a_greater", "b_greater"])
    interval = f"{coverage(frame['confidence_level'].max())} interval" if len(frame) else "interval"
    is_overall = frame["stratum"] == "all"
    labels = [label for label in METRICS.values() if label in set(frame["label"])]
    shown = [stratum for stratum in STRATA if stratum in set(frame["stratum"])]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("label:N", sort=labels, title=None),
        yOffset=alt.YOffset("stratum:N", sort=shown, scale=alt.Scale(paddingOuter=0.6)),
        color=alt.Color(
            "stratum:N",
            scale=alt.Scale(domain=shown, range=[STRATA_COLOURS[stratum] for stratum in shown]),
            legend=alt.Legend(labelExpr=STRATUM_LABEL, symbolOpacity=1, columns=1) if len(shown) > 1 else None,
        ),
        tooltip=[
            alt.Tooltip("label:N", title="Metric"),
            alt.Tooltip("stratum:N", title="Videos"),
            alt.Tooltip("cliffs_delta:Q", format=".3f", title="Cliff's delta"),
            alt.Tooltip("lower_bound:Q", format=".3f", title=f"{interval} from"),
            alt.Tooltip("upper_bound:Q", format=".3f", title="to"),
        ],
    )
    x = alt.X("cliffs_delta:Q", title="Cliff's delta", axis=alt.Axis(labelExpr=SIGNED))
    chart = alt.layer(
        alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(strokeDash=[3, 3]).encode(x="zero:Q"),
        base.mark_rule(strokeWidth=1.5).encode(x="lower_bound:Q", x2="upper_bound:Q"),
        base.mark_point(filled=True, size=55, opacity=1).encode(x=x),
    )
    phrases = [
        f"{row.label} {row.cliffs_delta:+.2f} ({row.lower_bound:+.2f} to {row.upper_bound:+.2f})"
        for row in rows(frame[is_overall])
    ]
    pair = "Claims and opinions" if group_a in theme.CLASSES else f"{group_a.capitalize()} and {group_b} authors"
    return Chart(
        f"forest-{identifier}",
        say_engagement.effects(
            pair,
            (int(differs[is_overall].sum()), int(is_overall.sum())),
            (int(differs[~is_overall].sum()), int((~is_overall).sum())),
        ),
        f"Cliff's delta with {interval}s; right of zero, {group_a} is the higher. The title counts what the rank "
        "tests below reject after Holm's adjustment; groups that do not overlap have Wilcoxon's exact p-value.",
        f"Over all videos: {listed(phrases)}",
        theme.spec(chart, frame, (46 if len(shown) > 1 else 30) * len(labels)) if len(frame) else None,
    )


def _tests(identifier: str, part: pd.DataFrame) -> Table:
    order = {metric: position for position, metric in enumerate(METRICS)}
    frame = part.sort_values(
        ["stratum", "metric"], key=lambda column: column.map(order).fillna(0) if column.name == "metric" else column
    )
    frame = frame.assign(
        stratum=frame["stratum"].map(STRATA),
        metric=frame["metric"].map(METRICS),
        welch_t_p_value_holm=frame["welch_t_p_value_holm"].map(_p_value),
        brunner_munzel_p_value_holm=frame["brunner_munzel_p_value_holm"].map(_p_value),
    )
    labels = {
        "stratum": "Videos", "metric": "Metric", "n_a": "n, first", "n_b": "n, second", "cliffs_delta": "Delta",
        "lower_bound": "From", "upper_bound": "To", "welch_t_statistic": "Welch's t", "welch_t_degrees_of_freedom":
        "df", "welch_t_p_value_holm": "p, Holm", "brunner_munzel_statistic": "Brunner-Munzel",
        "brunner_munzel_p_value_holm": "p of ranks, Holm",
    }  # fmt: skip
    decimals = {"n_a": 0, "n_b": 0, "cliffs_delta": 4, "lower_bound": 4, "upper_bound": 4, "welch_t_statistic": 2}
    decimals |= {"welch_t_degrees_of_freedom": 2, "brunner_munzel_statistic": 2}
    return tabulate(
        f"tests-{identifier}",
        "The tests behind it",
        "Two-sided tests; statistics are positive where the first group's values are the greater.",
        frame,
        labels,
        decimals,
        is_folded=True,
    )


def _p_value(value: float) -> str | None:
    """Return a p-value with three significant digits; the smallest as powers of ten."""
    return None if pd.isna(value) else f"{value:.3g}"

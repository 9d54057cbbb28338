"""The tests of all metrics and the sizes of their effects, a comparison at a time."""

import altair as alt
import duckdb
import great_tables as gt
import numpy as np
import pandas as pd
from scipy import special

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, Choice, Section, Table, rows, table_markup
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences.wording import METRICS, coverage, listed

EFFECTS = """
    select grouping, stratum, metric, group_a, group_b, effect_size, lower_bound, upper_bound, confidence_level,
        not_estimable_because
    from marts.effect_sizes
    where effect = 'cliffs_delta'
    order by all
"""
TESTS = """
    select
        grouping, stratum, metric, group_a, group_b,
        max(significance_level) as level,
        max(n_a) as n_a,
        max(n_b) as n_b,
        max(statistic) filter (where test_name = 'welch_t') as welch_t,
        max(degrees_of_freedom) filter (where test_name = 'welch_t') as degrees_of_freedom,
        max(p_value_holm) filter (where test_name = 'welch_t') as welch_p,
        max(statistic) filter (where test_name = 'brunner_munzel') as brunner_munzel,
        max(p_value_holm) filter (where test_name = 'brunner_munzel') as brunner_munzel_p
    from marts.hypothesis_tests
    where alternative = 'two-sided'
    group by all
    order by all
"""
SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+.1f')"
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


def tests_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return the sizes of the effects with their intervals, and the tests behind them, a comparison at a time."""
    effects = connection.execute(EFFECTS).df()
    tests = connection.execute(TESTS).df()
    keys = ["grouping", "stratum", "metric", "group_a", "group_b"]
    merged = tests.merge(effects, on=keys, how="left")
    merged = merged[merged["metric"].isin(METRICS)]
    options: dict[str, list[Chart | Table]] = {}
    for group_a, group_b in PAIRS:
        part = merged[(merged["group_a"] == group_a) & (merged["group_b"] == group_b)]
        if part.empty:
            continue
        label = f"{group_a.capitalize()} against {group_b}"
        identifier = label.lower().replace(" ", "-")
        options[label] = [_forest(identifier, group_a, group_b, part), _tests(identifier, part)]
    lead = [
        "Cliff's delta is the chance that a video of the first group has more than one of the second, less the chance "
        "of the opposite: 0 is no difference, 1 is complete separation. It does not suffer from the skew."
    ]
    if not options:
        return Section("tests", "Hypothesis tests", ["There are not two groups to test against each other."], [])
    lead.append(
        f"P-values are adjusted by Holm's method over each family of tests; the level is {merged['level'].max():g}."
    )
    return Section("tests", "Hypothesis tests", lead, [Choice("comparison", "Comparison", options)], has_legend=True)


def _forest(identifier: str, group_a: str, group_b: str, part: pd.DataFrame) -> Chart:
    frame = part[part["effect_size"].notna()].copy()
    frame["claim_status"] = frame["stratum"]
    frame["label"] = frame["metric"].map(METRICS)
    differs = frame["brunner_munzel_p"].fillna(_p_value_apart(frame)) < frame["level"]
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
            legend=alt.Legend(labelExpr=STRATUM_LABEL, symbolOpacity=1, columns=1),
        ),
        opacity=alt.when(f"datum.stratum == 'all' || {theme.IS_HIGHLIGHTED}")
        .then(alt.value(1))
        .otherwise(alt.value(0.15)),
        tooltip=[
            alt.Tooltip("label:N", title="Metric"),
            alt.Tooltip("stratum:N", title="Videos"),
            alt.Tooltip("effect_size:Q", format=".3f", title="Cliff's delta"),
            alt.Tooltip("lower_bound:Q", format=".3f", title=f"{interval} from"),
            alt.Tooltip("upper_bound:Q", format=".3f", title="to"),
        ],
    )
    x = alt.X("effect_size:Q", title="Cliff's delta", axis=alt.Axis(labelExpr=SIGNED))
    chart = alt.layer(
        alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(strokeDash=[3, 3]).encode(x="zero:Q"),
        base.mark_rule(strokeWidth=1.5).encode(x="lower_bound:Q", x2="upper_bound:Q"),
        base.mark_point(filled=True, size=55, opacity=1).encode(x=x),
    )
    phrases = [
        f"{row.label} {row.effect_size:+.2f} ({row.lower_bound:+.2f} to {row.upper_bound:+.2f})"
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
        "tests below reject, adjusted for their number, or Wilcoxon's where two groups do not overlap.",
        f"Over all videos: {listed(phrases)}",
        theme.spec(chart, frame, (46 if len(shown) > 1 else 30) * len(labels), [theme.highlight()])
        if len(frame)
        else None,
        is_wide=True,
    )


def _p_value_apart(frame: pd.DataFrame) -> pd.Series:
    """Return Wilcoxon's exact p-value of groups that do not overlap, adjusted for the comparisons; unknown for others.

    Their ranks have no spread to test by, but of all orders of so many videos only two set the groups apart.
    """
    orders = sum(special.gammaln(frame[n] + 1) for n in ("n_a", "n_b")) - special.gammaln(
        frame["n_a"] + frame["n_b"] + 1
    )
    p_values: pd.Series = (2 * len(frame) * np.exp(orders)).where(frame["effect_size"].abs() == 1)
    return p_values


def _tests(identifier: str, part: pd.DataFrame) -> Table:
    order = {metric: position for position, metric in enumerate(METRICS)}
    frame = part.sort_values(
        ["stratum", "metric"], key=lambda column: column.map(order).fillna(0) if column.name == "metric" else column
    )
    frame = frame.assign(
        stratum=frame["stratum"].map(STRATA),
        metric=frame["metric"].map(METRICS),
        welch_p=frame["welch_p"].map(_p_value),
        brunner_munzel_p=frame["brunner_munzel_p"].map(_p_value),
    )
    shown = frame[
        [
            "stratum", "metric", "n_a", "n_b", "effect_size", "lower_bound", "upper_bound",
            "welch_t", "degrees_of_freedom", "welch_p", "brunner_munzel", "brunner_munzel_p",
        ]
    ]  # fmt: skip
    table = (
        gt.GT(shown, groupname_col="stratum")
        .tab_spanner("Cliff's delta", ["effect_size", "lower_bound", "upper_bound"])
        .tab_spanner("Welch's t, means", ["welch_t", "degrees_of_freedom", "welch_p"])
        .tab_spanner("Brunner and Munzel, ranks", ["brunner_munzel", "brunner_munzel_p"])
        .cols_label(
            metric="Metric", n_a="n, first", n_b="n, second", effect_size="Delta", lower_bound="From", upper_bound="To",
            welch_t="t", degrees_of_freedom="df", welch_p="p, Holm", brunner_munzel="Statistic",
            brunner_munzel_p="p, Holm",
        )
        .fmt_integer(["n_a", "n_b"])
        .fmt_number(["effect_size", "lower_bound", "upper_bound"], decimals=4)
        .fmt_number(["welch_t", "brunner_munzel", "degrees_of_freedom"], decimals=2)
        .cols_align("right", ["welch_p", "brunner_munzel_p"])
    )  # fmt: skip
    return Table(
        f"tests-{identifier}",
        "The tests behind it",
        "Two-sided tests; statistics are positive where the first group's values are the greater.",
        table_markup(table),
        is_folded=True,
    )


def _p_value(value: float) -> str | None:
    """Return a p-value with three significant digits; the smallest as powers of ten."""
    return None if pd.isna(value) else f"{value:.3g}"

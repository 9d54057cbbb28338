"""The paradox (over all against within claims and within opinions), and the tests of all metrics."""

import altair as alt
import duckdb
import great_tables as gt
import pandas as pd

from claims_warehouse.dashboard import findings, theme
from claims_warehouse.dashboard.exhibits import Chart, Choice, Section, Table, rows, table_markup
from claims_warehouse.dashboard.wording import METRICS, listed

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
        coalesce(1.96 * stddev_samp(views) / sqrt(count(*)), 0) as half_width
    from labelled
    group by grouping sets (
        (verified_status), (author_ban_status), (verified_status, claim_status), (author_ban_status, claim_status)
    )
    order by all
"""
CLAIM_SHARES = """
    select author_group, avg(is_claim::integer) as share
    from (
        select verified_status as author_group, is_claim from marts.videos
        union all
        select author_ban_status as author_group, is_claim from marts.videos
    )
    where is_claim is not null
    group by author_group
"""
STRATIFIED = """
    select grouping, group_a, group_b, finding
    from marts.stratified_comparisons
    where metric = 'video_view_count' and test_name = 'welch_t'
    order by all
"""
EFFECTS = """
    select grouping, stratum, metric, group_a, group_b, effect_size, lower_bound, upper_bound, not_estimable_because
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
# The comparison that is told in words, of those of each grouping.
TOLD = {"verified_status": ("not verified", "verified"), "author_ban_status": ("banned", "active")}
NAMES = {"verified_status": "verified status", "author_ban_status": "ban status"}
ORDERS = {"verified_status": ["verified", "not verified"], "author_ban_status": ["active", "under review", "banned"]}
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


def paradox_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return mean views by the status of authors, over all beside within claims and within opinions."""
    means = connection.execute(MEANS).df()
    shares = dict(connection.execute(CLAIM_SHARES).fetchall())
    stratified = {tuple(row[:3]): row[3] for row in connection.execute(STRATIFIED).fetchall()}
    exhibits: list[Chart] = []
    lead = []
    unknown = float("nan")
    for grouping, (group_a, group_b) in TOLD.items():
        finding = stratified.get((grouping, group_a, group_b))
        frame = means[means["grouping"] == grouping]
        overall = frame[frame["stratum"] == "all"].set_index("author_group")["mean"]
        if {group_a, group_b} <= set(shares):
            lead.append(findings.why_it_vanishes(finding, group_a, shares[group_a], group_b, shares[group_b]))
        exhibits += [
            _means(
                f"means-{grouping}-all",
                findings.over_all(
                    "video_view_count", group_a, group_b, overall.get(group_a, unknown), overall.get(group_b, unknown)
                ),
                f"Mean views by {NAMES[grouping]} with 95% intervals, over all labelled videos.",
                grouping,
                frame[frame["stratum"] == "all"],
                domain=_domain(frame),
            ),
            _means(
                f"means-{grouping}-within",
                findings.within(finding, group_a, group_b),
                "The same within claims and within opinions, on the same axis.",
                grouping,
                frame[frame["stratum"] != "all"],
                domain=_domain(frame),
            ),
        ]
    return Section("paradox", "The paradox: over all against within", lead, exhibits, has_legend=True)


def _domain(frame: pd.DataFrame) -> list[float]:
    positive = frame.loc[frame["mean"] > 0]
    if positive.empty:
        return [0.1, 1]
    return [float(positive["mean"].min()) / 2, float((positive["mean"] + positive["half_width"]).max()) * 1.6]


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
            alt.Tooltip("lower:Q", format=",.0f", title="95% interval from"),
            alt.Tooltip("upper:Q", format=",.0f", title="to"),
            alt.Tooltip("video_count:Q", format=",", title="Number of videos"),
        ],
    )
    scale = alt.Scale(type="log", domain=domain, nice=False)
    x = alt.X("mean:Q", scale=scale, axis=theme.counts_axis("Mean views (logarithmic)", theme.THIRDS))
    chart = alt.layer(
        base.mark_rule(strokeWidth=2.5).encode(x=alt.X("lower:Q", scale=scale), x2="upper:Q"),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=x),
        base.mark_text(dy=-13).encode(x=x, text="label:N", color=alt.value(theme.INK)),
    )
    told = [f"{row.author_group}, {STRATA[row.stratum].lower()}: {row.label}" for row in rows(shown)]
    return Chart(
        name,
        title,
        caption,
        listed(told),
        theme.spec(chart, shown, 64 * len(groups), [theme.highlight()]) if len(shown) else None,
    )


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
    # Where groups do not overlap at all, ranks have no spread to test by; the interval decides.
    is_apart = (frame["lower_bound"] > 0) | (frame["upper_bound"] < 0)
    differs = (frame["brunner_munzel_p"] < frame["level"]) | (frame["brunner_munzel_p"].isna() & is_apart)
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
            alt.Tooltip("lower_bound:Q", format=".3f", title="95% interval from"),
            alt.Tooltip("upper_bound:Q", format=".3f", title="to"),
        ],
    )
    x = alt.X("effect_size:Q", title="Cliff's delta", axis=alt.Axis(labelExpr=SIGNED))
    chart = alt.layer(
        alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(strokeDash=[3, 3]).encode(x="zero:Q"),
        base.mark_rule(strokeWidth=1.5).encode(x="lower_bound:Q", x2="upper_bound:Q"),
        base.mark_point(filled=True, size=55, opacity=1).encode(x=x),
    )
    told = [
        f"{row.label} {row.effect_size:+.2f} ({row.lower_bound:+.2f} to {row.upper_bound:+.2f})"
        for row in rows(frame[is_overall])
    ]
    pair = "Claims and opinions" if group_a in theme.CLASSES else f"{group_a.capitalize()} and {group_b} authors"
    return Chart(
        f"forest-{identifier}",
        findings.effects(
            pair,
            (int(differs[is_overall].sum()), int(is_overall.sum())),
            (int(differs[~is_overall].sum()), int((~is_overall).sum())),
        ),
        f"Cliff's delta with 95% intervals; right of zero, {group_a} is the higher. The title counts what the rank "
        "tests below reject, adjusted for their number.",
        f"Over all videos: {listed(told)}",
        theme.spec(chart, frame, (46 if len(shown) > 1 else 30) * len(labels), [theme.highlight()])
        if len(frame)
        else None,
        is_wide=True,
    )


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

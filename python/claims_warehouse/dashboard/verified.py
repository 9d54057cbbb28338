"""The regression of the verified status: as the document prints it, as its evaluation scheme fits it, and corrected."""

import math

import altair as alt
import duckdb
import great_tables as gt
import numpy as np

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, Section, Table, records, rows, table_markup
from claims_warehouse.sentences import reference as say_reference
from claims_warehouse.sentences import verified_status as say_verified_status
from claims_warehouse.sentences.wording import count, coverage, listed, name, significant

# The document prints no intervals, and its evaluation scheme repeats rows, so that none can be given for it either.
COEFFICIENTS = """
    select
        evaluation_scheme,
        term,
        unit,
        odds_ratio_per_unit as odds_ratio,
        odds_ratio_per_unit_lower_bound as lower_bound,
        odds_ratio_per_unit_upper_bound as upper_bound,
        confidence_level
    from marts.verified_status_coefficients
    where term != 'intercept'
    union all
    select
        'printed' as evaluation_scheme,
        replace(reference_figures.figure, 'coefficient_', '') as term,
        fitted.unit,
        exp(reference_figures.reference_value * fitted.unit) as odds_ratio,
        null as lower_bound,
        null as upper_bound,
        null as confidence_level
    from marts.reference_figures
    inner join marts.verified_status_coefficients as fitted
        on reference_figures.figure = 'coefficient_' || fitted.term and fitted.evaluation_scheme = 'corrected'
    order by term, evaluation_scheme
"""
REPORTS = """
    with printed as (
        select
            case when figure like 'not_verified_%' then 'not verified' else 'verified' end as class_label,
            max(reference_value) filter (where figure like '%_precision') as precision,
            max(reference_value) filter (where figure like '%_recall') as recall,
            max(reference_value) filter (where figure like '%_f1') as f1,
            max(reference_value) filter (where figure like '%_support') as support
        from marts.reference_figures
        where regexp_matches(figure, '^(not_)?verified_(precision|recall|f1|support)$')
        group by all
    ),

    measured as (
        select evaluation_scheme, class_label, metric, metric_value
        from marts.model_evaluations
        where model_name = 'verified_status_regression' and split = 'test' and class_label != 'all'
    )

    select 1 as position, 'Printed in the document' as report, * from printed
    union all
    select
        2 as position,
        'Printed, with the labels exchanged' as report,
        case class_label when 'verified' then 'not verified' else 'verified' end as class_label,
        * exclude (class_label)
    from printed
    union all
    select
        case evaluation_scheme when 'reference' then 3 else 4 end as position,
        case evaluation_scheme
            when 'reference' then 'Measured here, reference analysis'
            else 'Measured here, corrected'
        end as report,
        class_label,
        max(metric_value) filter (where metric = 'precision') as precision,
        max(metric_value) filter (where metric = 'recall') as recall,
        max(metric_value) filter (where metric = 'f1') as f1,
        max(metric_value) filter (where metric = 'support') as support
    from measured
    group by all
    order by position, class_label desc
"""
PROBABILITIES = """
    select
        max(metric_value) filter (where metric = 'brier_score') as brier_score,
        max(metric_value) filter (where metric like 'brier_score_of_the_share%') as brier_score_of_the_share,
        max(metric_value) filter (where metric = 'share_of_verified_videos') as share_of_videos,
        max(metric_value) filter (where metric = 'share_of_verified_training_rows') as share_of_training_rows
    from marts.model_evaluations
    where model_name = 'verified_status_regression' and evaluation_scheme = ? and split in ('test', 'train')
"""
FAULTS = """
    select
        fault,
        bool_or(is_proved) as is_proved,
        any_value(explanation) as explanation,
        list({'measure': measure, 'measure_value': measure_value} order by measure) as measures
    from marts.reference_findings
    group by fault
    order by is_proved desc, fault = 'roc_auc_has_two_readings', fault
"""
FAULT_NAMES = {
    "labels_swapped": "The labels of the report are swapped",
    "not_converged": "The fit had not converged",
    "test_set_leaks": "Test rows were trained on",
    "leak_inflates_recall": "The leak makes the report better",
    "roc_auc_has_two_readings": "The ROC AUC has two readings",
}
EVALUATION_SCHEMES = {
    "corrected": "corrected",
    "reference": "reference evaluation scheme",
    "printed": "as printed",
}
ODDS_TERMS = {
    "claim_status_opinion": "An opinion against a claim",
    "author_ban_status_banned": "A banned author against an active one",
    "author_ban_status_under_review": "An author under review against an active one",
}
TERMS = {
    "claim_status_opinion": "Opinion (not claim)",
    "author_ban_status_banned": "Banned (not active)",
    "author_ban_status_under_review": "Under review (not active)",
    "video_duration_sec": "Duration",
    "video_view_count": "Views",
    "video_share_count": "Shares",
    "video_download_count": "Downloads",
    "video_comment_count": "Comments",
}


def verified_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return the odds ratios, the reports with their labels put right, and the faults with their proofs."""
    return Section(
        "verified",
        "The model of the verified status",
        [
            "An odds ratio compares the odds of a verified author, all else equal: at 1 they are the same. It "
            "describes these videos and proves no cause. "
            "Counts are given for a step large enough to be read."
        ],
        [_odds(connection), _reports(connection), _faults(connection)],
    )


def _odds(connection: duckdb.DuckDBPyConnection) -> Chart:
    frame = connection.execute(COEFFICIENTS).df()
    frame = frame[frame["odds_ratio"] > 0]
    frame["label"] = [_term(term, unit) for term, unit in zip(frame["term"], frame["unit"], strict=True)]
    frame["fit"] = frame["evaluation_scheme"].map(EVALUATION_SCHEMES)
    corrected = frame[frame["evaluation_scheme"] == "corrected"].copy()
    level = float(corrected["confidence_level"].max())
    clear = corrected[(corrected["lower_bound"] > 1) | (corrected["upper_bound"] < 1)]
    if corrected.empty:
        title = "The regression could not be fitted on these data."
    elif clear.empty:
        title = say_verified_status.odds("", math.nan, math.nan, math.nan, level)
    else:
        row = clear.sort_values("odds_ratio", key=lambda ratios: abs(np.log(ratios))).iloc[-1]
        title = say_verified_status.odds(
            ODDS_TERMS.get(row["term"]) or row["label"],
            row["odds_ratio"],
            row["lower_bound"],
            row["upper_bound"],
            level,
        )
    order = [
        _term(term, frame.loc[frame["term"] == term, "unit"].iloc[0]) for term in TERMS if term in set(frame["term"])
    ]
    fits = list(EVALUATION_SCHEMES.values())
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=160)),
        yOffset=alt.YOffset("fit:N", sort=fits, scale=alt.Scale(paddingOuter=0.6)),
        color=alt.Color("fit:N", scale=alt.Scale(domain=fits, range=[theme.INK, theme.STATUS, theme.MUTED]),
                        legend=alt.Legend(symbolOpacity=1, columns=1)),
        tooltip=[
            alt.Tooltip("label:N", title="Term"),
            alt.Tooltip("fit:N", title="Fit"),
            alt.Tooltip("odds_ratio:Q", format=".4f", title="Odds ratio"),
            alt.Tooltip("lower_bound:Q", format=".3f", title=f"{coverage(level)} interval from"),
            alt.Tooltip("upper_bound:Q", format=".3f", title="to"),
        ],
    )  # fmt: skip
    scale = alt.Scale(type="log", nice=False, padding=12)
    axis = alt.Axis(title="Odds ratio (logarithmic)", values=[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50], format="~g")
    chart = alt.layer(
        alt.Chart(alt.InlineData(values=[{"one": 1}])).mark_rule(strokeDash=[3, 3]).encode(x="one:Q"),
        base.transform_filter("isValid(datum.lower_bound)")
        .mark_rule(strokeWidth=2)
        .encode(x=alt.X("lower_bound:Q", scale=scale), x2="upper_bound:Q"),
        base.mark_point(filled=True, size=55, opacity=1).encode(
            x=alt.X("odds_ratio:Q", scale=scale, axis=axis),
            shape=alt.Shape("fit:N", scale=alt.Scale(domain=fits, range=["circle", "square", "diamond"])),
        ),
    )
    phrases = [f"{row.label}: {significant(row.odds_ratio)}" for row in rows(corrected)]
    with_intervals = f" with {coverage(level)} intervals" if len(corrected) else ""
    return Chart(
        "odds",
        title,
        f"Odds ratios of a verified author: corrected{with_intervals}, fitted again as in the reference analysis, and "
        "as printed in the document.",
        f"Corrected odds ratios: {listed(phrases)}" if phrases else "",
        theme.spec(chart, frame, 44 * len(order)) if len(frame) else None,
    )


def _term(term: str, unit: float) -> str:
    label = TERMS.get(term) or name(term)
    if unit == 1:
        return label
    return f"{label}, per {count(unit)}" + (" s" if term == "video_duration_sec" else "")


def _reports(connection: duckdb.DuckDBPyConnection) -> Table:
    frame = connection.execute(REPORTS).df().drop(columns="position")
    table = (
        gt.GT(frame, groupname_col="report")
        .cols_label(class_label="Class", precision="Precision", recall="Recall", f1="F1", support="Test rows")
        .fmt_number(["precision", "recall", "f1"], decimals=3)
        .fmt_integer("support")
    )
    measured = frame[frame["report"].str.endswith("corrected")].set_index("class_label")["recall"]
    reference, corrected = (
        records(connection.execute(PROBABILITIES, [evaluation_scheme]).df())[0]
        for evaluation_scheme in ("reference", "corrected")
    )
    caption = "The report on the test rows: as printed, with its two labels exchanged, and as measured on these data."
    if corrected["brier_score"] is not None:
        caption += " " + say_verified_status.prevalences(
            reference["share_of_training_rows"],
            corrected["share_of_videos"],
            corrected["brier_score"],
            corrected["brier_score_of_the_share"],
        )
    return Table(
        "reports",
        say_verified_status.better_found(measured.get("verified", math.nan), measured.get("not verified", math.nan)),
        caption,
        table_markup(table) if len(frame) else None,
        is_wide=False,
    )


def _faults(connection: duckdb.DuckDBPyConnection) -> Table:
    frame = connection.execute(FAULTS).df()
    proved = int(frame["is_proved"].sum())
    frame["proof"] = [
        "; ".join(
            f"{row['measure']}: {_figure(row['measure_value'])}" for row in measures if row["measure_value"] is not None
        )
        for measures in frame["measures"]
    ]
    frame["fault"] = frame["fault"].map(lambda fault: FAULT_NAMES.get(fault) or name(fault))
    frame["is_proved"] = frame["is_proved"].map({True: "proved", False: "not proved"})
    table = gt.GT(frame[["fault", "is_proved", "explanation", "proof"]]).cols_label(
        fault="Fault", is_proved="Verdict", explanation="Because", proof="Measured"
    )
    return Table(
        "faults",
        say_reference.proved(proved),
        "What is held against the reference regression, and the figures that prove it or do not.",
        table_markup(table) if len(frame) else None,
    )


def _figure(value: float) -> str:
    return count(value) if value == round(value) and abs(value) > 1 else f"{value:.4g}"

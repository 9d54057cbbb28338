"""The regression of the verified status: as the document prints it, as its evaluation scheme fits it, and corrected."""

import math

import altair as alt
import duckdb
import numpy as np
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.classifier import performance
from claims_warehouse.dashboard.components import Chart, Component, Section, Table, rows, tabulate
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import reference as say_reference
from claims_warehouse.sentences import say
from claims_warehouse.sentences import verified_status as say_verified_status
from claims_warehouse.sentences.wording import count, coverage, listed, name, significant

REPORTS = {
    "printed": "Printed in the document",
    "printed_exchanged": "Printed, with the labels exchanged",
    "reference": "Measured here, reference analysis",
    "corrected": "Measured here, corrected",
}
FINDING_NAMES = {
    "labels_swapped": "The labels of the report are swapped",
    "not_converged": "The fit had not converged",
    "test_set_leaks": "Test rows were trained on",
    "leak_inflates_recall": "The leak makes the report better",
    "roc_auc_has_two_readings": "The ROC AUC has two readings",
}
COLOURS = [theme.INK, theme.STATUS, theme.MUTED]
COLUMNS = {
    "odds_ratio_per_unit": "odds_ratio",
    "odds_ratio_per_unit_lower_bound": "lower_bound",
    "odds_ratio_per_unit_upper_bound": "upper_bound",
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


def is_reference_data(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the data are those of the reference analysis, of which alone its figures are compared."""
    return len(read(connection, "reference_figures", limit=1)) > 0


def verified_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return the odds ratios, the reports with their labels corrected, and the findings with their proofs."""
    components: list[Component] = [_odds(connection), _reports(connection), _findings(connection)]
    return Section(
        "verified",
        "The model of the verified status",
        [
            "An odds ratio compares the odds of a verified author between videos that differ in one term alone: at 1 "
            "they are the same. It is an association: engagement comes after the upload, and causes nothing here. "
            "Counts are given for a step large enough to be read."
        ],
        components,
    )


def forest_section(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Return how the document's random forest does; nothing where none was trained."""
    forests = read(connection, "model_registry", model_name="random_forest")
    for forest in rows(forests[forests["model_id"].notna()].head(1)):
        charts = performance(connection, forest.model_id, forest.model_name, is_champion=False)
        drawn = [chart for chart in charts if chart.spec is not None]
        return Section("forest", "The random forest of the claims", [], drawn)
    return None


def _odds(connection: duckdb.DuckDBPyConnection) -> Chart:
    fitted = read(connection, "verified_status_coefficients")
    fitted = fitted.drop(columns=["odds_ratio", "lower_bound", "upper_bound"], errors="ignore")
    fitted = fitted[fitted["term"] != "intercept"]
    # The document prints no intervals, and its evaluation scheme repeats rows, so that none can be given for it either.
    printed = read(connection, "reference_odds_ratios").assign(evaluation_scheme="printed")
    frame = pd.concat([part for part in (fitted, printed) if len(part)] or [fitted]).rename(columns=COLUMNS)
    frame = frame.reindex(
        columns=["evaluation_scheme", "term", "unit", "p_value_holm", "confidence_level", *COLUMNS.values()]
    )
    frame = frame[frame["odds_ratio"] > 0].sort_values(["term", "evaluation_scheme"])
    frame["label"] = [_term(term, unit) for term, unit in zip(frame["term"], frame["unit"], strict=True)]
    frame["fit"] = frame["evaluation_scheme"].map(EVALUATION_SCHEMES)
    corrected = frame[frame["evaluation_scheme"] == "corrected"].copy()
    level = float(corrected["confidence_level"].max())
    clear = corrected[corrected["p_value_holm"] < 1 - level]
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
    fits = [fit for scheme, fit in EVALUATION_SCHEMES.items() if scheme in set(frame["evaluation_scheme"])]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=160)),
        yOffset=alt.YOffset("fit:N", sort=fits, scale=alt.Scale(paddingOuter=0.6)),
        color=alt.Color("fit:N", scale=alt.Scale(domain=fits, range=COLOURS[: len(fits)]),
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
            shape=alt.Shape("fit:N", scale=alt.Scale(domain=fits, range=["circle", "square", "diamond"][: len(fits)])),
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
    reports = read(connection, "verified_status_reports")
    reports["position"] = reports["report"].map(list(REPORTS).index)
    reports = reports.sort_values(["position", "class_label"], ascending=[True, False])
    corrected = reports[reports["report"] == "corrected"].set_index("class_label")["recall"]
    frame = reports.assign(report=reports["report"].map(REPORTS))
    caption = "The report on the test rows: as printed, with its two labels exchanged, and as measured on these data."
    evaluated = read(connection, "model_evaluations", model_name="verified_status_regression")
    figures = {
        (row.evaluation_scheme, row.metric): row.metric_value for row in rows(evaluated) if row.class_label == "all"
    }
    share, score, of_the_share = (
        figures.get(("corrected", metric))
        for metric in (
            "share_of_verified_videos", "brier_score", "brier_score_of_the_share_of_verified_training_rows",
        )
    )  # fmt: skip
    balanced = figures.get(("reference", "share_of_verified_training_rows"))
    if balanced is not None and share is not None and score is not None and of_the_share is not None:
        caption += " " + say_verified_status.prevalences(balanced, share, score, of_the_share)
    labels = {"report": "Report", "class_label": "Class", "precision": "Precision", "recall": "Recall", "f1": "F1"}
    title = say_verified_status.better_found(
        corrected.get("verified", math.nan), corrected.get("not verified", math.nan)
    )
    decimals = {"precision": 3, "recall": 3, "f1": 3, "support": 0}
    return tabulate("reports", title, caption, frame, labels | {"support": "Test rows"}, decimals, is_wide=False)


def _findings(connection: duckdb.DuckDBPyConnection) -> Table:
    frame = read(connection, "reference_findings").sort_values(["finding", "measure"])
    frame["proof"] = frame["measure"] + ": " + frame["measure_value"].map(_figure)
    found = frame[["finding", "is_proved", "finding_code"]].drop_duplicates()
    found["is_ambiguous"] = found["finding_code"] == "two_readings"
    found = found.sort_values(["is_proved", "is_ambiguous", "finding"], ascending=[False, True, True])
    proofs = frame[frame["measure_value"].notna()].groupby("finding")["proof"].agg("; ".join)
    proved = int(found["is_proved"].sum())
    frame = found.assign(
        proof=found["finding"].map(proofs).fillna(""),
        finding=found["finding"].map(lambda finding: FINDING_NAMES.get(finding) or name(finding)),
        is_proved=found["is_proved"].map({True: "proved", False: "not proved"}),
        explanation=[say("reference_findings.finding_code", row) for row in row_dicts(found)],
    )
    labels = {"finding": "Finding", "is_proved": "Verdict", "explanation": "Because", "proof": "Measured"}
    caption = "What is held against the reference regression, and the figures that prove it or do not."
    return tabulate("findings", say_reference.proved(proved), caption, frame, labels)


def _figure(value: float) -> str:
    if pd.isna(value):
        return ""
    return count(value) if value == round(value) and abs(value) > 1 else f"{value:.4g}"

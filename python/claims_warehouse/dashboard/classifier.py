"""The classifier at each scoring stage: its champion, its errors and the features that it leans on."""

import math

import altair as alt
import duckdb
import pandas as pd

from claims_warehouse.dashboard import model_findings, theme
from claims_warehouse.dashboard.components import Chart, Choice, Section, rows
from claims_warehouse.dashboard.curves import curves
from claims_warehouse.dashboard.studies import ablation, candidates, learning_curve, segments
from claims_warehouse.dashboard.wording import count, listed, name, percent

CHAMPIONS = """
    select
        scoring_stage, model_id, model_name, test_recall, test_precision, test_error_count, rule_error_count,
        beats_views_rule
    from marts.champions
    order by scoring_stage
"""
# The champions, at the thresholds that they use, and the document's forest, at its own.
SHOWN = """
    with champions as (
        select model_id, model_name, list(scoring_stage order by scoring_stage) as scoring_stages
        from marts.champions
        group by all
    )

    from (
        select *, 'lowest_cost' as threshold_rule
        from champions
        union all
        select distinct model_id, model_name, []::varchar[] as scoring_stages, 'one_half' as threshold_rule
        from marts.confusion_matrices
        where model_name = 'random_forest' and model_id not in (select model_id from champions)
    )
    order by len(scoring_stages) desc, scoring_stages
"""
CONFUSION = """
    select actual, predicted, row_count, row_count / nullif(sum(row_count) over (partition by actual), 0) as share
    from marts.confusion_matrices
    where model_id = ? and threshold_rule = ? and split = 'test'
    order by actual, predicted
"""
RULE_ERRORS = """
    select sum(row_count) from marts.confusion_matrices
    where model_name = 'views_rule' and threshold_rule = 'one_half' and split = 'test' and actual != predicted
"""
IMPORTANCES = """
    select feature, importance, standard_deviation, importance_kind
    from marts.feature_importances
    where model_id = ?
    qualify dense_rank() over (order by importance_kind != 'permutation') = 1
    order by importance desc, feature
    limit 12
"""


def champions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the champion of each stage, with the number of rows on which it was tested."""
    frame = connection.execute(CHAMPIONS).df()
    tested = [connection.execute(CONFUSION, [model, "lowest_cost"]).df() for model in frame["model_id"]]
    return frame.assign(test_row_count=[int(cells["row_count"].sum()) for cells in tested])


def classifier_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return for each champion, and for the document's forest, what it does, and a table of all candidates."""
    chosen = champions(connection)
    options = {
        _label(model, scoring_stages): [
            _confusion(connection, model_id, model, threshold_rule),
            _importances(connection, model_id, model),
            *curves(connection, model_id, model),
            segments(connection, model_id, model),
            learning_curve(connection, model_id, model),
        ]
        for model_id, model, scoring_stages, threshold_rule in connection.execute(SHOWN).fetchall()
    }
    lead = [
        "At upload, the text, the duration and the author's status are known; engagement is known only later. "
        "Each stage has a champion, chosen on validation rows and tested once, on others."
    ]
    if not options:
        lead = ["No champion was chosen: a classifier needs labelled claims and labelled opinions to learn from."]
    choices = [Choice("model", "Model", options)] if options else []
    return Section(
        "classifier", "The classifier", lead, [*choices, ablation(connection), candidates(connection, chosen)]
    )


def _label(model: str, scoring_stages: list[str]) -> str:
    if not scoring_stages:
        return f"{name(model)}, as the document has it"
    return f"{name(model)}, champion {model_findings.when(scoring_stages)}"


def _confusion(connection: duckdb.DuckDBPyConnection, model_id: str, model: str, threshold_rule: str) -> Chart:
    frame = connection.execute(CONFUSION, [model_id, threshold_rule]).df()
    wrong = frame.loc[frame["actual"] != frame["predicted"], "row_count"].sum()
    rule_wrong = connection.execute(RULE_ERRORS).fetchall()[0][0]
    frame["label"] = frame["row_count"].map(count)
    frame["of_row"] = [
        f"{percent(share)} of {actual}s" for share, actual in zip(frame["share"], frame["actual"], strict=True)
    ]
    frame["called"] = "called " + frame["predicted"]
    frame["is"] = "is " + frame["actual"]
    base = alt.Chart(theme.ROWS).encode(
        x=alt.X("called:N", title=None, axis=alt.Axis(orient="top", labelAngle=0, labelOverlap=False)),
        y=alt.Y("is:N", title=None),
        tooltip=[
            alt.Tooltip("actual:N", title="Label"),
            alt.Tooltip("predicted:N", title="Called"),
            alt.Tooltip("row_count:Q", format=",", title="Test rows"),
            alt.Tooltip("share:Q", format=".2%", title="Share of the label's rows"),
        ],
    )
    cells = base.mark_rect(stroke="var(--surface)", strokeWidth=4, cornerRadius=4).encode(
        # Pale enough for ink on it to be read, in light and in dark.
        color=alt.Color("predicted:N", scale=alt.Scale(domain=theme.CLASSES, range=theme.CLASS_COLOURS), legend=None),
        opacity=alt.Opacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0.06, 0.34]), legend=None),
    )
    chart = alt.layer(
        cells,
        base.mark_text(fontSize=22, fontWeight=600, dy=-8).encode(text="label:N"),
        base.mark_text(fontSize=12, dy=14).encode(text="of_row:N"),
    )
    phrases = [f"{row.label} {row.actual}s called {row.predicted}" for row in rows(frame)]
    return Chart(
        f"confusion-{model}",
        model_findings.errors(model, int(wrong), rule_wrong, int(frame["row_count"].sum())),
        "Test rows by label and by what the model calls them.",
        listed(phrases),
        theme.spec(chart, frame, 200) if len(frame) else None,
    )


def _importances(connection: duckdb.DuckDBPyConnection, model_id: str, model: str) -> Chart:
    frame = connection.execute(IMPORTANCES, [model_id]).df()
    frame["label"] = frame["feature"].map(name)
    frame["lower"] = frame["importance"] - frame["standard_deviation"].fillna(0)
    frame["upper"] = frame["importance"] + frame["standard_deviation"].fillna(0)
    values = list(frame["importance"])
    ratio = values[0] / values[1] if len(values) > 1 and values[1] > 0 else math.inf
    kind = "permutation" if "permutation" in set(frame["importance_kind"]) else "impurity"
    what = {
        "permutation": "ROC AUC that is lost when the values of a feature are shuffled, with one standard deviation.",
        "impurity": "Share of the impurity that splits on the feature remove.",
    }
    axis = {"permutation": "ROC AUC lost", "impurity": "Share of the impurity removed"}
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("label:N", sort=None, title=None),
        tooltip=[
            alt.Tooltip("label:N", title="Feature"),
            alt.Tooltip("importance:Q", format=".4f", title="Importance"),
            alt.Tooltip("standard_deviation:Q", format=".4f", title="Standard deviation"),
        ],
    )
    chart = alt.layer(
        base.mark_bar(color=theme.STATUS, height={"band": 0.6}).encode(x=alt.X("importance:Q", title=axis[kind])),
        base.mark_rule(strokeWidth=2, color=theme.INK).encode(x="lower:Q", x2="upper:Q"),
    )
    return Chart(
        f"importances-{model}",
        model_findings.importance(frame["feature"].iloc[0], frame["feature"].iloc[1] if len(frame) > 1 else None, ratio)
        if len(frame)
        else "No importances were measured for this model.",
        what[kind],
        listed([f"{row.label} {row.importance:.3f}" for row in rows(frame)]),
        theme.spec(chart, frame, theme.ROW * len(frame) + 10) if len(frame) else None,
    )

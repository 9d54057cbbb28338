"""The classifier at each moment of use: its errors, and which features and how many labels it needs."""

import math

import altair as alt
import duckdb
import great_tables as gt
import pandas as pd

from claims_warehouse.dashboard import findings, theme
from claims_warehouse.dashboard.curves import curves
from claims_warehouse.dashboard.exhibits import Chart, Choice, Section, Table, table_markup
from claims_warehouse.dashboard.wording import MOMENTS, count, listed, name, percent

# A champion was chosen on the validation rows; its figures on the test rows are those of the threshold it uses.
CHAMPIONS = """
    select
        moment, model_name, decision_threshold, test_recall, test_precision, test_error_count, rule_error_count,
        beats_views_rule, reason
    from marts.champions
    order by moment desc
"""
CONFUSION = """
    select protocol, actual, predicted, row_count,
        row_count / nullif(sum(row_count) over (partition by protocol, actual), 0) as share
    from marts.confusion_matrices
    where model_name = ? and moment = ? and split = 'test'
    order by protocol = 'validation_threshold' desc, actual, predicted
    limit 4
"""
IMPORTANCES = """
    select feature, importance, standard_deviation, importance_kind
    from marts.feature_importances
    where model_name = ? and moment = ?
    qualify dense_rank() over (order by importance_kind != 'permutation') = 1
    order by importance desc, feature
    limit 12
"""
ABLATION = """
    select study, feature_set, metric_value, coalesce(standard_error, 0) as standard_error, cost_of_removal
    from marts.model_ablation
    where metric = 'accuracy'
    order by study, metric_value desc
"""
LEARNING = """
    select model_name, training_row_count, metric_value, coalesce(standard_error, 0) as standard_error
    from marts.learning_curve
    where metric = 'accuracy' and moment = ? and metric_value is not null
    order by model_name, training_row_count
"""
SEGMENTS = """
    select segment_kind, segment, row_count, metric_value
    from marts.segment_evaluations
    where model_name = ? and moment = ? and split = 'test' and metric = 'recall' and metric_value is not null
    qualify dense_rank() over (order by protocol = 'validation_threshold' desc, protocol) = 1
    order by segment_kind, segment
"""
CANDIDATES = """
    select
        moment, model_name,
        max(metric_value) filter (where metric = 'accuracy' and protocol = 'as_published') as accuracy,
        max(metric_value) filter (where metric = 'precision' and protocol = 'as_published') as precision,
        max(metric_value) filter (where metric = 'recall' and protocol = 'as_published') as recall,
        max(metric_value) filter (where metric = 'roc_auc' and protocol = 'as_published') as roc_auc,
        max(metric_value) filter (where metric = 'accuracy' and protocol = 'repeated_stratified_k_fold') as repeated,
        max(standard_error) filter (where metric = 'accuracy' and protocol = 'repeated_stratified_k_fold') as error,
        max(metric_value) filter (where metric = 'accuracy' and protocol = 'grouped_by_statement') as by_statement,
        max(metric_value) filter (where metric = 'accuracy' and protocol = 'grouped_by_phrase') as by_phrase
    from marts.model_evaluations
    where
        moment != 'none'
        and class_label in ('all', 'claim')
        and (split = 'test' or (split = 'cross_validation' and protocol != 'as_published'))
    group by all
    order by moment desc, accuracy
"""
CHANCE = 0.5


def champions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the champion of each moment, with the rows on which it was tested."""
    frame = connection.execute(CHAMPIONS).df()
    tested = [
        sum(cell[3] for cell in connection.execute(CONFUSION, [row.model_name, row.moment]).fetchall())
        for row in frame.itertuples()
    ]
    return frame.assign(test_row_count=tested)


def classifier_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return for each moment of use what its champion does, and a table of all candidates."""
    chosen = champions(connection)
    options = {
        MOMENTS[row.moment]: [
            _confusion(connection, row.moment, row.model_name, row.test_error_count, row.rule_error_count),
            _importances(connection, row.moment, row.model_name),
            *curves(connection, row.moment, row.model_name),
            _segments(connection, row.moment, row.model_name),
            _learning(connection, row.moment, row.model_name),
        ]
        for row in chosen.itertuples()
    }
    lead = [
        "At publication, the text, the duration and the author's status are known; engagement is known only afterwards. "
        "Each moment has a champion of its own, chosen on validation rows and tested once, on others."
    ]
    if not options:
        lead = ["No champion was chosen: a classifier needs labelled claims and labelled opinions to learn from."]
    choices = [Choice("moment", "Moment of use", options)] if options else []
    return Section("classifier", "The classifier", lead, [*choices, _ablation(connection), _candidates(connection)])


def _confusion(
    connection: duckdb.DuckDBPyConnection, moment: str, model: str, wrong: float, rule_wrong: float
) -> Chart:
    frame = connection.execute(CONFUSION, [model, moment]).df()
    frame["label"] = frame["row_count"].map(count)
    frame["of_row"] = [
        f"{percent(share)} of {actual}s" for share, actual in zip(frame["share"], frame["actual"], strict=True)
    ]
    frame["called"] = "called " + frame["predicted"]
    frame["is"] = "is " + frame["actual"]
    base = alt.Chart(theme.ROWS).encode(
        x=alt.X("called:N", title=None, axis=alt.Axis(orient="top", labelAngle=0)),
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
    told = [f"{row.label} {row.actual}s called {row.predicted}" for row in frame.itertuples()]
    return Chart(
        f"confusion-{moment}",
        findings.errors(model, wrong, None if pd.isna(rule_wrong) else int(rule_wrong), int(frame["row_count"].sum())),
        "Test rows by label and by what the champion calls them, at its own threshold.",
        listed(told),
        theme.spec(chart, frame, 200) if len(frame) else None,
    )


def _importances(connection: duckdb.DuckDBPyConnection, moment: str, model: str) -> Chart:
    frame = connection.execute(IMPORTANCES, [model, moment]).df()
    frame["label"] = frame["feature"].map(name)
    frame["lower"] = frame["importance"] - frame["standard_deviation"].fillna(0)
    frame["upper"] = frame["importance"] + frame["standard_deviation"].fillna(0)
    values = list(frame["importance"])
    ratio = values[0] / values[1] if len(values) > 1 and values[1] > 0 else math.inf
    kind = "permutation" if "permutation" in set(frame["importance_kind"]) else "impurity"
    what = {
        "permutation": "Loss when the values of a feature are shuffled, with one standard deviation.",
        "impurity": "Share of the impurity that splits on the feature remove.",
    }
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("label:N", sort=None, title=None),
        tooltip=[
            alt.Tooltip("label:N", title="Feature"),
            alt.Tooltip("importance:Q", format=".4f", title="Importance"),
            alt.Tooltip("standard_deviation:Q", format=".4f", title="Standard deviation"),
        ],
    )
    chart = alt.layer(
        base.mark_bar(color=theme.STATUS, height={"band": 0.6}).encode(x=alt.X("importance:Q", title="Importance")),
        base.mark_rule(strokeWidth=2, color=theme.INK).encode(x="lower:Q", x2="upper:Q"),
    )
    return Chart(
        f"importances-{moment}",
        findings.importance(frame["feature"].iloc[0], frame["feature"].iloc[1] if len(frame) > 1 else None, ratio)
        if len(frame)
        else "No importances were measured for this model.",
        what[kind],
        listed([f"{row.label} {row.importance:.3f}" for row in frame.itertuples()]),
        theme.spec(chart, frame, theme.ROW * len(frame) + 10) if len(frame) else None,
    )


def _segments(connection: duckdb.DuckDBPyConnection, moment: str, model: str) -> Chart:
    frame = connection.execute(SEGMENTS, [model, moment]).df()
    frame["label"] = [
        f"{name(kind)}: {segment}" for kind, segment in zip(frame["segment_kind"], frame["segment"], strict=True)
    ]
    low, high = frame["metric_value"].min(), frame["metric_value"].max()
    title = "No segment of the test rows has a claim in it."
    if len(frame):
        title = findings.spread_of_segments(frame.loc[frame["metric_value"].idxmin(), "label"].lower(), low, high)
    chart = (
        alt.Chart(theme.ROWS)
        .mark_point(filled=True, size=70, color=theme.INK, opacity=1)
        .encode(
            y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(grid=True, labelLimit=190)),
            x=alt.X(
                "metric_value:Q",
                axis=theme.share_axis("Recall: share of the claims that are found"),
                scale=alt.Scale(zero=False, padding=10),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Segment"),
                alt.Tooltip("metric_value:Q", format=".2%", title="Recall"),
                alt.Tooltip("row_count:Q", format=",", title="Test rows"),
            ],
        )
    )
    return Chart(
        f"segments-{moment}", title, "Recall of the champion on the test rows of each segment.",
        listed([f"{row.label} {percent(row.metric_value)}" for row in frame.itertuples()]),
        theme.spec(chart, frame, theme.ROW * len(frame)) if len(frame) else None,
    )  # fmt: skip


def _learning(connection: duckdb.DuckDBPyConnection, moment: str, model: str) -> Chart:
    frame = connection.execute(LEARNING, [moment]).df()
    frame["lower"] = frame["metric_value"] - 1.96 * frame["standard_error"]
    frame["upper"] = (frame["metric_value"] + 1.96 * frame["standard_error"]).clip(upper=1)
    frame["label"] = frame["model_name"].map(name)
    frame["is_champion"] = frame["model_name"] == model
    own = frame[frame["is_champion"]]
    title = "How much more labels would bring could not be measured."
    if len(own):
        title = findings.learning(
            model, own["metric_value"].iloc[0], int(own["training_row_count"].iloc[0]), own["metric_value"].iloc[-1]
        )
    x = alt.X(
        "training_row_count:Q",
        scale=alt.Scale(type="log", nice=False),
        axis=theme.counts_axis("Training rows (logarithmic)"),
    )
    base = alt.Chart(theme.ROWS).encode(
        x=x,
        color=alt.condition("datum.is_champion", alt.value(theme.INK), alt.value(theme.MUTED)),
        detail="label:N",
        tooltip=[
            alt.Tooltip("label:N", title="Model"),
            alt.Tooltip("training_row_count:Q", format=",", title="Training rows"),
            alt.Tooltip("metric_value:Q", format=".2%", title="Accuracy"),
        ],
    )
    y = alt.Y("metric_value:Q", axis=theme.share_axis("Accuracy", grid=True), scale=alt.Scale(zero=False))
    chart = alt.layer(
        base.mark_line(strokeWidth=2).encode(
            y=y, strokeDash=alt.StrokeDash("label:N", legend=alt.Legend(columns=2, symbolStrokeColor=theme.INK))
        ),
        base.mark_rule().encode(y="lower:Q", y2="upper:Q"),
        base.mark_point(filled=True, size=40).encode(y=y),
    )
    return Chart(
        f"learning-{moment}", title,
        "Accuracy in cross-validation by number of training rows, with 95% intervals; the champion in full ink.",
        listed([f"{count(row.training_row_count)} rows {percent(row.metric_value)}" for row in own.itertuples()]),
        theme.spec(chart, frame, 240) if len(frame) else None,
    )  # fmt: skip


def _ablation(connection: duckdb.DuckDBPyConnection) -> Chart:
    frame = connection.execute(ABLATION).df()
    alone = frame[frame["study"] == "alone"]
    rule = connection.execute(
        "select max(metric_value) from marts.model_evaluations "
        "where model_name = 'views_rule' and metric = 'accuracy' and split = 'test' and protocol = 'as_published'"
    ).fetchall()[0][0]
    title = "What each set of features is worth could not be measured."
    if len(alone):
        # At chance: within three points of the share of the larger class, or of one half.
        at_chance = [row.feature_set for row in alone.itertuples() if abs(row.metric_value - CHANCE) < 0.03]  # noqa: PLR2004
        title = findings.ablation(alone["feature_set"].iloc[0], alone["metric_value"].iloc[0], at_chance)
    shown = frame[frame["study"] != "all"].assign(
        label=lambda rows: rows["feature_set"].map(name),
        kind=lambda rows: rows["study"].map({"alone": "alone", "without": "all but this"}),
        lower=lambda rows: rows["metric_value"] - 1.96 * rows["standard_error"],
        upper=lambda rows: (rows["metric_value"] + 1.96 * rows["standard_error"]).clip(upper=1),
    )
    kinds = ["alone", "all but this"]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("label:N", sort=list(alone["feature_set"].map(name)), title=None, axis=alt.Axis(grid=True)),
        color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[theme.INK, theme.STATUS]), legend=alt.Legend(symbolOpacity=1)),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond"])),
        tooltip=[
            alt.Tooltip("label:N", title="Features"), alt.Tooltip("kind:N", title="Used"),
            alt.Tooltip("metric_value:Q", format=".2%", title="Accuracy"),
            alt.Tooltip("standard_error:Q", format=".4f", title="Standard error"),
        ],
    )  # fmt: skip
    marks = [{"at": CHANCE, "label": "chance"}] + ([{"at": rule, "label": "one-line rule"}] if rule is not None else [])
    lines = alt.Chart(alt.InlineData(values=marks)).encode(x="at:Q")
    chart = alt.layer(
        lines.mark_rule(strokeDash=[3, 3]),
        lines.mark_text(align="right", dx=-4, color=theme.MUTED).encode(text="label:N", y=alt.value(-6)),
        base.mark_rule(strokeWidth=2).encode(x="lower:Q", x2="upper:Q"),
        base.mark_point(filled=True, size=80).encode(
            x=alt.X(
                "metric_value:Q",
                axis=theme.share_axis("Accuracy in cross-validation"),
                scale=alt.Scale(zero=False, padding=14),
            )
        ),
    )
    return Chart(
        "ablation", title,
        "One logistic regression on each set of features alone, and on all but it, with 95% intervals.",
        listed([f"{row.label} {row.kind}: {percent(row.metric_value)}" for row in shown.itertuples()]),
        theme.spec(chart, shown, 40 * len(alone)) if len(shown) else None,
        is_wide=True,
    )  # fmt: skip


def _candidates(connection: duckdb.DuckDBPyConnection) -> Table:
    frame = connection.execute(CANDIDATES).df()
    chosen = set(zip(*(connection.execute(CHAMPIONS).df()[column] for column in ("moment", "model_name")), strict=True))
    frame["model_name"] = [
        name(model) + (" (champion)" if (moment, model) in chosen else "")
        for moment, model in zip(frame["moment"], frame["model_name"], strict=True)
    ]
    frame["moment"] = frame["moment"].map(MOMENTS)
    folds = ["repeated", "error", "by_statement", "by_phrase"]
    table = (
        gt.GT(frame, groupname_col="moment")
        .tab_spanner("Published split, test rows", ["accuracy", "precision", "recall", "roc_auc"])
        .tab_spanner("Accuracy in cross-validation", folds)
        .cols_label(
            model_name="Model", accuracy="Accuracy", precision="Precision", recall="Recall", roc_auc="ROC AUC",
            repeated="Repeated", error="Standard error", by_statement="New statements", by_phrase="New phrases",
        )
        .fmt_number(["accuracy", "precision", "recall", "roc_auc", *folds], decimals=4)
    )  # fmt: skip
    return Table(
        "candidates",
        f"{count(len(frame))} candidates competed" if len(frame) else "No classifier was trained.",
        "Precision and recall are those of claims; new statements and new phrases were held out as a whole.",
        table_markup(table) if len(frame) else None,
    )

"""What to expect of the classifiers elsewhere: by segment, by number of labels, by features, by other splits."""

import altair as alt
import duckdb
import great_tables as gt
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, Table, rows, table_markup
from claims_warehouse.sentences import models as say_models
from claims_warehouse.sentences.wording import SCORING_STAGES, count, listed, name, percent, plural

ABLATION = """
    select study, feature_set, metric_value, lower_bound, upper_bound, standard_error_note, cost_of_removal
    from marts.model_ablation
    where metric = 'accuracy'
    order by study, metric_value desc, feature_set
"""
LEARNING = """
    select model_name, training_row_count, metric_value, lower_bound, upper_bound, standard_error_note
    from marts.learning_curve
    where metric = 'accuracy' and (model_id = ? or model_name = 'views_rule') and metric_value is not null
    order by model_name, training_row_count
"""
SEGMENTS = """
    select segment_kind, segment, row_count, metric_value
    from marts.segment_evaluations
    where
        model_id = ? and threshold_rule = 'one_half' and metric = 'recall' and metric_value is not null
    -- Bands of a number go by it.
    order by segment_kind, try_cast(regexp_extract(segment, '[0-9]+') as integer), segment
"""
CANDIDATES = """
    select
        scoring_stage, model_name,
        max(metric_value) filter (where metric = 'accuracy' and evaluation_scheme = 'holdout') as accuracy,
        max(metric_value) filter (where metric = 'precision' and evaluation_scheme = 'holdout') as precision,
        max(metric_value) filter (where metric = 'recall' and evaluation_scheme = 'holdout') as recall,
        max(metric_value) filter (where metric = 'roc_auc' and evaluation_scheme = 'holdout') as roc_auc,
        max(metric_value) filter (where metric = 'accuracy' and evaluation_scheme = 'stratified_folds') as repeated,
        max(standard_error) filter (where metric = 'accuracy' and evaluation_scheme = 'stratified_folds') as error,
        max(metric_value) filter (
            where metric = 'accuracy' and evaluation_scheme = 'grouped_by_statement'
        ) as by_statement,
        max(metric_value) filter (where metric = 'accuracy' and evaluation_scheme = 'grouped_by_phrase') as by_phrase
    from marts.model_evaluations
    where
        scoring_stage != 'none'
        and class_label in ('all', 'claim')
        and threshold_rule = 'one_half'
        and (split = 'test' or (split = 'cross_validation' and evaluation_scheme != 'holdout'))
    group by all
    order by scoring_stage, accuracy, model_name
"""
RULE = """
    select max(metric_value)
    from marts.model_evaluations
    where model_name = 'views_rule' and metric = 'accuracy' and split = 'test' and threshold_rule = 'one_half'
"""
# Accuracies that are nearer to each other than this differ by nothing that matters.
NO_DIFFERENCE = 0.005
# A missing bound would be drawn at zero.
HAS_INTERVAL = "isValid(datum.lower_bound)"
# Who always names the larger class is right as often as it occurs.
CHANCE = """
    select greatest(coalesce(avg(is_claim::integer), 0.5), 1 - coalesce(avg(is_claim::integer), 0.5))
    from marts.videos
    where is_claim is not null
"""


def _intervals(frame: pd.DataFrame) -> list[str]:
    """Return the interval of each figure in words, or why it has none."""
    return [
        str(row.standard_error_note) if pd.isna(row.lower_bound) else f"{row.lower_bound:.2%} to {row.upper_bound:.2%}"
        for row in rows(frame)
    ]


def segments(connection: duckdb.DuckDBPyConnection, model_id: str, model: str) -> Chart:
    """Return the recall of a model by the kind of video and author."""
    frame = connection.execute(SEGMENTS, [model_id]).df()
    frame["label"] = [
        f"{name(kind)}: {segment}" for kind, segment in zip(frame["segment_kind"], frame["segment"], strict=True)
    ]
    low, high = frame["metric_value"].min(), frame["metric_value"].max()
    title = "No segment of the test rows has a claim in it."
    if len(frame):
        lowest = frame.sort_values("metric_value").iloc[0]
        title = say_models.spread_of_segments(str(lowest["segment_kind"]), str(lowest["segment"]), low, high)
    chart = (
        alt.Chart(theme.ROWS)
        .mark_point(filled=True, size=70, color=theme.INK, opacity=1)
        .encode(
            y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(grid=True, labelLimit=190)),
            x=alt.X(
                "metric_value:Q",
                axis=theme.share_axis("Recall"),
                scale=alt.Scale(domain=[min(low - 0.02, 0.9), 1], nice=False, padding=10),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Segment"),
                alt.Tooltip("metric_value:Q", format=".2%", title="Recall"),
                alt.Tooltip("row_count:Q", format=",", title="Test rows"),
            ],
        )
    )
    return Chart(
        f"segments-{model}", title, "Recall on the test rows of each segment, at a threshold of one half.",
        listed([f"{row.label} {percent(row.metric_value)}" for row in rows(frame)]),
        theme.spec(chart, frame, theme.ROW * len(frame)) if len(frame) else None,
    )  # fmt: skip


def learning_curve(connection: duckdb.DuckDBPyConnection, model_id: str, model: str) -> Chart:
    """Return the accuracy of a model, beside the one-line rule, by the number of labels that it learns from."""
    frame = connection.execute(LEARNING, [model_id]).df()
    frame["label"] = frame["model_name"].map(name)
    frame["interval"] = _intervals(frame)
    frame["is_own"] = frame["model_name"] == model
    own = frame[frame["is_own"]]
    title = "How much more labels would bring could not be measured."
    if len(own):
        at_all = own["metric_value"].iloc[-1]
        # Sizes before the last whose whole interval lies near what all rows give; without an interval none is known to.
        fewer = own.iloc[:-1]
        is_near = (fewer["lower_bound"] > at_all - NO_DIFFERENCE) & (fewer["upper_bound"] < at_all + NO_DIFFERENCE)
        enough = fewer.loc[is_near, "training_row_count"]
        title = say_models.learning(
            model,
            own["metric_value"].iloc[0],
            at_all,
            int(enough.iloc[0]) if len(enough) else None,
        )
    # The model's own line comes first, so that it is the solid one.
    labels = list(dict.fromkeys([name(model), name("views_rule")]))
    dashes = [[1, 0], [6, 3]]
    sizes = sorted(set(frame["training_row_count"].tolist()))
    base = alt.Chart(theme.ROWS).encode(
        x=alt.X(
            "training_row_count:Q",
            scale=alt.Scale(type="log", nice=False, padding=8),
            axis=alt.Axis(title="Training rows (logarithmic)", values=sizes, format=","),
        ),
        tooltip=[
            alt.Tooltip("label:N", title="Model"),
            alt.Tooltip("training_row_count:Q", format=",", title="Training rows"),
            alt.Tooltip("metric_value:Q", format=".2%", title="Accuracy"),
            alt.Tooltip("interval:N", title="95% interval"),
        ],
    )
    y = alt.Y("metric_value:Q", axis=theme.share_axis("Accuracy", grid=True), scale=alt.Scale(zero=False))
    line = base.mark_line(strokeWidth=2).encode(
        y=y,
        color=alt.Color(
            "label:N", scale=alt.Scale(domain=labels, range=[theme.INK, theme.STATUS]), legend=theme.line_legend()
        ),
        strokeDash=alt.StrokeDash("label:N", scale=alt.Scale(domain=labels, range=dashes), legend=theme.line_legend()),
    )
    spread = base.encode(color=alt.when("datum.is_own").then(alt.value(theme.INK)).otherwise(alt.value(theme.STATUS)))
    chart = alt.layer(
        line,
        spread.transform_filter(HAS_INTERVAL).mark_rule().encode(y="lower_bound:Q", y2="upper_bound:Q"),
        spread.mark_circle(size=40, opacity=1).encode(y=y),
    )
    return Chart(
        f"learning-{model}", title,
        "Accuracy in cross-validation by number of training rows, with 95% intervals where the folds differ; the solid "
        "line is this model.",
        listed([f"{count(row.training_row_count)} rows {percent(row.metric_value)}" for row in rows(own)]),
        theme.spec(chart, frame, 260) if len(own) else None,
        is_wide=True,
    )  # fmt: skip


def ablation(connection: duckdb.DuckDBPyConnection) -> Chart:
    """Return what each set of features is worth, beside chance and the one-line rule."""
    frame = connection.execute(ABLATION).df()
    alone = frame[frame["study"] == "alone"]
    rule = connection.execute(RULE).fetchall()[0][0]
    chance = connection.execute(CHANCE).fetchall()[0][0]
    title = "What each set of features is worth could not be measured."
    if len(alone):
        useless = [row.feature_set for row in rows(alone) if row.metric_value - chance < say_models.NEAR_CHANCE]
        title = say_models.ablation(alone["feature_set"].iloc[0], alone["metric_value"].iloc[0], useless)
    shown = frame[frame["study"] != "all"].assign(
        label=lambda studied: studied["feature_set"].map(name),
        kind=lambda studied: studied["study"].map({"alone": "alone", "without": "all but this"}),
        interval=_intervals,
    )
    kinds = ["alone", "all but this"]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("label:N", sort=list(alone["feature_set"].map(name)), title=None, axis=alt.Axis(grid=True)),
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=kinds, range=[theme.INK, theme.STATUS]),
            legend=alt.Legend(symbolOpacity=1),
        ),
        tooltip=[
            alt.Tooltip("label:N", title="Features"), alt.Tooltip("kind:N", title="Used"),
            alt.Tooltip("metric_value:Q", format=".2%", title="Accuracy"),
            alt.Tooltip("interval:N", title="95% interval"),
        ],
    )  # fmt: skip
    marks = [{"at": chance, "label": "chance"}] + ([{"at": rule, "label": "one-line rule"}] if rule is not None else [])
    lines = alt.Chart(alt.InlineData(values=marks)).encode(x="at:Q")
    chart = alt.layer(
        lines.mark_rule(strokeDash=[3, 3]),
        lines.mark_text(align="right", dx=-4, color=theme.MUTED).encode(text="label:N", y=alt.value(-6)),
        base.transform_filter(HAS_INTERVAL).mark_rule(strokeWidth=2).encode(x="lower_bound:Q", x2="upper_bound:Q"),
        base.mark_point(filled=True, size=80, opacity=1).encode(
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond"])),
            x=alt.X(
                "metric_value:Q",
                axis=theme.share_axis("Accuracy in cross-validation"),
                scale=alt.Scale(zero=False, padding=14),
            ),
        ),
    )
    return Chart(
        "ablation", title,
        "One logistic regression on each set of features alone, and on all but it, with 95% intervals where the folds "
        "differ.",
        listed([f"{row.label} {row.kind}: {percent(row.metric_value)}" for row in rows(shown)]),
        theme.spec(chart, shown, 40 * len(alone)) if len(shown) else None,
        is_wide=True,
    )  # fmt: skip


def candidates(connection: duckdb.DuckDBPyConnection, champions: pd.DataFrame) -> Table:
    """Return all candidates with their figures on the reference split and in cross-validation."""
    frame = connection.execute(CANDIDATES).df()
    chosen = champions.groupby("model_name")["scoring_stage"].agg(list)
    frame["model_name"] = [
        f"{name(model)} (champion {say_models.when(chosen[model])})" if model in chosen else name(model)
        for model in frame["model_name"]
    ]
    frame["scoring_stage"] = frame["scoring_stage"].map(SCORING_STAGES)
    folds = ["repeated", "error", "by_statement", "by_phrase"]
    table = (
        gt.GT(frame, groupname_col="scoring_stage")
        .tab_spanner("Reference split, test rows", ["accuracy", "precision", "recall", "roc_auc"])
        .tab_spanner("Accuracy in cross-validation", folds)
        .cols_label(
            model_name="Model", accuracy="Accuracy", precision="Precision", recall="Recall", roc_auc="ROC AUC",
            repeated="Repeated", error="Standard error", by_statement="New statements", by_phrase="New phrases",
        )
        .fmt_number(["accuracy", "precision", "recall", "roc_auc", *folds], decimals=4)
    )  # fmt: skip
    return Table(
        "candidates",
        f"{plural(len(frame), 'model')} compared" if len(frame) else "No classifier was trained.",
        "Precision and recall are those of claims; new statements and new phrases were held out as a whole, though "
        "their single words may occur in others. Where all folds agree, or must, there is no standard error.",
        table_markup(table) if len(frame) else None,
    )

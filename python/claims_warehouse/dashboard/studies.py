"""What to expect of the classifiers elsewhere: by segment, by number of labels, by features, by other splits."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import duckdb
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, Table, rows, tabulate
from claims_warehouse.dashboard.tables import read, share_of_claims
from claims_warehouse.sentences import models as say_models
from claims_warehouse.sentences.wording import SCORING_STAGES, count, listed, name, percent, plural

# Smaller differences between figures do not matter.
NO_DIFFERENCE = 0.005
# Segments whose recalls lie this near to each other need no chart.
ALIKE = 0.01
# From here on a label has no room on the right.
RIGHT_END = 0.8
# A missing bound would be drawn at zero.
HAS_INTERVAL = "isValid(datum.lower_bound)"
MEASURE = "average_precision"
# Which columns the table of candidates has in cross-validation, by evaluation scheme.
SCHEMES = {
    "stratified_folds": "Repeated folds",
    "grouped_by_statement": "New statements",
    "grouped_by_phrase": "New phrases",
    "grouped_by_near_duplicate": "New texts",
}


def _intervals(frame: pd.DataFrame) -> list[str]:
    """Return the interval of each figure in words, or why it has none."""
    return [
        str(row.standard_error_note) if pd.isna(row.lower_bound) else f"{row.lower_bound:.2%} to {row.upper_bound:.2%}"
        for row in rows(frame)
    ]


def segments(connection: duckdb.DuckDBPyConnection, model_id: str, model: str, is_champion: bool) -> Chart:
    """Return the recall of a model, at the threshold in use, by the kind of video and author."""
    frame = read(connection, "segment_evaluations", model_id=model_id, metric=["recall", "support"])
    frame = frame[(frame["threshold_rule"] != "one_half") == is_champion]
    # Where all rows are of one segment, it is no part of them.
    frame = frame[frame.groupby("segment_kind")["segment"].transform("nunique") > 1]
    keys = ["segment_kind", "segment"]
    claims = frame[frame["metric"] == "support"].set_index(keys)["metric_value"]
    frame = frame[(frame["metric"] == "recall") & frame["metric_value"].notna()].copy()
    # Bands of a number go by it.
    frame["number"] = pd.to_numeric(frame["segment"].str.extract("([0-9]+)")[0])
    frame = frame.sort_values(["segment_kind", "number", "segment"])
    frame["claims"] = [
        int(claims[kind, segment]) for kind, segment in zip(frame["segment_kind"], frame["segment"], strict=True)
    ]
    frame["label"] = [
        f"{name(kind)}: {segment}" for kind, segment in zip(frame["segment_kind"], frame["segment"], strict=True)
    ]
    low = frame["metric_value"].min()
    title = "The test rows have no segments whose claims can be compared."
    if len(frame):
        ends = frame.sort_values("metric_value").iloc[[0, -1]]
        title = say_models.spread_of_segments(*((row.label, row.metric_value, row.claims) for row in rows(ends)))
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
        f"segments-{model}", title, "Recall on the test rows of each segment, at the threshold in use.",
        listed([f"{row.label} {percent(row.metric_value)}" for row in rows(frame)]),
        theme.spec(chart, frame, theme.ROW * len(frame)) if frame["metric_value"].max() - low >= ALIKE else None,
    )  # fmt: skip


def learning_curve(connection: duckdb.DuckDBPyConnection, model_id: str, model: str) -> Chart:
    """Return the average precision of a model by the number of labels that it learns from, beside the one-line rule."""
    frame = read(connection, "learning_curve", order_by="training_row_count", metric=MEASURE)
    frame = frame[
        ((frame["model_id"] == model_id) | (frame["model_name"] == "views_rule")) & frame["metric_value"].notna()
    ]
    frame = frame.sort_values(["model_name", "training_row_count"])
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
            # Intervals that are not known do not overlap either: the folds agree.
            is_clear=not (
                own["lower_bound"].iloc[[0, -1]].max() <= own["upper_bound"].iloc[[0, -1]].min()
                if own[["lower_bound", "upper_bound"]].iloc[[0, -1]].notna().all(axis=None)
                else False
            ),
        )
    gain = own["metric_value"].max() - own["metric_value"].min()
    # The model's own line comes first, so that it is the solid one.
    labels = [label for label in dict.fromkeys([name(model), name("views_rule")]) if label in set(frame["label"])]
    dashes, colours = [[1, 0], [6, 3]][: len(labels)], [theme.INK, theme.STATUS][: len(labels)]
    legend = theme.line_legend() if len(labels) > 1 else None
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
            alt.Tooltip("metric_value:Q", format=".2%", title="Average precision"),
            alt.Tooltip("interval:N", title="95% interval"),
        ],
    )
    y = alt.Y("metric_value:Q", axis=theme.share_axis("Average precision", grid=True), scale=alt.Scale(zero=False))
    line = base.mark_line(strokeWidth=2).encode(
        y=y,
        color=alt.Color(
            "label:N",
            scale=alt.Scale(domain=labels, range=colours),
            legend=legend,
        ),
        strokeDash=alt.StrokeDash("label:N", scale=alt.Scale(domain=labels, range=dashes), legend=legend),
    )
    spread = base.encode(color=alt.when("datum.is_own").then(alt.value(theme.INK)).otherwise(alt.value(theme.STATUS)))
    layers = [line, spread.mark_circle(size=40, opacity=1).encode(y=y)]
    # Vega warns of a layer without rows, as where all folds agree.
    if frame["lower_bound"].notna().any():
        layers.insert(
            1, spread.transform_filter(HAS_INTERVAL).mark_rule().encode(y="lower_bound:Q", y2="upper_bound:Q")
        )
    chart = alt.layer(*layers)
    return Chart(
        f"learning-{model}", title,
        "Average precision in cross-validation by number of training rows, with 95% intervals where the folds differ; "
        "the solid line is this model.",
        listed([f"{count(row.training_row_count)} rows {percent(row.metric_value)}" for row in rows(own)]),
        theme.spec(chart, frame, 260) if gain > NO_DIFFERENCE else None,
    )  # fmt: skip


def ablation(connection: duckdb.DuckDBPyConnection) -> Chart:
    """Return what each set of features is worth, beside chance and the one-line rule."""
    frame = read(connection, "model_ablation", metric=MEASURE)
    frame = frame[frame["metric_value"].notna()].sort_values(
        ["study", "metric_value", "feature_set"], ascending=[True, False, True]
    )
    alone = frame[frame["study"] == "alone"]
    rule = read(
        connection,
        "model_evaluations",
        model_name="views_rule",
        metric=MEASURE,
        split="test",
        threshold_rule="one_half",
    )
    share = share_of_claims(connection) or 0.0
    title = "What each set of features is worth could not be measured."
    if len(alone):
        useless = [
            row.feature_set for row in rows(alone) if say_models.is_at_chance(row.metric_value, row.lower_bound, share)
        ]
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
            alt.Tooltip("metric_value:Q", format=".2%", title="Average precision"),
            alt.Tooltip("interval:N", title="95% interval"),
        ],
    )  # fmt: skip
    marks = [{"at": share, "label": "chance", "side": "right"}]
    by_rule = rule["metric_value"].dropna().head(1)
    # The label of the rule stands right of its line where that is not at the end, for chance may be near.
    marks += [
        {"at": at, "label": "one-line rule", "side": "right" if at > RIGHT_END else "left"} for at in by_rule.tolist()
    ]
    lines = alt.Chart(alt.InlineData(values=marks)).encode(x="at:Q")
    chart = alt.layer(
        lines.mark_rule(strokeDash=[3, 3]),
        lines.mark_text(
            align=alt.expr("datum.side"), dx=alt.expr("datum.side == 'right' ? -4 : 4"), color=theme.MUTED
        ).encode(text="label:N", y=alt.value(-6)),
        base.transform_filter(HAS_INTERVAL).mark_rule(strokeWidth=2).encode(x="lower_bound:Q", x2="upper_bound:Q"),
        base.mark_point(filled=True, size=80, opacity=1).encode(
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond"])),
            x=alt.X(
                "metric_value:Q",
                axis=theme.share_axis("Average precision", tickCount=4),
                scale=alt.Scale(zero=False, padding=14),
            ),
        ),
    )
    return Chart(
        "ablation", title,
        "One logistic regression on each set of features alone, and on all but it, in cross-validation, with 95% "
        "intervals where the folds differ.",
        listed([f"{row.label} {row.kind}: {percent(row.metric_value)}" for row in rows(shown)]),
        theme.spec(chart, shown, 40 * len(alone)) if len(shown) else None,
    )  # fmt: skip


def candidates(connection: duckdb.DuckDBPyConnection, champions: Sequence[Any]) -> Table:
    """Return all candidates with their figures on the test rows and in cross-validation."""
    chosen = {champion.model_id: champion.scoring_stages for champion in champions}
    evaluated = read(
        connection,
        "model_evaluations",
        scoring_stage=list(SCORING_STAGES),
        class_label=["all", "claim"],
        threshold_rule="one_half",
    )
    keys = ["scoring_stage", "model_name", "model_id"]
    on_test = evaluated[evaluated["split"] == "test"]
    frame = on_test.pivot_table(index=keys, columns="metric", values="metric_value", aggfunc="max")
    shown = [MEASURE, "precision", "recall", "roc_auc"]
    frame = frame.reindex(columns=[*shown, "support", "row_count"])
    share = (frame["support"] / frame["row_count"]).max()
    in_folds = evaluated[(evaluated["split"] == "cross_validation") & (evaluated["metric"] == MEASURE)]
    folds = in_folds.pivot_table(index=keys, columns="evaluation_scheme", values="metric_value", aggfunc="max")
    schemes = [scheme for scheme in SCHEMES if scheme in folds]
    frame = frame[shown].join(folds[schemes]).reset_index().sort_values(["scoring_stage", MEASURE, "model_name"])
    frame["model_name"] = [
        f"{name(row.model_name)} (champion {say_models.when(chosen[row.model_id])})"
        if row.model_id in chosen
        else name(row.model_name)
        for row in rows(frame)
    ]
    frame["scoring_stage"] = frame["scoring_stage"].map(SCORING_STAGES)
    labels = {"scoring_stage": "Stage", "model_name": "Model", MEASURE: "Average precision", "precision": "Precision"}
    labels |= {"recall": "Recall", "roc_auc": "ROC AUC"} | {scheme: SCHEMES[scheme] for scheme in schemes}
    chance: str = (
        "" if pd.isna(share) else f" By chance the average precision is {percent(share)}, the share of claims."
    )
    folds_caption = (
        " The last columns are average precisions in cross-validation: new statements, phrases or texts are held out "
        "as a whole, though their single words may occur in others."
    )
    return tabulate(
        "candidates",
        f"{plural(len(frame), 'model')} compared" if len(frame) else "No classifier was trained.",
        f"On the test rows; precision and recall are those of claims.{chance}{folds_caption if schemes else ''}",
        frame,
        labels,
        dict.fromkeys([*shown, *schemes], 4),
        is_folded=True,
    )

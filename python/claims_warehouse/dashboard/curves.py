"""The curves of a classifier's scores: ROC, precision and recall, calibration."""

import math
from typing import Any

import altair as alt
import duckdb
import numpy as np
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, rows
from claims_warehouse.dashboard.tables import read
from claims_warehouse.sentences import models as say_models
from claims_warehouse.sentences.wording import listed, name, percent

MAX_POINTS = 200


def thinned(frame: pd.DataFrame) -> pd.DataFrame:
    """Return at most `MAX_POINTS` points of each curve, its end points always among them."""
    kept = []
    for _, curve in frame.groupby("model_name", sort=False):
        chosen = np.unique(np.linspace(0, len(curve) - 1, min(MAX_POINTS, len(curve))).round().astype(int))
        kept.append(curve.iloc[chosen])
    return pd.concat(kept) if kept else frame


def curves(connection: duckdb.DuckDBPyConnection, model_id: str, model: str) -> list[Chart]:
    """Return the ROC, precision-recall and calibration charts of a model on the test rows."""
    rule = list(read(connection, "model_registry", model_name="views_rule")["model_id"].dropna())
    of_both: dict[str, Any] = {"model_id": [model_id, *rule], "split": "test", "evaluation_scheme": "holdout"}
    roc, precision_recall = (
        read(connection, table, **of_both).sort_values(["model_name", "point_number"]).rename(columns=columns)
        for table, columns in (
            ("roc_curves", {"false_positive_rate": "x", "true_positive_rate": "y"}),
            ("precision_recall_curves", {"recall": "x", "precision": "y"}),
        )
    )
    columns = ["model_name", "point_number", "x", "y"]
    roc, precision_recall = roc[columns], precision_recall[columns]
    measured = read(
        connection,
        "model_evaluations",
        model_id=model_id,
        split="test",
        metric=["roc_auc", "expected_calibration_error"],
    )
    # The scores that the threshold in use applies to: calibrated, if the model could be.
    measured = measured[measured["threshold_rule"] != "one_half"]
    by_metric = dict(zip(measured["metric"], measured["metric_value"], strict=True))
    area, error = (by_metric.get(metric, math.nan) for metric in ("roc_auc", "expected_calibration_error"))
    own = precision_recall[(precision_recall["model_name"] == model) & (precision_recall["x"] >= 0.95)]  # noqa: PLR2004 - as far as the curve is drawn
    recall, precision = own.iloc[own["y"].argmax()][["x", "y"]] if len(own) else (float("nan"),) * 2
    return [
        Chart(
            f"roc-{model}",
            say_models.ranking_quality(area),
            "ROC curve on the test rows; the dotted diagonal is chance.",
            f"Area under the curve {area:.4f}" if not math.isnan(area) else "",
            _curve(roc, model, "Share of opinions flagged", "Share of claims found") if len(roc) else None,
        ),
        Chart(
            f"precision-recall-{model}",
            say_models.precision_at(recall, precision),
            "Precision against recall on the test rows, over all thresholds.",
            f"At a recall of {percent(recall)} the precision is {percent(precision)}" if len(own) else "",
            _curve(precision_recall, model, "Recall: share of claims found", "Precision", diagonal=False)
            if len(precision_recall)
            else None,
        ),
        _calibration(connection, model_id, model, error),
    ]


def _curve(frame: pd.DataFrame, model: str, x: str, y: str, diagonal: bool = True) -> dict[str, Any]:
    shown = thinned(frame).assign(label=lambda rows: rows["model_name"].map(name))
    labels = list(dict.fromkeys([name(model), name("views_rule")]))
    scale = alt.Scale(domain=[0, 1], nice=False)
    line = (
        alt.Chart(theme.ROWS)
        .mark_line(strokeWidth=2.5, strokeJoin="round", clip=True)
        .encode(
            x=alt.X("x:Q", scale=scale, axis=theme.share_axis(x)),
            y=alt.Y("y:Q", scale=scale, axis=theme.share_axis(y, grid=True, tickCount=5)),
            order="point_number:Q",
            color=alt.Color(
                "label:N", scale=alt.Scale(domain=labels, range=[theme.INK, theme.STATUS]), legend=theme.line_legend()
            ),
            strokeDash=alt.StrokeDash(
                "label:N", scale=alt.Scale(domain=labels, range=[[1, 0], [5, 3]]), legend=theme.line_legend()
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Model"),
                alt.Tooltip("x:Q", format=".1%", title=x),
                alt.Tooltip("y:Q", format=".1%", title=y),
            ],
        )
    )
    if not diagonal:
        return theme.spec(line, shown, 260)
    ends = alt.InlineData(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}])
    chance = alt.Chart(ends).mark_line(strokeDash=[2, 3], color=theme.MUTED, strokeWidth=1).encode(x="x:Q", y="y:Q")
    return theme.spec(chance + line, shown, 260)


def _calibration(connection: duckdb.DuckDBPyConnection, model_id: str, model: str, error: float) -> Chart:
    of_model: dict[str, Any] = {"model_id": model_id, "split": "test", "evaluation_scheme": "holdout"}
    frame = read(connection, "calibration_curves", order_by="bin_number", **of_model)
    # The histogram lies under the curve on the same axis: a quarter of the height holds the fullest bin.
    frame["bar"] = frame["row_count"] / max(frame["row_count"].max(), 1) / 4 if len(frame) else []
    scale = alt.Scale(domain=[0, 1], nice=False)
    tooltip = [
        alt.Tooltip("mean_score:Q", format=".1%", title="Mean score"),
        alt.Tooltip("share_positive:Q", format=".1%", title="Share of claims"),
        alt.Tooltip("row_count:Q", format=",", title="Test rows"),
    ]
    base = alt.Chart(theme.ROWS).encode(tooltip=tooltip)
    x = alt.X("mean_score:Q", scale=scale, axis=theme.share_axis("Score of the model"))
    y = alt.Y("share_positive:Q", scale=scale, axis=theme.share_axis("Share that are claims", grid=True, tickCount=5))
    ends = alt.InlineData(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}])
    chart = alt.layer(
        base.mark_rect(color=theme.STATUS, opacity=0.45).encode(
            x=alt.X("lower_bound:Q", scale=scale, axis=theme.share_axis("Score of the model")),
            x2="upper_bound:Q",
            y=alt.Y("bar:Q", scale=scale),
            y2=alt.datum(0),
        ),
        alt.Chart(ends).mark_line(strokeDash=[2, 3], color=theme.MUTED, strokeWidth=1).encode(x="x:Q", y="y:Q"),
        base.mark_line(color=theme.INK, strokeWidth=1.5).encode(x=x, y=y),
        base.mark_point(color=theme.INK, filled=True, size=55, opacity=1).encode(x=x, y=y),
    )
    phrases = [f"mean score {percent(row.mean_score)}: {percent(row.share_positive)} claims" for row in rows(frame)]
    return Chart(
        f"calibration-{model}",
        say_models.calibration(error),
        "Share of claims by score on the test rows. On the dotted diagonal a score is a probability. Bars show where "
        "the scores lie; bar heights are relative.",
        listed(phrases),
        theme.spec(chart, frame, 260) if len(frame) else None,
    )

"""The classifier at each scoring stage: its champion, and how a model does on the test rows."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt
import duckdb
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, rows
from claims_warehouse.dashboard.curves import curves
from claims_warehouse.dashboard.studies import learning_curve, segments
from claims_warehouse.dashboard.tables import read
from claims_warehouse.sentences import models as say_models
from claims_warehouse.sentences.wording import SCORING_STAGES, count, listed, name, percent

MAX_FEATURES = 12


@dataclass(frozen=True)
class Champion:
    """A model in use, at one scoring stage or at both, and what it achieves on the test rows; None is not known."""

    scoring_stages: Sequence[str]
    model_id: str
    model_name: str
    recall: float | None
    precision: float | None
    average_precision: float | None
    rule_average_precision: float | None
    prevalence: float | None
    test_error_count: int | None
    test_row_count: int | None

    @property
    def figures(self) -> dict[str, Any]:
        """What sentences are made of."""
        return asdict(self)


def champions(connection: duckdb.DuckDBPyConnection) -> list[Champion]:
    """Return the champions, one of both stages once."""
    in_use = read(connection, "champions", order_by="scoring_stage")
    tested = read(
        connection, "model_evaluations", split="test", threshold_rule="one_half", class_label=["all", "claim"]
    )
    figures = {(row.model_id, row.metric): row.metric_value for row in rows(tested)}
    rule = tested[(tested["model_name"] == "views_rule") & (tested["metric"] == "average_precision")]["metric_value"]
    found = []
    for model_id, part in in_use.groupby("model_id", sort=False):
        row = part.iloc[0]
        support, row_count = figures.get((model_id, "support")), figures.get((model_id, "row_count"))
        found.append(
            Champion(
                list(part["scoring_stage"]),
                str(model_id),
                row["model_name"],
                _known(row["test_recall"]),
                _known(row["test_precision"]),
                _known(figures.get((model_id, "average_precision"))),
                _known(rule.iloc[0]) if len(rule) else None,
                support / row_count if support is not None and row_count else None,
                None if pd.isna(row["test_error_count"]) else int(row["test_error_count"]),
                None if row_count is None else int(row_count),
            )
        )
    return found


def _known(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def why_none(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return why there is no champion, where a scoring stage has none."""
    registry = read(connection, "model_registry", scoring_stage=list(SCORING_STAGES))
    if registry["model_id"].isna().all() or registry["decision_threshold"].isna().all():
        return [say_models.NO_CLASSIFIER]
    in_use = set(read(connection, "champions")["scoring_stage"])
    without = [scoring_stage for scoring_stage in SCORING_STAGES if scoring_stage not in in_use]
    return [say_models.no_champion(without)] if without else []


def is_perfect(champion: Champion) -> bool:
    """Return whether curves of a model would show nothing but their corner."""
    return champion.average_precision == 1 and champion.test_error_count == 0


def performance(connection: duckdb.DuckDBPyConnection, model_id: str, model: str, *, is_champion: bool) -> list[Chart]:
    """Return the errors, the most important features and the curves of a model on the test rows."""
    return [
        _confusion(connection, model_id, model, is_champion),
        importances(connection, model_id, model),
        *curves(connection, model_id, model),
        segments(connection, model_id, model, is_champion),
        learning_curve(connection, model_id, model),
    ]


def _confusion(connection: duckdb.DuckDBPyConnection, model_id: str, model: str, is_champion: bool) -> Chart:
    """Return the test rows by label and prediction, each model at its own threshold."""
    frame = read(connection, "confusion_matrices", model_id=model_id, split="test")
    frame = frame[(frame["threshold_rule"] != "one_half") == is_champion].sort_values(["actual", "predicted"])
    frame["share"] = frame["row_count"] / frame.groupby("actual")["row_count"].transform("sum").replace(0, math.nan)
    cells = frame.set_index(["actual", "predicted"])["row_count"]
    found, missed, needless = (
        int(cells.get(cell, 0)) for cell in (("claim", "claim"), ("claim", "opinion"), ("opinion", "claim"))
    )
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
        say_models.confusion(model, found, found + missed, found + needless),
        "Test rows by label and by what the model calls them.",
        listed(phrases),
        theme.spec(chart, frame, 200) if len(frame) else None,
    )


def importances(connection: duckdb.DuckDBPyConnection, model_id: str, model: str) -> Chart:
    """Return which features a model would miss most; one feature needs no chart."""
    frame = read(connection, "feature_importances", model_id=model_id)
    if "permutation" in set(frame["importance_kind"]):
        frame = frame[frame["importance_kind"] == "permutation"]
    frame = frame.sort_values(["importance", "feature"], ascending=[False, True]).head(MAX_FEATURES)
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
        say_models.importance(
            frame["feature"].iloc[0],
            frame["feature"].iloc[1] if len(frame) > 1 else None,
            ratio,
            is_measurable=bool(frame["lower"].iloc[0] > 0),
        )
        if len(frame)
        else "No importances were measured for this model.",
        what[kind],
        listed([f"{row.label} {row.importance:.3f}" for row in rows(frame)]),
        theme.spec(chart, frame, theme.ROW * len(frame) + 10) if len(frame) > 1 else None,
    )

"""The curves of a classifier's scores: ROC, precision and recall, calibration; and what moderators find."""

from typing import Any

import altair as alt
import duckdb
import numpy as np
import pandas as pd

from claims_warehouse.dashboard import findings, theme
from claims_warehouse.dashboard.exhibits import Capacity, Chart, Section
from claims_warehouse.dashboard.wording import MOMENTS, listed, name, percent

ROC = """
    select model_name, point_number, false_positive_rate as x, true_positive_rate as y
    from marts.roc_curves
    where moment = ? and model_name in (?, 'views_rule') and split = 'test' and protocol = 'as_published'
    order by model_name, point_number
"""
PRECISION_RECALL = """
    select model_name, point_number, recall as x, precision as y
    from marts.precision_recall_curves
    where moment = ? and model_name in (?, 'views_rule') and split = 'test' and protocol = 'as_published'
    order by model_name, point_number
"""
CALIBRATION = """
    select lower_bound, upper_bound, row_count, mean_score, share_positive
    from marts.calibration_curves
    where moment = ? and model_name = ? and split = 'test' and row_count > 0
    qualify dense_rank() over (order by protocol = 'as_published' desc, protocol) = 1
    order by bin_number
"""
ROC_AUC = """
    select max(metric_value) from marts.model_evaluations
    where moment = ? and model_name = ? and split = 'test' and protocol = 'as_published' and metric = 'roc_auc'
"""
CAPACITY = """
    select moment, ranking, capacity_share, recall, precision, lift, selected_count
    from marts.review_capacity_curve
    where recall is not null
    order by moment, ranking, capacity_share
"""
FEWEST_POINTS = 200


def thinned(frame: pd.DataFrame, most: int = FEWEST_POINTS) -> pd.DataFrame:
    """Return at most about so many points of each curve, its end points and its corners always among them."""
    kept = []
    for _, curve in frame.groupby("model_name", sort=False):
        chosen = np.unique(np.linspace(0, len(curve) - 1, min(most, len(curve))).round().astype(int))
        kept.append(curve.iloc[chosen])
    return pd.concat(kept) if kept else frame


def curves(connection: duckdb.DuckDBPyConnection, moment: str, model: str) -> list[Chart]:
    """Return the ROC, precision-recall and calibration charts of a champion on the test rows."""
    roc = connection.execute(ROC, [moment, model]).df()
    area = connection.execute(ROC_AUC, [moment, model]).fetchall()[0][0]
    precision_recall = connection.execute(PRECISION_RECALL, [moment, model]).df()
    own = precision_recall[(precision_recall["model_name"] == model) & (precision_recall["x"] >= 0.95)]  # noqa: PLR2004
    recall, precision = own.iloc[own["y"].argmax()][["x", "y"]] if len(own) else (float("nan"),) * 2
    return [
        Chart(
            f"roc-{moment}",
            findings.ranking_quality(float("nan") if area is None else area),
            "ROC curve on the test rows; the dotted diagonal is chance.",
            f"Area under the curve {area:.4f}" if area is not None else "",
            _curve(roc, model, "Share of opinions flagged", "Share of claims found") if len(roc) else None,
        ),
        Chart(
            f"precision-recall-{moment}",
            findings.precision_at(recall, precision),
            "Precision against recall on the test rows, over all thresholds.",
            f"At a recall of {percent(recall)} the precision is {percent(precision)}" if len(own) else "",
            _curve(precision_recall, model, "Recall: share of claims found", "Precision", diagonal=False)
            if len(precision_recall)
            else None,
        ),
        _calibration(connection, moment, model),
    ]


def _curve(frame: pd.DataFrame, model: str, x: str, y: str, diagonal: bool = True) -> dict[str, Any]:
    shown = thinned(frame).assign(label=lambda rows: rows["model_name"].map(name))
    labels = [name(model), *sorted(set(shown["label"]) - {name(model)})]
    scale = alt.Scale(domain=[0, 1], nice=False)
    line = (
        alt.Chart(theme.ROWS)
        .mark_line(strokeWidth=2.5, strokeJoin="round", clip=True)
        .encode(
            x=alt.X("x:Q", scale=scale, axis=theme.share_axis(x)),
            y=alt.Y("y:Q", scale=scale, axis=theme.share_axis(y, grid=True, tickCount=5)),
            order="point_number:Q",
            color=alt.Color(
                "label:N", scale=alt.Scale(domain=labels, range=[theme.INK, theme.STATUS]), legend=alt.Legend()
            ),
            strokeDash=alt.StrokeDash(
                "label:N", scale=alt.Scale(domain=labels, range=[[1, 0], [5, 3]]), legend=alt.Legend()
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


def _calibration(connection: duckdb.DuckDBPyConnection, moment: str, model: str) -> Chart:
    frame = connection.execute(CALIBRATION, [moment, model]).df()
    weights = frame["row_count"] / max(frame["row_count"].sum(), 1)
    error = (
        float((weights * (frame["mean_score"] - frame["share_positive"]).abs()).sum()) if len(frame) else float("nan")
    )
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
        base.mark_bar(color=theme.STATUS, opacity=0.45).encode(
            x=alt.X("lower_bound:Q", scale=scale, axis=theme.share_axis("Score of the model")),
            x2="upper_bound:Q",
            y=alt.Y("bar:Q", scale=scale),
        ),
        alt.Chart(ends).mark_line(strokeDash=[2, 3], color=theme.MUTED, strokeWidth=1).encode(x="x:Q", y="y:Q"),
        base.mark_line(color=theme.INK, strokeWidth=1.5).encode(x=x, y=y),
        base.mark_point(color=theme.INK, filled=True, size=55, opacity=1).encode(x=x, y=y),
    )
    told = [f"mean score {percent(row.mean_score)}: {percent(row.share_positive)} claims" for row in frame.itertuples()]
    return Chart(
        f"calibration-{moment}",
        findings.calibration(error),
        "Share of claims by score on the test rows; bars: how many rows have such scores. On the dotted line a score is "
        "a probability.",
        listed(told),
        theme.spec(chart, frame, 260) if len(frame) else None,
    )


def capacity_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return the share of claims that moderators find by the share that they look at, for each ranking."""
    frame = connection.execute(CAPACITY).df()
    if frame.empty:
        nothing = "Without labelled claims among the test rows nobody can say what moderators would find."
        return Section("capacity", "Review capacity", [nothing], [])
    moments = [moment for moment in MOMENTS if moment in set(frame["moment"])]
    shares = sorted(frame["capacity_share"].unique())
    shares = [
        shares[index] for index in np.unique(np.linspace(0, len(shares) - 1, min(len(shares), 100)).round().astype(int))
    ]
    sentences = [
        [f"{MOMENTS[moment]}: {_sentence(frame[frame['moment'] == moment], share)}" for moment in moments]
        for share in shares
    ]
    start = int(np.argmin(np.abs(np.array(shares) - 0.1)))
    slider = Capacity("capacity-share", "Share of the videos that moderators look at", shares, sentences, start)
    charts = [_capacity(moment, frame[frame["moment"] == moment], shares[start]) for moment in moments]
    lead = ["Of all test videos, moderators can look at a share only. The best possible line rises straight to 100%."]
    return Section("capacity", "Review capacity", lead, [slider, *charts])


def _rankings(frame: pd.DataFrame) -> dict[str, str]:
    """Return how each ranking is called in a sentence, the champion's first."""
    words = {"most_views": "by most views", "random": "in random order"}
    champion = [ranking for ranking in frame["ranking"].unique() if ranking not in words]
    return dict.fromkeys(champion, "by the champion's ranking") | words


def _sentence(frame: pd.DataFrame, share: float) -> str:
    at = frame[frame["capacity_share"] == share].set_index("ranking")["recall"]
    recalls = [(how, float(at[ranking])) for ranking, how in _rankings(frame).items() if ranking in at.index]
    return findings.capacity(share, recalls)


def _capacity(moment: str, frame: pd.DataFrame, share: float) -> Chart:
    rankings = {ranking: how for ranking, how in _rankings(frame).items() if ranking in set(frame["ranking"])}
    shown = frame.assign(label=frame["ranking"].map(rankings))
    styles = alt.Scale(domain=list(rankings.values()))
    base = alt.Chart(theme.ROWS).encode(
        x=alt.X(
            "capacity_share:Q",
            axis=theme.share_axis("Share of the videos looked at"),
            scale=alt.Scale(domain=[0, 1], nice=False),
        ),
        y=alt.Y(
            "recall:Q",
            axis=theme.share_axis("Share of all claims found", grid=True, tickCount=5),
            scale=alt.Scale(domain=[0, 1]),
        ),
        tooltip=[
            alt.Tooltip("label:N", title="Ranking"),
            alt.Tooltip("capacity_share:Q", format=".0%", title="Videos looked at"),
            alt.Tooltip("recall:Q", format=".1%", title="Claims found"),
            alt.Tooltip("precision:Q", format=".1%", title="Claims among those looked at"),
        ],
    )
    chosen = base.transform_filter("abs(datum.capacity_share - capacity) < 1e-6")
    colour = alt.Color(
        "label:N",
        scale=alt.Scale(domain=list(rankings.values()), range=[theme.INK, theme.STATUS, theme.MUTED][-len(rankings) :]),
        legend=alt.Legend(columns=1),
    )
    chart = alt.layer(
        chosen.mark_rule(strokeDash=[3, 3]).encode(y=alt.Y()),
        base.mark_line(strokeWidth=2.5).encode(
            color=colour,
            strokeDash=alt.StrokeDash(
                "label:N",
                scale=alt.Scale(domain=list(rankings.values()), range=[[1, 0], [6, 3], [2, 3]][-len(rankings) :]),
                legend=alt.Legend(columns=1),
            ),
        ),
        chosen.mark_point(filled=True, size=90, opacity=1).encode(color=colour),
    )
    best = frame[frame["ranking"] == next(iter(rankings))].set_index("capacity_share")["recall"]
    return Chart(
        f"capacity-{moment}",
        f"{MOMENTS[moment]}: {percent(share)} of the videos, looked at {next(iter(rankings.values()))}, hold {percent(best[share])} of the claims",
        "Share of the test rows' claims found by the share of the rows looked at, a line for each ranking.",
        _sentence(frame, share),
        theme.spec(chart, shown, 300, [alt.param(name="capacity", value=share)]),
    )

"""Whether the models can be trusted: on new wording first, then on known wording, and the texts that they get wrong."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import duckdb
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.classifier import Champion, champions, is_perfect, performance, why_none
from claims_warehouse.dashboard.components import Chart, Choice, Component, Heading, Section, Table, rows, tabulate
from claims_warehouse.dashboard.studies import ablation, candidates
from claims_warehouse.dashboard.tables import read, row_dicts, share_of_claims
from claims_warehouse.sentences import models as say_models
from claims_warehouse.sentences import review as say_review
from claims_warehouse.sentences import say
from claims_warehouse.sentences import trust as say_trust
from claims_warehouse.sentences.reasons import reasons_for_prediction
from claims_warehouse.sentences.wording import SCORING_STAGES, listed, name, percent

# A share of claims as in the stream of a platform rather than in a labelled set.
RARE = 0.01
# Of each kind.
MAX_ERRORS = 50
# The charts of a perfect model that show a corner.
CORNER = ("confusion-", "roc-", "precision-recall-", "calibration-")
# Where a text is masked, nobody reads what a model gets wrong.
TEXT = "video_transcription_text"


def trust_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return a sentence on whether to trust the models, and the evidence for it."""
    chosen = champions(connection)
    new = {champion.model_id: _new_wording(connection, champion) for champion in chosen}
    phrases = _phrases(connection)
    lead = [say_trust.verdict(champion.figures, _worst(new[champion.model_id])) for champion in chosen]
    lead += why_none(connection)
    if chosen:
        lead += phrases
        recall = row_dicts(read(connection, "audited_performance", audit_id="all", measure="recall"))
        lead += [f"{say('audited_performance.finding_code', row)}." for row in recall]
        rare = read(connection, "precision_by_prevalence", is_in_use=True, base_rate=RARE)
        lead += [sentence for row in row_dicts(rare) if (sentence := say_models.rare_claims(row))]
    components: list[Component] = []
    if chosen:
        charts = [_shift(champion, new[champion.model_id]) for champion in chosen]
        components += [Heading(say_trust.NEW_WORDING), *charts, ablation(connection), Heading(say_trust.KNOWN_WORDING)]
        components += _known_wording(connection, chosen)
        components += [_errors(connection, chosen)]
    return Section("trust", "Can I trust the model?", lead, [*components, candidates(connection, chosen)])


def _phrases(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return what a model learns from phrases and statements; nothing if texts are not split."""
    studied = read(connection, "model_ablation", study="alone", metric="average_precision")
    by_set = dict(zip(studied["feature_set"], studied["metric_value"], strict=True))
    share = share_of_claims(connection)
    if share is None or not {"phrase", "statement"} <= set(by_set):
        return []
    return [say_models.phrases(by_set["phrase"], by_set["statement"], share)]


def _new_wording(connection: duckdb.DuckDBPyConnection, champion: Champion) -> pd.DataFrame:
    """Return the share of errors of a champion by what is new to it, the most errors first."""
    frame = read(connection, "shift_evaluations", model_id=champion.model_id, metric="error_rate")
    # Rows of later days may say what the earlier ones said.
    frame = frame[frame["metric_value"].notna() & (frame["evaluation_scheme"] != "later_rows")]
    frame["label"] = [say_trust.novelty(row) for row in row_dicts(frame)]
    return frame.sort_values(["metric_value", "upper_bound", "label"], ascending=[False, False, True])


def _worst(frame: pd.DataFrame) -> dict[str, Any] | None:
    return next(iter(row_dicts(frame.head(1))), None)


def _shift(champion: Champion, new: pd.DataFrame) -> Chart:
    frame = new[["label", "metric_value", "lower_bound", "upper_bound", "denominator"]].copy()
    frame["kind"] = "new wording"
    errors, tested = champion.test_error_count, champion.test_row_count
    known = None
    if errors is not None and tested:
        known = errors / tested
        frame.loc[len(frame)] = {
            "label": say_trust.KNOWN, "metric_value": known, "denominator": tested, "kind": "known wording",
        }  # fmt: skip
    frame["text"] = frame["metric_value"].map(percent)
    frame["end"] = frame["upper_bound"].fillna(frame["metric_value"])
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=190)),
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=["new wording", "known wording"], range=[theme.INK, theme.STATUS]),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("label:N", title="New to the model"),
            alt.Tooltip("metric_value:Q", format=".1%", title="Errors"),
            alt.Tooltip("lower_bound:Q", format=".1%", title="95% interval from"),
            alt.Tooltip("upper_bound:Q", format=".1%", title="to"),
            alt.Tooltip("denominator:Q", format=",", title="Texts"),
        ],
    )
    scale = alt.Scale(domainMin=0, nice=False, range=[0, {"expr": "width - 50"}])
    axis = theme.share_axis("Share of texts that it gets wrong")
    chart = alt.layer(
        base.transform_filter("isValid(datum.upper_bound)")
        .mark_rule(strokeWidth=2)
        .encode(x=alt.X("lower_bound:Q", scale=scale), x2="upper_bound:Q"),
        base.mark_point(filled=True, size=70, opacity=1).encode(x=alt.X("metric_value:Q", scale=scale, axis=axis)),
        base.mark_text(align="left", dx=7).encode(x=alt.X("end:Q", scale=scale), text="text:N"),
    )
    return Chart(
        f"shift-{champion.model_name}",
        say_trust.shift(champion.model_name, row_dicts(new), known),
        "Errors on texts whose wording the model had not seen, with 95% intervals; the test rows last.",
        listed([f"{row.label}: {row.text}" for row in rows(frame)]),
        theme.spec(chart, frame, 24 * len(frame)) if len(new) else None,
    )


def _known_wording(connection: duckdb.DuckDBPyConnection, chosen: Sequence[Champion]) -> list[Component]:
    """Return how each champion does on the test rows; a perfect one needs no curves."""
    options: dict[str, list[Chart | Table]] = {}
    for champion in chosen:
        charts = performance(connection, champion.model_id, champion.model_name, is_champion=True)
        if is_perfect(champion):
            sentence = say_trust.perfect(champion.figures)
            alone = Chart(f"perfect-{champion.model_name}", sentence, "", "", None)
            charts = [alone, *(chart for chart in charts if not chart.name.startswith(CORNER))]
        # Sentences first, then the charts.
        charts.sort(key=lambda chart: chart.spec is not None)
        options[f"{name(champion.model_name)}, champion {say_models.when(champion.scoring_stages)}"] = [*charts]
    if len(options) == 1:
        (members,) = options.values()
        return [*members]
    return [Choice("model", "Model", options)]


def _errors(connection: duckdb.DuckDBPyConnection, chosen: Sequence[Champion]) -> Table:
    """Return labelled videos that the champions get wrong, the surest errors of each kind."""
    found = [
        read(
            connection,
            "classification_errors",
            order_by="claim_probability",
            # The surest errors on claims have the lowest probabilities, those on opinions the highest.
            descending=not is_claim,
            limit=MAX_ERRORS,
            model_id=champion.model_id,
            scoring_stage=champion.scoring_stages[-1],
            is_claim=is_claim,
        )
        for champion in chosen
        for is_claim in (True, False)
    ]
    frame = pd.concat(found)
    frame = frame.assign(
        certainty=(frame["claim_probability"] - 1 / 2).abs(),
        video_id=frame["video_id"].astype(str),
        label=[("claim" if is_claim else "opinion") for is_claim in frame["is_claim"]],
        says=frame["claim_probability"].map(say_review.likelihood, na_action="ignore"),
        stage=frame["scoring_stage"].map(SCORING_STAGES),
    ).sort_values(["certainty", "video_id"], ascending=[False, True])
    labels = {"video_id": "Video", "label": "Label", "says": "Model"}
    if len(chosen) > 1:
        labels = {"stage": "Stage"} | labels
    if frame[TEXT].notna().any():
        frame = frame.assign(because=frame["reasons"].map(reasons_for_prediction, na_action="ignore"))
        labels |= {TEXT: "Text", "because": "Because"}
    is_all = all(len(part) < MAX_ERRORS for part in found)
    caption = say_trust.errors_caption(is_all=is_all, has_texts=frame.empty or TEXT in labels)
    return tabulate("errors", say_trust.errors(len(frame), is_all=is_all), caption, frame, labels, is_folded=True)

"""The head of each lane of the review queue, and what its decisions settle."""

import duckdb
import great_tables as gt
import pandas as pd

from claims_warehouse.dashboard.components import Section, Table, table_markup
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import intake as say_intake
from claims_warehouse.sentences import say
from claims_warehouse.sentences.codes import Figures
from claims_warehouse.sentences.wording import SCORING_STAGES, plural

LENGTH = 140
HEAD = 20
SHOWN = ["review_rank", "video_id", "reason", "video_count", "claim_probability", "total_view_count", "text"]
TABLES = {"priority": "queue-head", "fresh": "queue-fresh", "unsure": "queue-unsure", "unlikely": "queue-unlikely"}


def queue_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return the items of each lane that moderators should see first, with the reasons for their ranks."""
    lanes = sorted(
        row_dicts(read(connection, "review_queue_sizes")), key=lambda lane: [*TABLES].index(lane["review_lane"])
    )
    scoring_stages = sorted({str(lane["scoring_stage"]) for lane in lanes if lane["scoring_stage"]})
    outcomes = read(connection, "review_outcomes", scoring_stage=scoring_stages[-1:])
    decided, claims = (int(outcomes[column].sum()) for column in ("reviewed_count", "decided_claim_count"))
    lead = say_intake.ranked_by(lanes)
    if scoring_stages:
        stages = " or, where it has counts, ".join(f"“{SCORING_STAGES[stage].lower()}”" for stage in scoring_stages)
        lead.append(f"The probability of a claim is by the champion of the video's latest stage: {stages}.")
    recall = row_dicts(read(connection, "audited_performance", audit_id="all", measure="recall"))
    lead += _workload(connection) + [f"{say('audited_performance.finding_code', row)}." for row in recall]
    lead += say_intake.decided(decided, claims)
    tables = [_head(connection, lane) for lane in lanes]
    empty = Table("queue-head", say_intake.QUEUE_EMPTY, "", None)
    return Section("queue", "The head of the review queue", lead, tables or [empty])


def _workload(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Say what the selected decisions on claims settle, and what as many decisions on videos would."""
    steps = read(connection, "review_workload", review_lane="priority")
    by_claim = row_dicts(steps[(steps["decided_by"] == "claim") & steps["is_capacity"]])
    by_video = row_dicts(
        steps[
            (steps["decided_by"] == "video") & steps["decision_count"].isin([row["decision_count"] for row in by_claim])
        ]
    )
    return [f"{say_intake.workload(*pair)}." for pair in zip(by_claim, by_video, strict=True)]


def _head(connection: duckdb.DuckDBPyConnection, lane: Figures) -> Table:
    head = read(connection, "review_queue", review_lane=lane["review_lane"], order_by="review_rank", limit=HEAD)
    queued = row_dicts(head)
    frame = head.assign(
        video_id=head["video_id"].astype(str),
        reason=[say_intake.rank(row, above) for row, above in zip(queued, [None, *queued], strict=False)],
        text=head["claim_text"].fillna(head["video_transcription_text"]).map(_beginning),
    )[SHOWN]
    # No formatter touches the texts, so that Great Tables writes them as text.
    table = (
        gt.GT(frame)
        .cols_label(
            review_rank="Rank", video_id="Video to look at", reason="Why here", video_count="Videos",
            claim_probability="Probability", total_view_count="Views", text="What is said",
        )
        .fmt_integer(["review_rank", "video_count", "total_view_count"])
        .fmt_number("claim_probability", decimals=6)
    )  # fmt: skip
    caption = f"The first {plural(len(frame), 'item')} of the lane."
    return Table(TABLES[str(lane["review_lane"])], say_intake.queue(lane), caption, table_markup(table))


def _beginning(text: str | None) -> str | None:
    """Return a text up to the last whole word that fits."""
    if text is None or pd.isna(text) or len(text) <= LENGTH:
        return text
    return f"{text[:LENGTH].rsplit(maxsplit=1)[0]}…"

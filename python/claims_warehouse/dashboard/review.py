"""The head of each lane of the review queue."""

import duckdb
import great_tables as gt
import pandas as pd

from claims_warehouse.dashboard.components import Section, Table, table_markup
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import intake as say_intake
from claims_warehouse.sentences.codes import Figures
from claims_warehouse.sentences.wording import SCORING_STAGES, count

LENGTH = 140
HEAD = 20
SHOWN = ["review_rank", "video_id", "reason", "claim_probability", "video_view_count", "verified_status"]
SHOWN += ["author_ban_status", "video_transcription_text"]


def queue_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return the videos of each lane that moderators should see first, with the reasons for their ranks."""
    lanes = row_dicts(read(connection, "review_queue_sizes"))
    accepted = read(connection, "data_quality_totals", file_kind="videos", check_name="rows_accepted", detail="all")
    videos = int(accepted["row_count"].sum())
    scoring_stages = sorted({str(lane["scoring_stage"]) for lane in lanes if lane["scoring_stage"]})
    outcomes = read(connection, "review_outcomes", scoring_stage=scoring_stages[-1:])
    decided, claims = (int(outcomes[column].sum()) for column in ("reviewed_count", "decided_claim_count"))
    lead = say_intake.ranked_by(lanes)
    if scoring_stages:
        stages = " or, where it has counts, ".join(f"“{SCORING_STAGES[stage].lower()}”" for stage in scoring_stages)
        lead.append(f"The probability of a claim is by the champion of the video's latest stage: {stages}.")
    lead += say_intake.decided(decided, claims)
    tables = [_head(connection, lane, videos) for lane in lanes]
    empty = Table("queue-head", say_intake.QUEUE_EMPTY, "", None)
    return Section("queue", "The head of the review queue", lead, tables or [empty])


def _head(connection: duckdb.DuckDBPyConnection, lane: Figures, videos: int) -> Table:
    head = read(connection, "review_queue", review_lane=lane["review_lane"], order_by="review_rank", limit=HEAD)
    queued = row_dicts(head)
    frame = head.assign(
        video_id=head["video_id"].astype(str),
        reason=[say_intake.rank(row, above) for row, above in zip(queued, [None, *queued], strict=False)],
        video_transcription_text=head["video_transcription_text"].map(_beginning),
    )[SHOWN]
    # No formatter touches the transcripts, so that Great Tables writes them as text.
    table = (
        gt.GT(frame)
        .cols_label(
            review_rank="Rank", video_id="Video", reason="Why here", claim_probability="Probability",
            video_view_count="Views", verified_status="Author", author_ban_status="Ban status",
            video_transcription_text="Transcript",
        )
        .fmt_integer(["review_rank", "video_view_count"])
        .fmt_number("claim_probability", decimals=6)
    )  # fmt: skip
    name = "queue-head" if lane["review_lane"] == "priority" else "queue-fresh"
    caption = f"The first {count(len(frame))} videos of the lane."
    return Table(name, say_intake.queue(lane, videos), caption, table_markup(table))


def _beginning(text: str | None) -> str | None:
    """Return a transcript up to the last whole word that fits."""
    if text is None or pd.isna(text) or len(text) <= LENGTH:
        return text
    return f"{text[:LENGTH].rsplit(maxsplit=1)[0]}…"

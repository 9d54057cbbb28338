"""The head of the review queue."""

import duckdb
import great_tables as gt
import pandas as pd

from claims_warehouse.dashboard.components import Section, Table, table_markup
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import intake as say_intake
from claims_warehouse.sentences.wording import SCORING_STAGES, count

LENGTH = 140
HEAD = 20


def queue_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return the videos that moderators should see first, with the reasons for their ranks."""
    sizes = read(connection, "review_queue_sizes")
    total, selected, reported = (
        int(sizes[column].sum()) for column in ("video_count", "selected_count", "reported_count")
    )
    accepted = read(connection, "data_quality_totals", file_kind="videos", check_name="rows_accepted", detail="all")
    videos = int(accepted["row_count"].sum())
    scoring_stages = list(sizes["scoring_stage"])
    outcomes = read(connection, "review_outcomes", scoring_stage=scoring_stages[:1])
    decided, claims = (int(outcomes[column].sum()) for column in ("reviewed_count", "decided_claim_count"))
    frame = read(connection, "review_queue", order_by="review_rank", limit=HEAD)
    queued = row_dicts(frame)
    frame = pd.DataFrame(
        {
            "review_rank": frame["review_rank"],
            "video_id": frame["video_id"].astype(str),
            "reason": [say_intake.rank(row, above) for row, above in zip(queued, [None, *queued], strict=False)],
            "claim_probability": frame["claim_probability"],
            "video_view_count": frame["video_view_count"],
            "verified_status": frame["verified_status"],
            "author_ban_status": frame["author_ban_status"],
            "video_transcription_text": frame["video_transcription_text"].map(_beginning),
        }
    )
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
    lead = ["Videos are ranked by user reports, then by the probability of a claim, by views, and by their number."]
    for scoring_stage in scoring_stages[:1]:
        lead.append(
            f"The probability of a claim is by the champion of the stage “{SCORING_STAGES[scoring_stage].lower()}”."
        )
    lead += say_intake.decided(decided, claims)
    return Section(
        "queue",
        "The head of the review queue",
        lead,
        [
            Table(
                "queue-head",
                say_intake.queue(selected, total, reported, videos),
                f"The first {count(len(frame))} videos of the queue.",
                table_markup(table) if total else None,
            )
        ],
    )


def _beginning(text: str | None) -> str | None:
    """Return a transcript up to the last whole word that fits."""
    if text is None or pd.isna(text) or len(text) <= LENGTH:
        return text
    return f"{text[:LENGTH].rsplit(maxsplit=1)[0]}…"

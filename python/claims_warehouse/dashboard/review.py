"""The head of the review queue."""

import duckdb
import great_tables as gt

from claims_warehouse.dashboard import findings
from claims_warehouse.dashboard.exhibits import Section, Table, table_markup
from claims_warehouse.dashboard.wording import MOMENTS, count

LENGTH = 140
HEAD = 20
QUEUE = f"""
    select
        review_rank, video_id, report_count, claim_probability, video_view_count, verified_status, author_ban_status,
        case
            when length(video_transcription_text) > {LENGTH}
                then regexp_replace(left(video_transcription_text, {LENGTH}), '\\s+\\S*$', '') || '…'
            else video_transcription_text
        end as video_transcription_text
    from marts.review_queue
    order by review_rank
    limit {HEAD}
"""
SIZES = """
    select count(*) filter (where is_selected_for_review), count(*), count(report_count), any_value(moment)
    from marts.review_queue
"""


def queue_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return the videos that moderators should see first, with the reasons for their ranks."""
    selected, total, reported, moment = connection.execute(SIZES).fetchall()[0]
    frame = connection.execute(QUEUE).df()
    frame["video_id"] = frame["video_id"].astype(str)
    if not reported:
        frame = frame.drop(columns="report_count")
    # No formatter touches the transcripts, so that Great Tables writes them as text.
    table = (
        gt.GT(frame)
        .cols_label(
            {
                "review_rank": "Rank", "video_id": "Video", "claim_probability": "Claim probability",
                "video_view_count": "Views", "verified_status": "Author", "author_ban_status": "Ban status",
                "video_transcription_text": "Transcript",
            } | ({"report_count": "Reports"} if reported else {})
        )
        .fmt_integer(["review_rank", "video_view_count", *(["report_count"] if reported else [])])
        .fmt_number("claim_probability", decimals=6)
    )  # fmt: skip
    lead = ["Videos are ranked by user reports, then by how sure the model is, then by reach."]
    if moment is not None:
        lead.append(f"The model is the champion of the moment “{MOMENTS[moment].lower()}”.")
    return Section(
        "queue",
        "The head of the review queue",
        lead,
        [
            Table(
                "queue-head",
                findings.queue(selected, total, reported),
                f"The first {count(len(frame))} videos of the queue.",
                table_markup(table) if total else None,
            )
        ],
    )

"""The head of the review queue."""

import duckdb
import great_tables as gt

from claims_warehouse.dashboard.components import Section, Table, table_markup
from claims_warehouse.sentences import intake as say_intake
from claims_warehouse.sentences.wording import SCORING_STAGES, count

LENGTH = 140
HEAD = 20
# A reason names what sets a video behind the one above it: the first of the queue's criteria in which the two differ.
QUEUE = f"""
    with ranked as (
        select
            *,
            coalesce(report_count, 0) as reports,
            coalesce(lag(coalesce(report_count, 0)) over above = coalesce(report_count, 0), false) as has_same_reports,
            coalesce(lag(claim_probability) over above = claim_probability, false) as has_same_probability,
            coalesce(lag(video_view_count) over above = video_view_count, false) as has_same_views
        from marts.review_queue
        window above as (order by review_rank)
    )

    select
        review_rank,
        cast(video_id as varchar) as video_id,
        concat_ws(
            ', ',
            case
                when reports = 1 then '1 user report'
                when reports > 1 then format('{{:,}} user reports', reports)
            end,
            case
                when has_same_reports and has_same_probability and has_same_views
                    then 'same probability and views, higher number'
                when has_same_reports and has_same_probability then 'same probability, fewer views'
                when has_same_reports and reports > 0 then 'lower probability'
                when reports = 0 then 'highest probability left'
            end
        ) as reason,
        claim_probability,
        video_view_count,
        verified_status,
        author_ban_status,
        case
            when length(video_transcription_text) > {LENGTH}
                then regexp_replace(left(video_transcription_text, {LENGTH}), '\\s+\\S*$', '') || '…'
            else video_transcription_text
        end as video_transcription_text
    from ranked
    order by review_rank
    limit {HEAD}
"""  # noqa: S608 - two numbers of this module
SIZES = """
    select
        count(*) filter (where is_selected_for_review), count(*), count(*) filter (where report_count > 0),
        any_value(scoring_stage),
        (select count(*) from marts.videos)
    from marts.review_queue
"""
DECISIONS = """
    select coalesce(sum(reviewed_count), 0)::bigint, coalesce(sum(decided_claim_count), 0)::bigint
    from marts.review_outcomes
    where scoring_stage = (select any_value(scoring_stage) from marts.review_queue)
"""


def queue_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return the videos that moderators should see first, with the reasons for their ranks."""
    selected, total, reported, scoring_stage, videos = connection.execute(SIZES).fetchall()[0]
    decided, claims = connection.execute(DECISIONS).fetchall()[0]
    frame = connection.execute(QUEUE).df()
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
    if scoring_stage is not None:
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

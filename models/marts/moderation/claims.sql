-- One row per claim: what its videos say, who made them and what became of them.
with

claim_videos as (
    select * from {{ ref('claim_videos') }}
),

videos as (
    select * from {{ ref('videos') }}
),

video_activity as (
    select * from {{ ref('int_video_activity') }}
),

claim_statements as (
    select * from {{ ref('int_claim_statements') }}
),

review_queue as (
    select * from {{ ref('review_queue') }}
),

members as (
    select
        claim_videos.claim_id,
        claim_videos.video_id,
        claim_videos.claim_probability,
        claim_videos.decision,
        claim_videos.decision_origin,
        claim_videos.decided_at,
        videos.video_transcription_text,
        videos.is_verified,
        videos.is_author_under_review,
        videos.is_author_banned,
        videos.video_view_count,
        videos.video_share_count,
        video_activity.report_count,
        video_activity.delivered_on
    from claim_videos
    inner join videos on claim_videos.video_id = videos.video_id
    inner join video_activity on claim_videos.video_id = video_activity.video_id
),

transcripts as (
    select
        claim_id,
        video_transcription_text,
        count(*) as video_count
    from members
    group by claim_id, video_transcription_text
),

wordings as (
    select
        transcripts.claim_id,
        claim_statements.statement,
        any_value(claim_statements.normalised_statement) as normalised_statement,
        sum(transcripts.video_count) as video_count
    from transcripts
    inner join claim_statements
        on transcripts.video_transcription_text = claim_statements.video_transcription_text
    group by transcripts.claim_id, claim_statements.statement
),

texts as (
    select
        claim_id,
        statement as claim_text,
        -- Of equally frequent wordings the first in the alphabet.
        row_number() over (partition by claim_id order by video_count desc, statement) as wording_rank
    from wordings
),

wording_counts as (
    select
        claim_id,
        count(distinct normalised_statement) as wording_count
    from wordings
    group by claim_id
),

totals as (
    select
        claim_id,
        {{ fixed_point_mean("claim_probability") }} as claim_probability,
        count(*) as video_count,
        -- A member with a decision in force is decided to be a claim.
        max(decision) as decision,
        -- In the alphabet, what people reviewed comes last.
        max(decision_origin) as decision_origin,
        min(decided_at) as decided_at,
        count(decision) as decided_video_count,
        count(*) filter (where is_verified) as verified_video_count,
        count(*) filter (where is_author_under_review) as under_review_video_count,
        count(*) filter (where is_author_banned) as banned_video_count,
        {{ total("video_view_count") }} as total_view_count,
        {{ total("video_share_count") }} as total_share_count,
        {{ total("report_count") }} as total_report_count,
        min(delivered_on) as first_seen_on,
        max(delivered_on) as last_seen_on
    from members
    group by claim_id
)

select
    totals.claim_id,
    texts.claim_text,
    totals.claim_probability,
    totals.decision,
    totals.decision_origin,
    totals.decided_at,
    totals.video_count,
    totals.decided_video_count,
    coalesce(wording_counts.wording_count, 0) as wording_count,
    totals.verified_video_count,
    totals.under_review_video_count,
    totals.banned_video_count,
    totals.total_view_count,
    totals.total_share_count,
    totals.total_report_count,
    totals.first_seen_on,
    totals.last_seen_on,
    coalesce(review_queue.is_selected_for_review, false) as is_selected_for_review
from totals
left join texts on totals.claim_id = texts.claim_id and texts.wording_rank = 1
left join wording_counts on totals.claim_id = wording_counts.claim_id
left join review_queue on totals.claim_id = review_queue.claim_id
order by totals.claim_id

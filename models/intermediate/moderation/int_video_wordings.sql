-- Which videos say the same: by the number of the first video, of all accepted ones, that makes the same statement, or
-- has the same transcript, but for case, blanks and punctuation. A number is as good as the text, and takes no room.
with

claim_statements as (
    select * from {{ ref('int_claim_statements') }}
),

videos as (
    select
        video_id,
        video_transcription_text
    from {{ ref('int_videos') }}
),

first_statements as (
    select
        normalised_statement,
        min(first_video_id) as statement_video_id
    from claim_statements
    group by normalised_statement
),

first_transcripts as (
    select
        normalised_transcript,
        min(first_video_id) as transcript_video_id
    from claim_statements
    group by normalised_transcript
),

wordings as (
    select
        claim_statements.video_transcription_text,
        first_statements.statement_video_id,
        first_transcripts.transcript_video_id
    from claim_statements
    inner join first_statements on claim_statements.normalised_statement = first_statements.normalised_statement
    inner join first_transcripts on claim_statements.normalised_transcript = first_transcripts.normalised_transcript
)

select
    videos.video_id,
    -- A video without a transcript says what no other does.
    coalesce(wordings.statement_video_id, videos.video_id) as statement_video_id,
    coalesce(wordings.transcript_video_id, videos.video_id) as transcript_video_id
from videos
left join wordings on videos.video_transcription_text = wordings.video_transcription_text

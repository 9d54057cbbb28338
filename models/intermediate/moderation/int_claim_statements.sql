-- What each distinct transcript states, and how it counts where statements are compared. Where texts are not split into
-- an attribution phrase and a statement, the whole text is the statement.
with

video_features as (
    select * from {{ ref('int_video_features') }}
),

-- Texts are cut for one video of each transcript, not for all, as they would be if both steps read the same lines.
transcripts as (
    select
        min(video_id) as video_id,
        count(*) as video_count
    from {{ ref('int_video_features') }}
    group by video_transcription_text
),

statements as (
    select
        video_features.video_transcription_text,
        video_features.attribution_phrase,
        coalesce(video_features.statement, video_features.video_transcription_text) as statement,
        transcripts.video_count,
        transcripts.video_id as first_video_id
    from video_features
    inner join transcripts on video_features.video_id = transcripts.video_id
    where video_features.video_transcription_text is not null
),

normalised as (
    select
        *,
        {{ normalised_text("statement") }} as normalised_statement
    from statements
)

select
    video_transcription_text,
    attribution_phrase,
    statement,
    normalised_statement,
    case
        when statement = video_transcription_text then normalised_statement
        else {{ normalised_text("video_transcription_text") }}
    end as normalised_transcript,
    video_count,
    first_video_id
from normalised

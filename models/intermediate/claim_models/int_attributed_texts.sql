-- How many transcripts of the training sample begin by saying where their statement comes from. If fewer than half do,
-- texts are not split.
with

training_sample as (
    select * from {{ ref('int_training_sample') }}
),

texts as (
    select
        videos.video_transcription_text,
        {{ attribution_phrase("videos.video_transcription_text") }} as attribution_phrase
    from {{ ref('int_videos') }} as videos
    semi join training_sample on videos.video_id = training_sample.video_id
    where videos.video_transcription_text is not null
),

counts as (
    select
        count(*) as text_count,
        count(*) filter (where {{ is_attribution("video_transcription_text", "attribution_phrase") }})
            as attributed_count
    from texts
)

select
    text_count,
    attributed_count,
    text_count > 0 and 2 * attributed_count >= text_count as has_attribution
from counts

{{ config(materialized='view') }}
-- What a classifier may look at, for every accepted video: the columns of the mart but the rates, which follow from
-- others, and the two halves of the text.
with

videos as (
    select * exclude ({{ rate_metrics() | join(", ") }}) from {{ ref('int_videos') }}
),

with_phrase as (
    select
        *,
        {{ attribution_phrase("video_transcription_text") }} as attribution_phrase
    from videos
)

select
    *,
    {{ attributed_statement("video_transcription_text", "attribution_phrase") }} as statement
from with_phrase

{{ config(materialized='view') }}
-- What a classifier may look at, for every accepted video: the columns of the mart but the rates, which follow from
-- others, and the two halves of the text where most texts have them.
with

videos as (
    select * exclude ({{ rate_metrics() | join(", ") }}) from {{ ref('int_videos') }}
),

attributed_texts as (
    select has_attribution from {{ ref('int_attributed_texts') }}
),

with_phrase as (
    select
        videos.*,
        attributed_texts.has_attribution,
        case
            when attributed_texts.has_attribution
                then {{ attribution_phrase("videos.video_transcription_text") }}
        end as attribution_phrase
    from videos
    cross join attributed_texts
)

select
    *,
    case
        when has_attribution
            then {{ attributed_statement("video_transcription_text", "attribution_phrase") }}
    end as statement
from with_phrase

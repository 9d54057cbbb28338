{{ config(materialized='view') }}
-- Every delivered row in exactly one state: accepted, rejected, duplicate or superseded.
with

delivered_videos as (
    select * from {{ ref('int_delivered_videos') }}
),

repeated_videos as (
    select * from {{ ref('int_repeated_videos') }}
)

select
    delivered_videos.* exclude (reasons, input_fingerprint),
    case
        when len(delivered_videos.reasons) > 0 then 'rejected'
        else coalesce(repeated_videos.row_state, 'accepted')
    end as row_state,
    coalesce(repeated_videos.reasons, delivered_videos.reasons) as reasons
from delivered_videos
left join repeated_videos
    on
        delivered_videos.source_file = repeated_videos.source_file
        and delivered_videos.row_number = repeated_videos.row_number

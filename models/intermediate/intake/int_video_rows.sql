{{ config(materialized='view') }}
-- Every input row in exactly one state: accepted, rejected, duplicate or superseded.
with

cleaned_video_rows as (
    select * from {{ ref('int_cleaned_video_rows') }}
),

repeated_videos as (
    select * from {{ ref('int_repeated_videos') }}
)

select
    cleaned_video_rows.* exclude (reasons, input_fingerprint),
    case
        when len(cleaned_video_rows.reasons) > 0 then 'rejected'
        else coalesce(repeated_videos.row_state, 'accepted')
    end as row_state,
    coalesce(repeated_videos.reasons, cleaned_video_rows.reasons) as reasons,
    coalesce(repeated_videos.withdrawn_values, cast([] as varchar[])) as withdrawn_values
from cleaned_video_rows
left join repeated_videos
    on
        cleaned_video_rows.source_file = repeated_videos.source_file
        and cleaned_video_rows.row_number = repeated_videos.row_number

-- What the exposure measure of a video was in the row before its accepted one, where the input files hold such a row.
with

cleaned_video_rows as (
    select
        source_file,
        row_number,
        video_id,
        delivered_on,
        {{ exposure_measure() }} as earlier_exposure
    from {{ ref('int_cleaned_video_rows') }}
),

repeated_videos as (
    select
        source_file,
        row_number
    from {{ ref('int_repeated_videos') }}
    where row_state = 'superseded'
),

superseded as (
    select
        cleaned_video_rows.video_id,
        cleaned_video_rows.earlier_exposure,
        row_number() over (
            partition by cleaned_video_rows.video_id
            order by
                cleaned_video_rows.delivered_on desc nulls last,
                cleaned_video_rows.source_file desc,
                cleaned_video_rows.row_number desc
        ) as recency
    from cleaned_video_rows
    inner join repeated_videos
        on
            cleaned_video_rows.source_file = repeated_videos.source_file
            and cleaned_video_rows.row_number = repeated_videos.row_number
    where cleaned_video_rows.earlier_exposure is not null
)

select
    video_id,
    earlier_exposure
from superseded
where recency = 1

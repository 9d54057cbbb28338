-- What became of each accepted video: when its row was delivered, how often users reported it, and its exposure. Where
-- the input files hold an earlier row of the video, that is what it has gained since; superseded rows keep counts.
with

video_rows as (
    select
        video_id,
        delivered_on,
        video_view_count is not null as has_counts,
        {{ exposure_measure() }} as exposure
    from {{ ref('int_video_rows') }}
    where row_state = 'accepted'
),

cleaned_video_rows as (
    select
        source_file,
        row_number,
        video_id,
        delivered_on,
        {{ exposure_measure() }} as exposure
    from {{ ref('int_cleaned_video_rows') }}
),

superseded_rows as (
    select
        source_file,
        row_number
    from {{ ref('int_repeated_videos') }}
    where row_state = 'superseded'
),

user_reports as (
    select * from {{ ref('int_user_reports') }}
),

earlier_rows as (
    select
        cleaned_video_rows.video_id,
        cleaned_video_rows.exposure,
        row_number() over (
            partition by cleaned_video_rows.video_id
            order by
                cleaned_video_rows.delivered_on desc nulls last,
                cleaned_video_rows.source_file desc,
                cleaned_video_rows.row_number desc
        ) as recency
    from cleaned_video_rows
    inner join superseded_rows
        on
            cleaned_video_rows.source_file = superseded_rows.source_file
            and cleaned_video_rows.row_number = superseded_rows.row_number
    where cleaned_video_rows.exposure is not null
)

select
    video_rows.video_id,
    cast(video_rows.delivered_on as date) as delivered_on,
    video_rows.has_counts,
    user_reports.report_count,
    -- A count that was corrected gained nothing.
    case
        when video_rows.exposure is not null then greatest(video_rows.exposure - coalesce(earlier_rows.exposure, 0), 0)
    end as exposure_so_far
from video_rows
left join earlier_rows on video_rows.video_id = earlier_rows.video_id and earlier_rows.recency = 1
left join user_reports on video_rows.video_id = user_reports.video_id

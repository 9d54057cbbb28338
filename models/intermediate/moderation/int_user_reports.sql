-- How often each video was reported, over all files. Without any file of reports nothing is known of any video; with
-- one, a video that it does not name has none.
with

accepted_files as (
    select * from {{ ref('raw_accepted_files') }}
),

user_report_rows as (
    select * from {{ ref('int_user_report_rows') }}
),

videos as (
    select video_id from {{ ref('int_videos') }}
),

report_counts as (
    select
        video_id,
        cast(sum(report_count) as bigint) as report_count
    from user_report_rows
    where row_state = 'accepted'
    group by video_id
)

select
    videos.video_id,
    coalesce(report_counts.report_count, 0) as report_count
from videos
left join report_counts on videos.video_id = report_counts.video_id
where exists (
    select 1
    from accepted_files
    where file_kind = 'user_reports'
)

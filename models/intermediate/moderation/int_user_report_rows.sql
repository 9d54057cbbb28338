-- Every input row of user reports, accepted or rejected with its reasons. Rows of one video do not contradict each
-- other: they add up.
with

user_reports as (
    select * from {{ ref('stg_input__user_reports') }}
),

videos as (
    select video_id from {{ ref('int_videos') }}
)

select
    user_reports.source_file,
    user_reports.row_number,
    user_reports.video_id,
    user_reports.report_count,
    user_reports.raw_video_id,
    user_reports.raw_report_count,
    user_reports.repairs,
    case
        when len(user_reports.reasons) = 0 and videos.video_id is null then ['video_id is not an accepted video']
        else user_reports.reasons
    end as reasons,
    case
        when len(user_reports.reasons) = 0 and videos.video_id is not null then 'accepted'
        else 'rejected'
    end as row_state
from user_reports
left join videos on user_reports.video_id = videos.video_id

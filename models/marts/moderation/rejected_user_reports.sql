with

user_report_rows as (
    select * from {{ ref('int_user_report_rows') }}
)

select
    source_file,
    row_number,
    raw_video_id as video_id,
    raw_report_count as report_count,
    reasons
from user_report_rows
where row_state = 'rejected'

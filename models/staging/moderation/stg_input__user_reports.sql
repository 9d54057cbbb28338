-- Each input row of user reports, cast, with the reasons for which it cannot be counted. A file without the column
-- report_count has one row per report; in a file with it, a blank count rejects its row.
with

user_reports as (
    select
        source_file,
        row_number,
        record_problem,
        record_repairs,
        video_id as raw_video_id,
        report_count as raw_report_count,
        {{ text_or_null('video_id') }} as video_id,
        {{ text_or_null('report_count') }} as report_count
    from {{ ref('raw_user_reports') }}
),

files as (
    select
        source_file,
        list_contains(file_columns, 'report_count') as has_report_counts
    from {{ ref('raw_accepted_files') }}
    where file_kind = 'user_reports'
)

select
    user_reports.source_file,
    user_reports.row_number,
    {{ whole_number('user_reports.video_id') }} as video_id,
    case when files.has_report_counts then {{ whole_number('user_reports.report_count') }} else 1 end as report_count,
    user_reports.raw_video_id,
    user_reports.raw_report_count,
    coalesce(user_reports.record_repairs, []) as repairs,
    case when user_reports.record_problem is not null then [user_reports.record_problem] else list_filter([
        case when user_reports.video_id is null then 'video_id is missing' end,
        {{ invalid_whole_number('video_id', whole_number('video_id')) }},
        case when files.has_report_counts and user_reports.report_count is null then 'report_count is missing' end,
        {{ invalid_whole_number('report_count', whole_number('report_count'), maximum=1000000000000) }}
    ], lambda reason: reason is not null) end as reasons
from user_reports
inner join files on user_reports.source_file = files.source_file

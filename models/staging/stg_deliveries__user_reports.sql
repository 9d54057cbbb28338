-- Each delivered row of user reports, cast, with the reasons for which it cannot be counted. A file without a
-- report_count has one row per report.
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
        {{ text_or_null('report_count') }} as report_count,
        count({{ text_or_null('report_count') }}) over (partition by source_file) > 0 as has_report_counts
    from {{ ref('raw_user_reports') }}
)

select
    source_file,
    row_number,
    {{ whole_number('video_id') }} as video_id,
    case when has_report_counts then {{ whole_number('report_count') }} else 1 end as report_count,
    raw_video_id,
    raw_report_count,
    coalesce(record_repairs, []) as repairs,
    case when record_problem is not null then [record_problem] else list_filter([
        case when video_id is null then 'video_id is missing' end,
        {{ invalid_whole_number('video_id', whole_number('video_id')) }},
        case when has_report_counts and report_count is null then 'report_count is missing' end,
        {{ invalid_whole_number('report_count', whole_number('report_count'), maximum=1000000000000) }}
    ], lambda reason: reason is not null) end as reasons
from user_reports

-- Guards that what is counted as accepted or rejected is what readers find in videos and in the tables of rejected
-- rows, file by file.
{%- set rows_by_kind = [
    ('videos', 'int_video_rows', 'rejected_rows'),
    ('user_reports', 'int_user_report_rows', 'rejected_user_reports'),
    ('reviews', 'int_review_rows', 'rejected_reviews'),
    ('fact_checks', 'int_fact_check_rows', 'rejected_fact_checks'),
] %}
with

counted as (
    {% for file_kind, state_rows, rejected_rows in rows_by_kind -%}
    select
        '{{ file_kind }}' as file_kind,
        source_file,
        row_state,
        count(*) as row_count
    from {{ ref(state_rows) }}
    where row_state = 'rejected' {% if file_kind == 'videos' %}or row_state = 'accepted'{% endif %}
    group by source_file, row_state
    {{ "union all" if not loop.last }}
    {% endfor %}
),

in_marts as (
    {% for file_kind, state_rows, rejected_rows in rows_by_kind -%}
    select
        '{{ file_kind }}' as file_kind,
        source_file,
        'rejected' as row_state,
        count(*) as row_count
    from {{ ref(rejected_rows) }}
    group by source_file
    union all
    {% endfor -%}
    select
        'videos' as file_kind,
        source_file,
        'accepted' as row_state,
        count(*) as row_count
    from {{ ref('videos') }}
    group by source_file
)

select
    coalesce(counted.file_kind, in_marts.file_kind) as file_kind,
    coalesce(counted.source_file, in_marts.source_file) as source_file,
    coalesce(counted.row_state, in_marts.row_state) as row_state
from counted
full outer join in_marts
    on
        counted.file_kind = in_marts.file_kind
        and counted.source_file = in_marts.source_file
        and counted.row_state = in_marts.row_state
where counted.row_count is distinct from in_marts.row_count

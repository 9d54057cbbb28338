-- Guards that no row is lost or counted twice: for every source file the rows that were read are the rows in the four
-- states, row by row and in the counts that readers see.
{%- set rows_by_kind = [
    ('videos', 'raw_videos', 'int_video_rows'),
    ('user_reports', 'raw_user_reports', 'int_user_report_rows'),
    ('reviews', 'raw_reviews', 'int_review_rows'),
    ('fact_checks', 'raw_fact_checks', 'int_fact_check_rows'),
] %}
with

input_rows as (
    {% for file_kind, raw_rows, state_rows in rows_by_kind -%}
    select
        '{{ file_kind }}' as file_kind,
        source_file,
        count(*) as rows_read
    from {{ ref(raw_rows) }}
    group by source_file
    {{ "union all" if not loop.last }}
    {% endfor %}
),

states as (
    {% for file_kind, raw_rows, state_rows in rows_by_kind -%}
    select
        '{{ file_kind }}' as file_kind,
        source_file,
        count(*) as rows_in_states,
        count(distinct row_number) as distinct_rows
    from {{ ref(state_rows) }}
    where row_state in ('accepted', 'rejected', 'duplicate', 'superseded')
    group by source_file
    {{ "union all" if not loop.last }}
    {% endfor %}
),

reported as (
    select
        file_kind,
        source_file,
        sum(row_count) filter (where check_name = 'rows_read') as rows_read,
        sum(row_count) filter (
            where check_name in ('rows_accepted', 'rows_rejected', 'rows_duplicate', 'rows_superseded')
        ) as rows_in_states
    from {{ ref('data_quality') }}
    group by file_kind, source_file
)

select *
from reported
left join input_rows using (file_kind, source_file)
left join states using (file_kind, source_file)
where
    reported.rows_read != coalesce(input_rows.rows_read, 0)
    or reported.rows_in_states != coalesce(input_rows.rows_read, 0)
    or coalesce(states.rows_in_states, 0) != coalesce(input_rows.rows_read, 0)
    or coalesce(states.distinct_rows, 0) != coalesce(input_rows.rows_read, 0)

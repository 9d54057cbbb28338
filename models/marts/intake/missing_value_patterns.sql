-- Which columns are missing together, and in how many rows, those without a gap included.
with

rejected_rows as (
    select missing_columns
    from {{ ref('rejected_rows') }}
),

videos as (
    select * from {{ ref('int_videos') }}
),

-- Counted first: a list is made for each pattern, not for each video.
gaps as (
    select
        {% for column_name in raw_video_columns() -%}
        {{ column_name }} is null as {{ column_name }},
        {% endfor -%}
        count(*) as row_count
    from videos
    group by all
),

patterns as (
    select
        list_filter([
            {% for column_name in raw_video_columns() -%}
            case when {{ column_name }} then '{{ "#" if column_name == "running_number" else column_name }}' end
            {{- "," if not loop.last }}
            {% endfor -%}
        ], lambda column_name: column_name is not null) as missing_columns,
        row_count
    from gaps
    union all
    select
        missing_columns,
        1 as row_count
    from rejected_rows
)

select
    missing_columns,
    len(missing_columns) as column_count,
    cast(sum(row_count) as bigint) as row_count
from patterns
group by missing_columns

with

video_rows as (
    select * from {{ ref('int_video_rows') }}
),

raw_videos as (
    select * from {{ ref('raw_videos') }}
)

select
    raw_videos.source_file,
    raw_videos.row_number,
    {% for column_name in raw_video_columns() -%}
    raw_videos.{{ column_name }},
    {% endfor -%}
    raw_videos.delivered_on,
    raw_videos.record_text,
    -- A record that cannot be split has no columns.
    case when raw_videos.record_problem is not null then cast([] as varchar[]) else list_filter([
        {% for column_name in raw_video_columns() -%}
        case
            when {{ text_or_null('raw_videos.' ~ column_name) }} is null
                then '{{ "#" if column_name == "running_number" else column_name }}'
        end{{ "," if not loop.last }}
        {% endfor -%}
    ], lambda column_name: column_name is not null) end as missing_columns,
    video_rows.reasons
from raw_videos
inner join video_rows
    on raw_videos.source_file = video_rows.source_file and raw_videos.row_number = video_rows.row_number
where video_rows.row_state = 'rejected'

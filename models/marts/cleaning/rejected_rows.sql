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
    video_rows.reasons
from raw_videos
inner join video_rows
    on raw_videos.source_file = video_rows.source_file and raw_videos.row_number = video_rows.row_number
where video_rows.row_state = 'rejected'
order by raw_videos.source_file, raw_videos.row_number

with

video_rows as (
    select * from {{ ref('int_video_rows') }}
)

select
    source_file,
    row_number,
    {% for column_name in raw_video_columns() -%}
    raw_{{ column_name }} as {{ column_name }},
    {% endfor -%}
    record_text,
    reasons
from video_rows
where row_state = 'rejected'
order by source_file, row_number

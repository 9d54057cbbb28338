with

video_rows as (
    select * from {{ ref('int_video_rows') }}
),

delivered_rows as (
    select * from {{ ref('stg_deliveries__videos') }}
)

select
    delivered_rows.source_file,
    delivered_rows.row_number,
    {% for column_name in raw_video_columns() -%}
    delivered_rows.raw_{{ column_name }} as {{ column_name }},
    {% endfor -%}
    video_rows.reasons
from delivered_rows
inner join video_rows
    on delivered_rows.source_file = video_rows.source_file and delivered_rows.row_number = video_rows.row_number
where video_rows.row_state = 'rejected'
order by delivered_rows.source_file, delivered_rows.row_number

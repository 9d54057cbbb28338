with

review_rows as (
    select * from {{ ref('int_review_rows') }}
)

select
    source_file,
    row_number,
    {% for column_name in raw_review_columns() -%}
    raw_{{ column_name }} as {{ column_name }},
    {% endfor -%}
    reasons
from review_rows
where row_state = 'rejected'

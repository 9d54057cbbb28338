-- What became of the rows of all files together.
with

data_quality as (
    select * from {{ ref('data_quality') }}
)

select
    file_kind,
    check_name,
    detail,
    cast(sum(row_count) as bigint) as row_count
from data_quality
group by file_kind, check_name, detail
order by file_kind, check_name, row_count desc, detail

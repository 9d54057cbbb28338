-- Which rows were rejected, and why?
select
    source_file,
    check_name,
    detail,
    row_count
from marts.data_quality
where row_count > 0
order by source_file, check_name, row_count desc, detail

-- Which columns have missing values, and what do the others hold?
select
    column_name,
    data_type,
    row_count,
    null_count,
    distinct_count,
    minimum,
    maximum
from marts.column_profile
order by column_position

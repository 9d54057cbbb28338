-- Are views, likes, comments, shares and downloads skewed to the right?
-- A positive skewness, and a mean above the median, say that they are.
select
    column_name,
    mean,
    median,
    skewness,
    skewness > 0 as is_right_skewed
from marts.column_profile
where column_name like 'video_%_count'
order by skewness desc

-- Guards that nobody takes counts or transcripts away unawares: the later row of a video holds as a whole, and where
-- it lacks what an earlier one has, the build says so. It warns and does not stop: it may be on purpose.
{{ config(severity='warn') }}
select
    source_file || ' is the later file of ' || row_count || ' videos and takes away their ' || detail
    || ': provide it with these values, or date it before the file that has them (delivered_on) (CLM-085)' as warning
from {{ ref('data_quality') }}
where check_name = 'values_withdrawn'

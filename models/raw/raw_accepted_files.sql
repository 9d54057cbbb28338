-- A refused file ends the build here, before any of its rows is read, with the message of its inspection. What a rule
-- skips is left out; `data_quality` counts it.
with

delivered_files as (
    select * from {{ ref('raw_files') }}
)

select *
from delivered_files
where
    skip_rule is null
    and {{ refuse_unless('problem is null', 'problem') }}

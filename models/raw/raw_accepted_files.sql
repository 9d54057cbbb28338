-- A refused file ends the build here, before any of its rows is read, with the message of its inspection.
with

delivered_files as (
    select * from {{ ref('raw_files') }}
)

select *
from delivered_files
where {{ refuse_unless('problem is null', 'problem') }}

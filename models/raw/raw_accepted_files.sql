-- A refused file ends the build here, before any of its rows is read, with the message of its inspection. The date of a
-- folder is parsed here, in the same way as a column's. Skipped files are left out; `data_quality` counts them.
with

input_files as (
    select * from {{ ref('raw_files') }}
),

folder_dates as (
    select
        *,
        {{ text_or_null('partition_date') }} as folder_date
    from input_files
),

inspected as (
    select
        * exclude (folder_date),
        case
            when problem is not null then problem
            when file_kind = 'videos' and {{ invalid_timestamp('folder_date') }} is not null
                then
                    path || ': lies in a folder delivered_on=' || partition_date || ', which is not an ISO date or '
                    || 'timestamp of the years 1900 to 2099. Rename the folder, as in delivered_on=2026-01-31 '
                    || '(CLM-046).'
        end as refusal
    from folder_dates
)

select * exclude (refusal)
from inspected
where
    skip_rule is null
    and {{ refuse_unless('refusal is null', 'refusal') }}

{{ config(
    materialized='incremental',
    incremental_strategy='append',
    post_hook=[
        "{{ delete_orphaned_rows(ref('raw_accepted_files'), 'input_fingerprint') }}",
        "{{ check_table(after_deleting=true) }}",
    ]
) }}
-- Each input row, cleaned, with the reasons for which it cannot be accepted on its own. A file's rows follow from
-- the file alone, so that only files which no earlier build has cleaned are cleaned.
with

input_rows as (
    select * from {{ ref('stg_input__videos') }}
)
{%- if is_incremental() -%}
,

-- The join filters the raw rows by the fingerprints of new files before they are cleaned. An anti join with the known
-- rows would clean all.
unread_files as (
    select input_files.input_fingerprint
    from {{ ref('raw_accepted_files') }} as input_files
    anti join {{ this }} using (input_fingerprint)
    where input_files.file_kind = 'videos'
)
{%- endif %}

select input_rows.*
from input_rows
{% if is_incremental() -%}
semi join unread_files using (input_fingerprint)
{%- endif %}

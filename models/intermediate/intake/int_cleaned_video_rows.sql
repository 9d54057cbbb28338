{{ config(
    materialized='incremental',
    incremental_strategy='append',
    post_hook="{{ delete_orphaned_rows(ref('raw_accepted_files'), 'input_fingerprint') }}"
) }}
-- Each input row, cleaned, with the reasons for which it cannot be accepted on its own. A file's rows follow from
-- the file alone, so that only files which no earlier build has cleaned are cleaned.
with

input_rows as (
    select * from {{ ref('stg_input__videos') }}
)

select *
from input_rows
{% if is_incremental() -%}
-- Fingerprints that stand in the query reach down to the raw rows, so that no other row is cleaned to be left out.
where input_fingerprint in ({{ unread_fingerprints(this) }})
{%- endif %}

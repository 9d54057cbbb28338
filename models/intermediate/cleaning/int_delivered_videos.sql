{{ config(
    materialized='incremental',
    incremental_strategy='append',
    post_hook="{{ forget_rows_absent_from(ref('raw_accepted_files'), 'input_fingerprint') }}"
) }}
-- Each delivered row, cleaned, with the reasons for which it cannot be accepted on its own. A file's rows follow from
-- the file alone, so that only files which no earlier build has cleaned are cleaned.
with

delivered_rows as (
    select * from {{ ref('stg_deliveries__videos') }}
)

select *
from delivered_rows
{% if is_incremental() -%}
-- Fingerprints that stand in the query reach down to the raw rows, so that no other row is cleaned to be left out.
where input_fingerprint in ({{ unread_fingerprints(this) }})
{%- endif %}

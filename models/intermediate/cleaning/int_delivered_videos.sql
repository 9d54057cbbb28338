{{ config(
    materialized='incremental',
    incremental_strategy='append',
    post_hook="{{ forget_absent_files() }}"
) }}
-- Each delivered row, cleaned, with the reasons for which it cannot be accepted on its own. A file's rows follow from
-- the file alone, so that only files which no earlier build has cleaned are cleaned.
with

delivered_rows as (
    select * from {{ ref('stg_deliveries__videos') }}
){% if is_incremental() %},

unread_files as (
    select
        source_file,
        input_fingerprint
    from {{ ref('raw_accepted_files') }}
    where file_kind = 'videos'
    except
    select
        source_file,
        input_fingerprint
    from {{ this }}
)
{% endif %}

select
    delivered_rows.* exclude (
        {%- for column_name in raw_video_columns() -%}
        raw_{{ column_name }}{{ ", " if not loop.last }}
        {%- endfor -%}
    )
from delivered_rows
{% if is_incremental() -%}
-- A semi join reaches down to the raw rows: those of other files are not cleaned to be left out.
semi join unread_files
    on
        delivered_rows.source_file = unread_files.source_file
        and delivered_rows.input_fingerprint = unread_files.input_fingerprint
{%- endif %}

{{ config(
    materialized='incremental',
    unique_key='video_id',
    incremental_strategy='delete+insert',
    on_schema_change='fail',
    post_hook=[
        "{{ delete_orphaned_rows(ref('int_video_rows'), 'video_id', row_state='accepted') }}",
        "{{ check_table(after_deleting=true) }}",
    ]
) }}
{%- set derived = derived_video_columns() %}
-- The accepted videos. A row whose content is unchanged is not written again.
with

video_rows as (
    select * from {{ ref('int_video_rows') }}
),

acceptance as (
    select * from {{ ref('int_assert_has_accepted_rows') }}
),

accepted as (
    select
        video_id,
        running_number,
        claim_status,
        claim_status = 'claim' as is_claim,
        verified_status,
        {{ derived.is_verified }} as is_verified,
        author_ban_status,
        author_ban_status = 'active' as is_author_active,
        {{ derived.is_author_under_review }} as is_author_under_review,
        {{ derived.is_author_banned }} as is_author_banned,
        video_duration_sec,
        video_transcription_text,
        {{ derived.transcription_length }} as transcription_length,
        {% for column_name in count_metrics() -%}
        {{ column_name }},
        {% endfor -%}
        {% for rate, expression in rates().items() -%}
        {{ expression }} as {{ rate }},
        {% endfor -%}
        source_file,
        row_number
    from video_rows
    where row_state = 'accepted'
)

{%- if is_incremental() -%}
,

known_videos as (
    select * from {{ this }}
),

known as (
    select
        video_id,
        hash(known_videos) as row_hash
    from known_videos
)
{%- endif %}

select accepted.*
from accepted
-- Without accepted rows this is empty: the build has ended there and said why.
cross join acceptance
{% if is_incremental() -%}
-- Only videos that are new or differ from what is known of them are written.
anti join known on accepted.video_id = known.video_id and hash(accepted) = known.row_hash
{%- endif %}

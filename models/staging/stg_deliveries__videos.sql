{%- set status_columns = [
    ('claim', 'claim_status'), ('verified', 'verified_status'), ('ban', 'author_ban_status')
] -%}
-- Each delivered row with its fields trimmed, its missing values recognised and its values cast, and with all the
-- reasons for which it cannot be accepted on its own. What other rows say of the same video is looked at later.
with

raw_videos as (
    select * from {{ ref('raw_videos') }}
),

status_vocabulary as (
    select * from {{ ref('status_vocabulary') }}
),

trimmed as (
    select
        source_file,
        input_fingerprint,
        row_number,
        record_problem,
        {% for column_name in raw_video_columns() -%}
        {{ text_or_null(column_name) }} as {{ column_name }},
        {{ column_name }} as raw_{{ column_name }},
        {% endfor -%}
        {{ text_or_null('delivered_on') }} as delivered_on
    from raw_videos
),

with_statuses as (
    select
        trimmed.*,
        claim_statuses.status as claim,
        verified_statuses.status as verified,
        ban_statuses.status as ban
    from trimmed
    {% for prefix, column_name in status_columns -%}
    left join status_vocabulary as {{ prefix }}_statuses
        on
            {{ prefix }}_statuses.column_name = '{{ column_name }}'
            and {{ prefix }}_statuses.spelling = {{ status_spelling('trimmed.' ~ column_name) }}
    {% endfor %}
)

select
    source_file,
    input_fingerprint,
    row_number,
    {{ whole_number('running_number') }} as running_number,
    claim as claim_status,
    {{ whole_number('video_id') }} as video_id,
    {{ whole_number('video_duration_sec') }} as video_duration_sec,
    video_transcription_text,
    verified as verified_status,
    ban as author_ban_status,
    {% for column_name in count_metrics() -%}
    {{ whole_number(column_name) }} as {{ column_name }},
    {% endfor -%}
    {% for column_name in raw_video_columns() -%}
    raw_{{ column_name }},
    {% endfor -%}
    try_cast(delivered_on as timestamp) as delivered_on,
    list_filter([
        record_problem,
        {% for column_name in raw_video_columns() if column_name not in ('running_number', 'claim_status') -%}
        case when {{ column_name }} is null then '{{ column_name }} is missing' end,
        {% endfor -%}
        case when claim is null and claim_status is not null then 'claim_status is not in the vocabulary' end,
        case when verified is null and verified_status is not null then 'verified_status is not in the vocabulary' end,
        case when ban is null and author_ban_status is not null then 'author_ban_status is not in the vocabulary' end,
        {{ invalid_whole_number('video_id') }},
        {{ invalid_whole_number('video_duration_sec', minimum=1, maximum=1000000) }},
        -- Sums of squares of counts up to this size stay exact in the statistics.
        {% for column_name in count_metrics() -%}
        {{ invalid_whole_number(column_name, maximum=1000000000000000) }},
        {% endfor -%}
        case
            when delivered_on is not null and try_cast(delivered_on as timestamp) is null
                then 'delivered_on is not a date'
        end
    ], lambda reason: reason is not null) as reasons,
    list_filter([
        {%- set comma = joiner(",") -%}
        {% for column_name in raw_video_columns() -%}
        {{ comma() }}
        case
            when {{ column_name }} is not null and {{ column_name }} != raw_{{ column_name }}
                then '{{ column_name }} trimmed'
        end
        {%- endfor -%}
        {% for column_name in ['running_number', 'video_id', 'video_duration_sec'] + count_metrics() %},
        case
            when regexp_full_match({{ column_name }}, '[+]?[0-9]+[.]0*') then '{{ column_name }} written with decimals'
        end
        {%- endfor -%}
        {% for prefix, column_name in status_columns %},
        case when {{ prefix }} != {{ column_name }} then '{{ column_name }} spelt otherwise' end
        {%- endfor %}
    ], lambda repair: repair is not null) as repairs
from with_statuses

{%- set status_columns = [
    ('claim', 'claim_status'), ('verified', 'verified_status'), ('ban', 'author_ban_status')
] -%}
{%- set may_be_missing = {
    'video_transcription_text': ' and known_count < ' ~ count_metrics() | length,
} -%}
{%- for column_name in count_metrics() -%}
{%- do may_be_missing.update({column_name: ' and (known_count > 0 or transcript is null)'}) -%}
{%- endfor -%}
{%- set number_columns = ['running_number', 'video_id', 'video_duration_sec'] + count_metrics() -%}
-- Each input row with its fields trimmed, its missing values recognised and its values cast, and with all the
-- reasons for which it cannot be accepted on its own. Other rows of the same video are compared later. A fresh
-- video has no counts yet, and a video without speech no transcript; a row has the one or the other, and counts all
-- or none.
with

raw_videos as (
    select * from {{ ref('raw_videos') }}
),

status_vocabulary as (
    select * from {{ ref('status_vocabulary') }}
),

without_blanks as (
    select
        {% for column_name in raw_video_columns() -%}
        {{ trimmed(column_name) }} as {{ column_name }},
        {{ column_name }} as raw_{{ column_name }},
        {% endfor -%}
        {{ trimmed('delivered_on') }} as delivered_on,
        source_file,
        input_fingerprint,
        row_number,
        record_problem,
        record_repairs
    from raw_videos
),

trimmed as (
    select
        {% for column_name in raw_video_columns() -%}
        {{ null_if_missing(column_name) }} as {{ column_name }},
        raw_{{ column_name }},
        {% endfor -%}
        {{ null_if_missing('delivered_on') }} as delivered_on,
        source_file,
        input_fingerprint,
        row_number,
        record_problem,
        record_repairs
    from without_blanks
),

with_statuses as (
    select
        trimmed.*,
        {% for column_name in number_columns -%}
        {{ whole_number('trimmed.' ~ column_name) }} as {{ column_name }}_number,
        {% endfor -%}
        {{ without_backslashes('trimmed.video_transcription_text') }} as transcript,
        claim_statuses.status as claim,
        verified_statuses.status as verified,
        ban_statuses.status as ban,
        len(list_filter([
            {% for column_name in count_metrics() -%}
            trimmed.{{ column_name }}{{ "," if not loop.last }}
            {% endfor -%}
        ], lambda written: written is not null)) as known_count
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
    running_number_number as running_number,
    claim as claim_status,
    video_id_number as video_id,
    video_duration_sec_number as video_duration_sec,
    transcript as video_transcription_text,
    verified as verified_status,
    ban as author_ban_status,
    {% for column_name in count_metrics() -%}
    {{ column_name }}_number as {{ column_name }},
    {% endfor -%}
    {{ utc_timestamp('delivered_on') }} as delivered_on,
    -- A record that cannot be split has no columns to check.
    case when record_problem is not null then [record_problem] else list_filter([
        {% for column_name in raw_video_columns() if column_name not in ('running_number', 'claim_status') -%}
        case
            when {{ column_name }} is null{{ may_be_missing.get(column_name, "") }} -- noqa: LT02
                then '{{ column_name }} is missing'
        end,
        {% endfor -%}
        case when claim is null and claim_status is not null then 'claim_status is not in the vocabulary' end,
        case when verified is null and verified_status is not null then 'verified_status is not in the vocabulary' end,
        case when ban is null and author_ban_status is not null then 'author_ban_status is not in the vocabulary' end,
        {% for column_name in ['video_id', 'video_duration_sec'] + count_metrics() -%}
        {{ invalid_video_number(column_name, column_name ~ '_number') }},
        {% endfor -%}
        {{ invalid_transcript('transcript') }},
        {{ invalid_timestamp('delivered_on') }}
    ], lambda reason: reason is not null) end as reasons,
    list_concat(coalesce(record_repairs, []), case when record_problem is null then list_filter([
        case
            when transcript != video_transcription_text then 'video_transcription_text freed of backslashes'
        end
        {%- for column_name in raw_video_columns() -%},
        case
            when {{ column_name }} is not null and {{ column_name }} != raw_{{ column_name }}
                then '{{ column_name }} trimmed'
        end
        {%- endfor -%}
        {% for column_name in number_columns %},
        case
            when cast({{ column_name }}_number as varchar) != {{ column_name }} and contains({{ column_name }}, '.')
                then '{{ column_name }} written with decimals'
        end,
        case
            when
                cast({{ column_name }}_number as varchar) != {{ column_name }}
                and regexp_full_match({{ column_name }}, '([+]|0+[0-9])[0-9.]*')
                then '{{ column_name }} written with a sign or leading zeros'
        end
        {%- endfor -%}
        {% for prefix, column_name in status_columns %},
        case when {{ prefix }} != {{ column_name }} then '{{ column_name }} spelt otherwise' end
        {%- endfor %}
    ], lambda repair: repair is not null) end) as repairs
from with_statuses

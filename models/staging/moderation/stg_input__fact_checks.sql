{%- set longest = {'claim_text': 10000, 'title': 10000, 'verdict': 200} -%}
-- Each input row of known fact-checks, cast, with the reasons for which no claim is compared with it. Its texts are
-- untrusted, and so is its address.
with

fact_checks as (
    select
        source_file,
        row_number,
        record_problem,
        record_repairs,
        claim_text as raw_claim_text,
        title as raw_title,
        verdict as raw_verdict,
        url as raw_url,
        checked_on as raw_checked_on,
        {{ text_or_null('claim_text') }} as claim_text,
        {{ text_or_null('title') }} as title,
        {{ text_or_null('verdict') }} as verdict,
        {{ text_or_null('url') }} as url,
        {{ text_or_null('checked_on') }} as checked_on
    from {{ ref('raw_fact_checks') }}
)

select
    source_file,
    row_number,
    claim_text,
    title,
    verdict,
    url,
    cast({{ utc_timestamp('checked_on') }} as date) as checked_on,
    raw_claim_text,
    raw_title,
    raw_verdict,
    raw_url,
    raw_checked_on,
    coalesce(record_repairs, []) as repairs,
    case when record_problem is not null then [record_problem] else list_filter([
        {% for column_name in ['claim_text', 'verdict', 'url', 'checked_on'] -%}
        case when {{ column_name }} is null then '{{ column_name }} is missing' end,
        {% endfor -%}
        {% for column_name, length in longest.items() -%}
        case
            when length({{ column_name }}) > {{ length }}
                then '{{ column_name }} is longer than {{ length }} characters'
        end,
        case when contains({{ column_name }}, chr(0)) then '{{ column_name }} holds a NUL character' end,
        {% endfor -%}
        {{ invalid_web_address('url') }},
        {{ invalid_timestamp('checked_on') }}
    ], lambda reason: reason is not null) end as reasons
from fact_checks

-- Each input row of moderators' decisions, cast, with the reasons for which it decides nothing. A decision is spelt
-- as a status of the videos is, as a plain yes or no, or says that it is none.
{%- set columns = raw_review_columns() %}
{#- 27.11.2026, 11/27/26 10:30 PM, 2026/11/27, or the number of the day. -#}
{%- set localised_date =
    '^([0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}([^0-9]|$)|[0-9]{4}[./][0-9]{1,2}[./]|[0-9]{5}([.,][0-9]+)?$)' %}
with

reviews as (
    select
        source_file,
        row_number,
        {% for column_name in columns -%}
        {{ column_name }} as raw_{{ column_name }},
        {{ text_or_null(column_name) }} as {{ column_name }},
        {% endfor -%}
        record_problem,
        record_repairs
    from {{ ref('raw_reviews') }}
),

decision_vocabulary as (
    select distinct
        spelling,
        status
    from {{ ref('status_vocabulary') }}
    where column_name in ('claim_status', 'decision')
)

select
    reviews.source_file,
    reviews.row_number,
    {{ whole_number('reviews.video_id') }} as video_id,
    reviews.claim_id,
    reviews.release_id,
    decision_vocabulary.status as decision,
    reviews.reviewer,
    {{ utc_timestamp('reviews.reviewed_at') }} as reviewed_at,
    {% for column_name in columns -%}
    reviews.raw_{{ column_name }},
    {% endfor -%}
    coalesce(reviews.record_repairs, []) as repairs,
    case
        when reviews.record_problem is not null then [reviews.record_problem]
        -- As in the rest of an export of which a part is filled in.
        when coalesce(reviews.decision, reviews.reviewer, reviews.reviewed_at) is null then ['no decision is filled in']
        else list_filter([
            case
                when reviews.video_id is null and reviews.claim_id is null then 'video_id is missing'
                when reviews.video_id is null and reviews.release_id is null
                    then 'release_id is missing, and claim_id alone names no video: give video_id'
            end,
            {% for column_name in ['decision', 'reviewed_at'] -%}
            case when reviews.{{ column_name }} is null then '{{ column_name }} is missing' end,
            {% endfor -%}
            case
                when regexp_matches(reviews.video_id, '^[0-9]([.,][0-9]+)?[eE][+]?[0-9]+$')
                    then 'video_id is a number that a spreadsheet rounded. Format the column as text and enter it again'
                else {{ invalid_whole_number('video_id', whole_number('video_id')) }}
            end,
            case
                when reviews.decision is not null and decision_vocabulary.status is null
                    then 'decision is not in the vocabulary'
            end,
            case
                when regexp_matches(reviews.reviewed_at, '{{ localised_date }}')
                    then
                        'reviewed_at is a date that a spreadsheet rewrote. '
                        || 'Format the column as text and enter 2026-01-31'
                else {{ invalid_timestamp('reviewed_at') }}
            end
        ], lambda reason: reason is not null)
    end as reasons
from reviews
left join decision_vocabulary on decision_vocabulary.spelling = {{ status_spelling('reviews.decision') }}

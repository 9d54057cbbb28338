-- Each input row of moderators' decisions, cast, with the reasons for which it decides nothing. A decision is spelt
-- as a status of the videos is, or as a plain yes or no.
with

reviews as (
    select
        source_file,
        row_number,
        record_problem,
        record_repairs,
        video_id as raw_video_id,
        is_claim as raw_is_claim,
        reviewed_at as raw_reviewed_at,
        {{ text_or_null('video_id') }} as video_id,
        {{ text_or_null('is_claim') }} as is_claim,
        {{ text_or_null('reviewed_at') }} as reviewed_at
    from {{ ref('raw_reviews') }}
),

decision_vocabulary as (
    select distinct
        spelling,
        status
    from {{ ref('status_vocabulary') }}
    where column_name in ('claim_status', 'is_claim')
)

select
    reviews.source_file,
    reviews.row_number,
    {{ whole_number('reviews.video_id') }} as video_id,
    decision_vocabulary.status = 'claim' as is_claim,
    {{ utc_timestamp('reviews.reviewed_at') }} as reviewed_at,
    reviews.raw_video_id,
    reviews.raw_is_claim,
    reviews.raw_reviewed_at,
    coalesce(reviews.record_repairs, []) as repairs,
    case when reviews.record_problem is not null then [reviews.record_problem] else list_filter([
        {% for column_name in ['video_id', 'is_claim', 'reviewed_at'] -%}
        case when reviews.{{ column_name }} is null then '{{ column_name }} is missing' end,
        {% endfor -%}
        {{ invalid_whole_number('video_id', whole_number('video_id')) }},
        case
            when reviews.is_claim is not null and decision_vocabulary.status is null
                then 'is_claim is not in the vocabulary'
        end,
        {{ invalid_timestamp('reviewed_at') }}
    ], lambda reason: reason is not null) end as reasons
from reviews
left join decision_vocabulary on decision_vocabulary.spelling = {{ status_spelling('reviews.is_claim') }}

-- Videos predicted to be claims and not reviewed yet, ranked as the document suggests: by user reports, then by how
-- sure the prediction is, then by reach. The share that moderators can look at is selected.
with

claim_predictions as (
    select * from {{ ref('claim_predictions') }}
),

videos as (
    select
        video_id,
        video_view_count
    from {{ ref('videos') }}
),

user_reports as (
    select * from {{ ref('int_user_reports') }}
),

reviews as (
    select * from {{ ref('int_reviews') }}
),

-- What the rank depends on, and nothing wider: all predicted claims are sorted.
predicted_claims as (
    select
        claim_predictions.video_id,
        claim_predictions.scoring_stage,
        claim_predictions.model_id,
        claim_predictions.claim_probability,
        claim_predictions.prediction_origin,
        user_reports.report_count,
        videos.video_view_count
    from claim_predictions
    inner join videos on claim_predictions.video_id = videos.video_id
    left join user_reports on claim_predictions.video_id = user_reports.video_id
    -- What a person has decided needs no second look.
    anti join reviews on claim_predictions.video_id = reviews.video_id
    where
        claim_predictions.is_claim_predicted
        and claim_predictions.scoring_stage = '{{ review_stage() }}'
),

ranked as (
    select
        row_number() over (
            order by
                coalesce(report_count, 0) desc, claim_probability desc, video_view_count desc, video_id
        ) as review_rank,
        count(*) over () as claim_count,
        *
    from predicted_claims
)

select
    ranked.review_rank,
    ranked.video_id,
    ranked.scoring_stage,
    ranked.model_id,
    ranked.claim_probability,
    ranked.prediction_origin,
    ranked.report_count,
    {% for metric in count_metrics() -%}
    videos.{{ metric }},
    {% endfor -%}
    videos.video_transcription_text,
    videos.video_duration_sec,
    videos.verified_status,
    videos.author_ban_status,
    ranked.review_rank <= ceil({{ review_capacity() }} * ranked.claim_count) as is_selected_for_review
from ranked
inner join {{ ref('videos') }} as videos on ranked.video_id = videos.video_id
order by ranked.review_rank

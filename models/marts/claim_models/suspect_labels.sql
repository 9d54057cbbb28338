-- The labelled videos that the champion of their latest stage gives the other class with confidence, the least probable
-- label first. What people decided of them stands beside the label.
with

label_checks as (
    select * from {{ ref('int_label_checks') }}
),

latest_predictions as (
    select
        video_id,
        scoring_stage
    from {{ ref('int_latest_predictions') }}
),

reviews as (
    select
        video_id,
        decision
    from {{ ref('int_reviews') }}
),

videos as (
    select
        video_id,
        video_transcription_text
    from {{ ref('int_videos') }}
)

select
    row_number() over (order by label_checks.label_probability, label_checks.video_id) as suspect_rank,
    label_checks.video_id,
    label_checks.scoring_stage,
    label_checks.model_id,
    label_checks.is_claim,
    label_checks.label_origin,
    label_checks.claim_probability,
    label_checks.label_probability,
    label_checks.prediction_origin,
    reviews.decision,
    videos.video_transcription_text
from label_checks
inner join latest_predictions
    on
        label_checks.video_id = latest_predictions.video_id
        and label_checks.scoring_stage = latest_predictions.scoring_stage
inner join videos on label_checks.video_id = videos.video_id
left join reviews on label_checks.video_id = reviews.video_id
where label_checks.is_claim_by_model != label_checks.is_claim

-- The videos that nobody has decided yet and that inherit no decision, with what the queue goes by.
with

video_activity as (
    select * from {{ ref('int_video_activity') }}
),

video_wordings as (
    select * from {{ ref('int_video_wordings') }}
),

latest_predictions as (
    select * from {{ ref('int_latest_predictions') }}
),

open_reviews as (
    select * from {{ ref('int_open_reviews') }}
),

decisions as (
    select video_id from {{ ref('int_decisions') }}
)

select
    video_activity.video_id,
    video_wordings.statement_video_id,
    video_wordings.transcript_video_id,
    latest_predictions.scoring_stage,
    latest_predictions.claim_probability,
    coalesce(latest_predictions.is_claim_predicted, false) as is_claim_predicted,
    -- What people disagree on, or one of two has decided, is not put aside, whatever is predicted.
    coalesce(not latest_predictions.is_claim_predicted, false)
    and coalesce(open_reviews.open_reason not in ('conflict', 'second_review'), true) as is_unlikely,
    coalesce(latest_predictions.prediction_state = 'unsure', false)
    and coalesce(open_reviews.open_reason not in ('conflict', 'second_review'), true) as is_unsure,
    open_reviews.open_reason,
    video_activity.has_counts,
    video_activity.report_count,
    video_activity.exposure_so_far
from video_activity
inner join video_wordings on video_activity.video_id = video_wordings.video_id
left join latest_predictions on video_activity.video_id = latest_predictions.video_id
left join open_reviews on video_activity.video_id = open_reviews.video_id
anti join decisions on video_activity.video_id = decisions.video_id

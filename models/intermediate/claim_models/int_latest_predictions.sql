-- The prediction of each video at its latest stage: a video with counts is predicted at both stages, where both have a
-- champion that can read it.
with

claim_predictions as (
    select * from {{ ref('int_claim_predictions') }}
),

with_engagement as (
    select *
    from claim_predictions
    where scoring_stage = 'with_engagement'
),

at_upload as (
    select claim_predictions.*
    from claim_predictions
    anti join with_engagement on claim_predictions.video_id = with_engagement.video_id
    where claim_predictions.scoring_stage = 'at_upload'
),

latest as (
    select * from with_engagement
    union all
    select * from at_upload
)

select
    video_id,
    scoring_stage,
    model_id,
    claim_probability,
    is_claim_predicted,
    prediction_state,
    prediction_origin
from latest

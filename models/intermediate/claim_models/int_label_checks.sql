-- What confident learning (Northcutt, Jiang, Chuang 2021) makes of each label, by calibrated scores of champions that
-- did not see the video: a video belongs to a class with at least the mean probability of the videos that are labelled
-- so, and to the more probable one of two.
with

scores as (
    select
        claim_predictions.scoring_stage,
        claim_predictions.video_id,
        claim_predictions.model_id,
        claim_predictions.prediction_origin,
        claim_predictions.claim_probability,
        labelled_videos.is_claim,
        labelled_videos.label_origin,
        case
            when labelled_videos.is_claim then claim_predictions.claim_probability
            else 1 - claim_predictions.claim_probability
        end as label_probability
    from {{ ref('int_claim_predictions') }} as claim_predictions
    inner join {{ ref('int_labelled_videos') }} as labelled_videos
        on claim_predictions.video_id = labelled_videos.video_id
    where claim_predictions.prediction_origin != 'new'
),

thresholds as (
    select
        scoring_stage,
        {{ fixed_point_mean("case when is_claim then label_probability end") }} as claim_threshold,
        {{ fixed_point_mean("case when not is_claim then label_probability end") }} as opinion_threshold
    from scores
    group by scoring_stage
),

placed as (
    select
        scores.*,
        thresholds.claim_threshold,
        thresholds.opinion_threshold,
        scores.claim_probability >= thresholds.claim_threshold as is_confident_claim,
        1 - scores.claim_probability >= thresholds.opinion_threshold as is_confident_opinion
    from scores
    inner join thresholds on scores.scoring_stage = thresholds.scoring_stage
)

select
    scoring_stage,
    video_id,
    model_id,
    prediction_origin,
    claim_probability,
    is_claim,
    label_origin,
    label_probability,
    case when is_claim then claim_threshold else opinion_threshold end as label_threshold,
    case
        when is_confident_claim and is_confident_opinion then claim_probability >= 0.5
        when is_confident_claim then true
        when is_confident_opinion then false
    end as is_claim_by_model
from placed

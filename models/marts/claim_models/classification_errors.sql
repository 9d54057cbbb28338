-- The labelled videos that a champion gets wrong where it did not see them: by models of other folds, or held out.
with

claim_predictions as (
    select * from {{ ref('claim_predictions') }}
),

labelled_videos as (
    select * from {{ ref('int_labelled_videos') }}
),

champion_scores as (
    select * from {{ ref('int_champion_scores') }}
),

videos as (
    select
        video_id,
        video_transcription_text
    from {{ ref('int_videos') }}
)

select
    claim_predictions.scoring_stage,
    claim_predictions.video_id,
    claim_predictions.model_id,
    labelled_videos.is_claim,
    labelled_videos.label_origin,
    claim_predictions.claim_probability,
    claim_predictions.prediction_origin,
    videos.video_transcription_text,
    champion_scores.reasons
from claim_predictions
inner join labelled_videos on claim_predictions.video_id = labelled_videos.video_id
inner join videos on claim_predictions.video_id = videos.video_id
inner join champion_scores
    on
        claim_predictions.video_id = champion_scores.video_id
        and claim_predictions.model_id = champion_scores.model_id
where
    claim_predictions.prediction_origin != 'new'
    and claim_predictions.is_claim_predicted != labelled_videos.is_claim

-- Guards that every accepted video is predicted once at each stage whose champion can read it, and none else: with
-- engagement those that have counts, and by a model of texts those that have a transcript. That a prediction is of an
-- accepted video, and the only one of its stage, is tested beside its model; the numbers are here.
with

features as (
    select
        champions.scoring_stage,
        unnest(champion_models.features, recursive := true)
    from {{ ref('int_champions') }} as champions
    inner join {{ ref('int_champion_models') }} as champion_models on champions.model_id = champion_models.model_id
),

needs as (
    select
        champions.scoring_stage,
        champions.scoring_stage = 'with_engagement' as needs_counts,
        coalesce(
            bool_or(features.feature in (
                'video_transcription_text', 'attribution_phrase', 'statement', 'transcription_length'
            )), false
        ) as needs_transcript
    from {{ ref('int_champions') }} as champions
    left join features on champions.scoring_stage = features.scoring_stage
    where champions.model_id is not null
    group by champions.scoring_stage
),

readable as (
    select
        needs.scoring_stage,
        count(videos.video_id) as video_count
    from needs
    left join {{ ref('videos') }} as videos
        on
            (videos.video_view_count is not null or not needs.needs_counts)
            and (videos.video_transcription_text is not null or not needs.needs_transcript)
    group by needs.scoring_stage
),

predictions as (
    select
        scoring_stage,
        count(*) as prediction_count
    from {{ ref('claim_predictions') }}
    group by scoring_stage
)

select *
from readable
full outer join predictions on readable.scoring_stage = predictions.scoring_stage
where coalesce(predictions.prediction_count, 0) != coalesce(readable.video_count, 0)

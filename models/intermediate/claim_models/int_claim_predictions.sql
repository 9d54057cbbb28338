with

champions as (
    select * from {{ ref('int_champions') }}
),

champion_scores as (
    select * from {{ ref('int_champion_scores') }}
),

-- A row that the model was trained on is given the score of a model that did not see it.
known_rows as (
    select
        model_id,
        video_id,
        split,
        y_score as claim_probability
    from {{ ref('int_evaluation_scores') }}
    where threshold_rule = 'lowest_cost'
),

videos as (
    select
        video_id,
        video_view_count is not null as has_counts
    from {{ ref('int_videos') }}
),

predictions as (
    select
        champion_scores.video_id,
        champions.scoring_stage,
        champion_scores.model_id,
        champions.decision_threshold,
        champions.sure_claim_threshold,
        champions.sure_opinion_threshold,
        champion_scores.has_unfamiliar_wording,
        coalesce(known_rows.claim_probability, champion_scores.claim_probability) as claim_probability,
        case
            when known_rows.split = 'cross_validation' then 'out_of_fold'
            when known_rows.split is not null then 'held_out'
            else 'new'
        end as prediction_origin
    from champion_scores
    inner join champions on champion_scores.model_id = champions.model_id
    -- A fresh video has no engagement yet, even where the champion with engagement looks at the text alone.
    inner join videos
        on
            champion_scores.video_id = videos.video_id
            and (champions.scoring_stage = 'at_upload' or videos.has_counts)
    left join known_rows
        on
            champion_scores.model_id = known_rows.model_id
            and champion_scores.video_id = known_rows.video_id
    -- A video that lacks a feature of the champion, as one without speech lacks a text, has no score of its stage.
    where champion_scores.claim_probability is not null
)

select
    video_id,
    scoring_stage,
    model_id,
    claim_probability,
    claim_probability > decision_threshold as is_claim_predicted,
    case
        when has_unfamiliar_wording then 'unsure'
        when claim_probability >= sure_claim_threshold then 'claim'
        when claim_probability <= sure_opinion_threshold then 'opinion'
        else 'unsure'
    end as prediction_state,
    prediction_origin,
    has_unfamiliar_wording
from predictions

-- Why each video is predicted as it is at its latest stage, from what its champion makes of it. Of a video that the
-- champion was trained on `claim_predictions` has the score of another model, which did not see it.
with

latest_predictions as (
    select * from {{ ref('int_latest_predictions') }}
),

champion_scores as (
    select * from {{ ref('int_champion_scores') }}
)

select
    latest_predictions.video_id,
    latest_predictions.scoring_stage,
    latest_predictions.model_id,
    champion_scores.base_log_odds,
    champion_scores.reasons,
    champion_scores.other_log_odds
from latest_predictions
inner join champion_scores
    on
        latest_predictions.video_id = champion_scores.video_id
        and latest_predictions.model_id = champion_scores.model_id

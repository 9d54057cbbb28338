with

champion_scores as (
    select * from {{ ref('int_champion_scores') }}
),

evaluation_scores as (
    select * from {{ ref('int_evaluation_scores') }}
),

-- A row that the model was trained on is given the score of a model that did not see it.
known_rows as (
    select
        model_id,
        video_id,
        split,
        y_score,
        y_pred
    from evaluation_scores
    where video_id is not null
)

select
    champion_scores.video_id,
    champion_scores.moment,
    champion_scores.model_id,
    case
        when known_rows.split = 'cross_validation' then known_rows.y_score
        else champion_scores.claim_probability
    end as claim_probability,
    case
        when known_rows.split = 'cross_validation' then known_rows.y_pred
        else champion_scores.is_claim_predicted
    end as is_claim_predicted,
    case
        when known_rows.split = 'cross_validation' then 'out_of_fold'
        when known_rows.split is not null then 'held_out'
        else 'new'
    end as prediction_origin
from champion_scores
left join known_rows
    on
        champion_scores.model_id = known_rows.model_id
        and champion_scores.video_id = known_rows.video_id
order by champion_scores.moment, champion_scores.video_id

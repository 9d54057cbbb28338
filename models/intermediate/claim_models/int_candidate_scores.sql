-- Every evaluated row of every candidate with its label, score and prediction. The rule `one_half` takes a model's own
-- score and predicts the more probable class; `lowest_cost` takes the calibrated score and calls a claim what lies
-- above the threshold that was chosen on the validation rows.
with

claim_models as (
    select * from {{ ref('int_claim_models') }}
),

-- Rows that a model was trained on are scored by a model that did not see them.
claim_scores as (
    select
        model_id,
        video_id,
        case when repeat_number = 0 then split else 'cross_validation' end as split,
        y_true,
        raw_score,
        claim_probability
    from {{ ref('int_fold_scores') }}
    where repeat_number = 0 or (repeat_number = 1 and split = 'train')
)

select
    model_id,
    video_id,
    split,
    y_true,
    raw_score as y_score,
    'one_half' as threshold_rule,
    raw_score > 0.5 as y_pred
from claim_scores
union all
select
    claim_scores.model_id,
    claim_scores.video_id,
    claim_scores.split,
    claim_scores.y_true,
    claim_scores.claim_probability as y_score,
    'lowest_cost' as threshold_rule,
    claim_scores.claim_probability > claim_models.decision_threshold as y_pred
from claim_scores
inner join claim_models on claim_scores.model_id = claim_models.model_id

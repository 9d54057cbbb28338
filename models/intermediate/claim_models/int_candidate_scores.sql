-- Every evaluated row of every candidate with its label, score and prediction. By the rule `one_half` the more probable
-- class is predicted; by `fewest_errors` a claim is what lies above the threshold that was chosen on the validation rows.
with

claim_models as (
    select * from {{ ref('int_claim_models') }}
),

claim_scores as (
    select
        model_id,
        decision_threshold,
        unnest(scores, recursive := true)
    from claim_models
)

select
    model_id,
    video_id,
    split,
    y_true,
    y_score,
    'one_half' as threshold_rule,
    y_score > 0.5 as y_pred
from claim_scores
union all
select
    model_id,
    video_id,
    split,
    y_true,
    y_score,
    'fewest_errors' as threshold_rule,
    y_score > decision_threshold as y_pred
from claim_scores
where split in ('validation', 'test')

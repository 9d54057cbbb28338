-- Every evaluated row of every model with its label, score and prediction: what all figures and curves are computed
-- from. By the rule `one_half` the more probable class is predicted; by `fewest_errors` a claim is what lies above the
-- threshold that was chosen on the validation rows.
with

claim_models as (
    select * from {{ ref('int_claim_models') }}
),

verified_status_models as (
    select * from {{ ref('int_verified_status_models') }}
),

claim_scores as (
    select
        model_id,
        decision_threshold,
        unnest(scores, recursive := true)
    from claim_models
),

claim_predictions as (
    select
        *,
        'one_half' as threshold_rule,
        y_score > 0.5 as y_pred
    from claim_scores
    union all
    select
        *,
        'fewest_errors' as threshold_rule,
        y_score > decision_threshold as y_pred
    from claim_scores
    where split in ('validation', 'test')
),

verified_status_scores as (
    select
        'verified_status_regression-' || evaluation_scheme as model_id,
        evaluation_scheme,
        case when evaluation_scheme = 'reference' then 'one_half' else 'training_share' end as threshold_rule,
        'verified' as positive_label,
        'not verified' as negative_label,
        unnest(scores, recursive := true)
    from verified_status_models
)

select
    model_id,
    video_id,
    split,
    y_true,
    y_score,
    'holdout' as evaluation_scheme,
    threshold_rule,
    y_pred,
    'claim' as positive_label,
    'opinion' as negative_label,
    video_id as evaluated_row
from claim_predictions
union all
select
    model_id,
    -- An evaluation scheme that draws rows again has no single video to each row, and numbers its rows itself.
    cast(null as bigint) as video_id,
    split,
    y_true,
    y_score,
    evaluation_scheme,
    threshold_rule,
    y_pred,
    positive_label,
    negative_label,
    evaluated_row
from verified_status_scores

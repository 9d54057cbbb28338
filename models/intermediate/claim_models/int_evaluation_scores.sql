-- Every evaluated row of every model with its label, score and prediction: what all figures and curves are computed
-- from. A champion that is in use, and was trained by an earlier build, is among the models.
with

candidate_scores as (
    select * from {{ ref('int_candidate_scores') }}
),

kept_champion_scores as (
    select * from {{ ref('int_kept_champion_scores') }}
),

evaluated_models as (
    select * from {{ ref('int_evaluated_models') }}
),

verified_status_models as (
    select * from {{ ref('int_verified_status_models') }}
),

claim_predictions as (
    select
        model_id,
        video_id,
        split,
        y_true,
        y_score,
        threshold_rule,
        y_pred
    from candidate_scores
    union all
    select
        kept_champion_scores.model_id,
        kept_champion_scores.video_id,
        kept_champion_scores.split,
        kept_champion_scores.y_true,
        kept_champion_scores.y_score,
        kept_champion_scores.threshold_rule,
        kept_champion_scores.y_pred
    from kept_champion_scores
    inner join evaluated_models on kept_champion_scores.model_id = evaluated_models.model_id
    where not evaluated_models.is_candidate
),

verified_status_scores as (
    select
        'verified_status_regression-' || evaluation_scheme as model_id,
        evaluation_scheme,
        threshold_rule,
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

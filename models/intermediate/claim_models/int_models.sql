-- Every model that is evaluated, whatever it predicts, without its artifact.
with

evaluated_models as (
    select * from {{ ref('int_evaluated_models') }}
),

verified_status_models as (
    select * from {{ ref('int_verified_status_models') }}
)

select
    model_id,
    model_name,
    scoring_stage,
    complexity_rank,
    decision_threshold,
    not_estimable_because
from evaluated_models
union all
select
    'verified_status_regression-' || evaluation_scheme as model_id,
    'verified_status_regression' as model_name,
    -- The verified status is no prediction that a moderator uses at any stage.
    'none' as scoring_stage,
    0 as complexity_rank,
    decision_threshold,
    not_estimable_because
from verified_status_models

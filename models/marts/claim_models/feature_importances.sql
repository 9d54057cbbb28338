with

claim_models as (
    select * from {{ ref('int_evaluated_models') }}
),

importances as (
    select
        model_name,
        scoring_stage,
        model_id,
        unnest(importances, recursive := true)
    from claim_models
)

select
    model_name,
    'holdout' as evaluation_scheme,
    scoring_stage,
    feature,
    importance_kind,
    importance,
    standard_deviation,
    model_id
from importances
where importance_kind != 'word'
order by model_name, scoring_stage, importance_kind, importance desc, feature

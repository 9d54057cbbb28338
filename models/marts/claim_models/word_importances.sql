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
    scoring_stage,
    model_id,
    feature as word,
    importance
from importances
where importance_kind = 'word'

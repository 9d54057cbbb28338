with

claim_models as (
    select * from {{ ref('int_claim_models') }}
),

importances as (
    select
        model_name,
        moment,
        model_id,
        unnest(importances, recursive := true)
    from claim_models
)

select
    model_name,
    'as_published' as protocol,
    moment,
    feature,
    importance_kind,
    importance,
    standard_deviation,
    model_id
from importances
order by model_name, moment, importance_kind, importance desc, feature

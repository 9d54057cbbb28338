with

claim_models as (
    select * from {{ ref('int_claim_models') }}
),

importances as (
    select
        model_name,
        protocol,
        moment,
        model_id,
        unnest(importances, recursive := true)
    from claim_models
)

select
    model_name,
    protocol,
    moment,
    feature,
    'impurity' as importance_kind,
    importance,
    model_id
from importances
order by model_name, protocol, moment, importance desc, feature

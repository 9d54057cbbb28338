-- What share of what a model flags are claims, where claims are rarer or more common than among the test rows.
with

models as (
    select * from {{ ref('model_registry') }}
),

precisions as (
    select * from {{ ref('int_precision_by_prevalence') }}
)

select
    models.model_name,
    models.scoring_stage,
    precisions.* exclude (model_id, input_fingerprint),
    case when precisions.lower_bound is not null then 'Bayes' end as interval_method,
    models.is_in_use,
    models.model_id
from precisions
inner join models on precisions.model_id = models.model_id
order by models.model_name, precisions.base_rate

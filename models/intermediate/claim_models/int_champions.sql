-- The model in use at each stage.
with

chosen_models as (
    select * from {{ ref('int_chosen_models') }}
)

select
    scoring_stage,
    model_id,
    model_name,
    decision_threshold
from chosen_models
where model_id is not null

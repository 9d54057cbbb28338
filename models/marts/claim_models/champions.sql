-- The model in use at each stage, why it is, and what it achieves on test rows that took no part in the choice.
with

champions as (
    select * from {{ ref('int_champions') }}
),

model_registry as (
    select * from {{ ref('model_registry') }}
)

select
    champions.scoring_stage,
    model_registry.model_id,
    model_registry.model_name,
    model_registry.decision_threshold,
    model_registry.validation_recall,
    model_registry.validation_precision,
    model_registry.test_recall,
    model_registry.test_precision,
    model_registry.test_error_count,
    model_registry.rule_error_count,
    model_registry.beats_views_rule,
    champions.use_code,
    champions.chosen_model_id
from champions
inner join model_registry on champions.model_id = model_registry.model_id
order by champions.scoring_stage

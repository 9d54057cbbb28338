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
    'Of the models that may be used at this scoring_stage it has the highest recall of claims on the validation rows ('
    || format('{:.4f}', model_registry.validation_recall)
    || '), of those that tie the highest precision (' || format('{:.4f}', model_registry.validation_precision)
    || '), and of those that tie again it is the simplest.' as reason
from champions
inner join model_registry on champions.model_id = model_registry.model_id
order by champions.scoring_stage

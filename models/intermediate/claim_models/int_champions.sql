-- The model to use at each stage: the highest recall of claims on the validation rows, then the highest precision,
-- both at the threshold that was chosen on them, then the simplest. The test rows take no part in the choice. With
-- engagement every model may be used, as what was known at upload is still known.
with

models as (
    select * from {{ ref('int_models') }}
),

metrics as (
    select * from {{ ref('int_model_metrics') }}
),

scoring_stages as (
    select distinct scoring_stage
    from models
    where scoring_stage != 'none'
),

validation as (
    select
        model_id,
        max(metric_value) filter (where metric = 'recall') as recall,
        max(metric_value) filter (where metric = 'precision') as precision
    from metrics
    where threshold_rule = 'fewest_errors' and split = 'validation' and class_label = 'claim'
    group by model_id
)

select
    scoring_stages.scoring_stage,
    models.model_id,
    models.model_name,
    models.decision_threshold,
    validation.recall as validation_recall,
    validation.precision as validation_precision
from models
inner join validation on models.model_id = validation.model_id
inner join scoring_stages on models.scoring_stage in ('at_upload', scoring_stages.scoring_stage)
-- Calling everything a claim has full recall and sorts nothing: it is the measure to beat, not a choice.
where models.model_name != 'majority_class'
qualify row_number() over (
    partition by scoring_stages.scoring_stage
    order by validation.recall desc nulls last, validation.precision desc nulls last, models.complexity_rank
) = 1

-- The model to use at each moment: the highest recall of claims on the validation rows, then the highest precision,
-- both at the threshold that was chosen on them, then the simplest. The test rows take no part in the choice. After
-- publication every model may be used, as what was known before is still known.
with

models as (
    select * from {{ ref('int_models') }}
),

metrics as (
    select * from {{ ref('int_model_metrics') }}
),

moments as (
    select distinct moment
    from models
    where moment != 'none'
),

validation as (
    select
        model_id,
        max(metric_value) filter (where metric = 'recall') as recall,
        max(metric_value) filter (where metric = 'precision') as precision
    from metrics
    where protocol = 'validation_threshold' and split = 'validation' and class_label = 'claim'
    group by model_id
)

select
    moments.moment,
    models.model_id,
    models.model_name,
    models.decision_threshold,
    validation.recall as validation_recall,
    validation.precision as validation_precision
from models
inner join validation on models.model_id = validation.model_id
inner join moments on models.moment in ('at_publication', moments.moment)
-- Calling everything a claim has full recall and sorts nothing: it is the measure to beat, not a choice.
where models.model_name != 'majority_class'
qualify row_number() over (
    partition by moments.moment
    order by validation.recall desc nulls last, validation.precision desc nulls last, models.complexity_rank
) = 1

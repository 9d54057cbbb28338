-- What to expect of the chosen models where a word, both halves of a text or a source is new.
with

models as (
    select * from {{ ref('int_models') }}
),

shift_metrics as (
    select * from {{ ref('int_shift_metrics') }}
)

select
    models.model_name,
    models.scoring_stage,
    shift_metrics.* exclude (model_id, input_fingerprint),
    models.model_id
from shift_metrics
inner join models on shift_metrics.model_id = models.model_id
order by models.model_name, shift_metrics.evaluation_scheme, shift_metrics.held_out, shift_metrics.metric

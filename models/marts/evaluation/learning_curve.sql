with

models as (
    select * from {{ ref('int_models') }}
),

-- The curve ends where the cross-validation trains on all rows of its folds.
studies as (
    select *
    from {{ ref('int_model_studies') }}
    where study = 'learning_curve' or (study = 'cross_validation' and protocol = 'repeated_stratified_k_fold')
)

select
    models.model_name,
    models.moment,
    studies.training_share,
    studies.training_row_count,
    studies.class_label,
    studies.metric,
    studies.metric_value,
    studies.standard_error,
    studies.model_id
from studies
inner join models on studies.model_id = models.model_id
order by models.model_name, studies.training_share, studies.class_label, studies.metric

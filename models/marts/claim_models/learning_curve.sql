with

models as (
    select * from {{ ref('int_models') }}
),

studies as (
    select *
    from {{ ref('int_model_studies') }}
    where study like 'learning_curve%'
)

select
    models.model_name,
    models.scoring_stage,
    studies.training_share,
    studies.training_row_count,
    studies.class_label,
    studies.metric,
    studies.metric_value,
    studies.fold_count,
    studies.standard_error,
    studies.standard_error_note,
    studies.lower_bound,
    studies.upper_bound,
    case when studies.lower_bound is not null then 'Student''s t over folds' end as interval_method,
    studies.model_id
from studies
inner join models on studies.model_id = models.model_id
order by models.model_name, studies.training_share, studies.class_label, studies.metric

with

models as (
    select * from {{ ref('int_models') }}
),

roc_points as (
    select * from {{ ref('int_roc_points') }}
)

select
    models.model_name,
    roc_points.evaluation_scheme,
    models.scoring_stage,
    roc_points.split,
    roc_points.point_number,
    roc_points.false_positive_rate,
    roc_points.true_positive_rate,
    roc_points.threshold,
    models.model_id
from roc_points
inner join models on roc_points.model_id = models.model_id
order by
    models.model_name, roc_points.evaluation_scheme, models.scoring_stage, roc_points.split, roc_points.point_number

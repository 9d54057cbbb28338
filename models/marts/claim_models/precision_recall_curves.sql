with

models as (
    select * from {{ ref('int_models') }}
),

precision_recall_points as (
    select * from {{ ref('int_precision_recall_points') }}
)

select
    models.model_name,
    precision_recall_points.evaluation_scheme,
    models.scoring_stage,
    precision_recall_points.split,
    precision_recall_points.point_number,
    precision_recall_points.recall,
    precision_recall_points.precision,
    precision_recall_points.threshold,
    models.model_id
from precision_recall_points
inner join models on precision_recall_points.model_id = models.model_id
order by
    models.model_name,
    precision_recall_points.evaluation_scheme,
    models.scoring_stage,
    precision_recall_points.split,
    precision_recall_points.point_number

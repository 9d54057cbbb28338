-- How well the claim models do on parts of the test rows.
with

models as (
    select * from {{ ref('int_models') }}
),

segment_metrics as (
    select * from {{ ref('int_segment_metrics') }}
)

select
    models.model_name,
    segment_metrics.evaluation_scheme,
    segment_metrics.threshold_rule,
    models.scoring_stage,
    segment_metrics.split,
    segment_metrics.segment_kind,
    segment_metrics.segment,
    segment_metrics.row_count,
    segment_metrics.metric,
    segment_metrics.metric_value,
    segment_metrics.standard_error,
    segment_metrics.standard_error_note,
    segment_metrics.lower_bound,
    segment_metrics.upper_bound,
    segment_metrics.interval_method,
    segment_metrics.denominator,
    segment_metrics.cluster_count,
    segment_metrics.clustered_by,
    segment_metrics.model_id
from segment_metrics
inner join models on segment_metrics.model_id = models.model_id
order by
    models.model_name,
    segment_metrics.threshold_rule,
    segment_metrics.segment_kind,
    segment_metrics.segment,
    segment_metrics.metric

with

models as (
    select * from {{ ref('int_models') }}
),

metrics as (
    select * from {{ ref('int_model_metrics') }}
),

studies as (
    select * from {{ ref('int_model_studies') }}
),

verified_status_models as (
    select * from {{ ref('int_verified_status_models') }}
),

-- Means over the folds of a cross-validation on the rows that models are trained on.
cross_validations as (
    select
        model_id,
        evaluation_scheme,
        'one_half' as threshold_rule,
        'cross_validation' as split,
        class_label,
        metric,
        metric_value,
        fold_count,
        standard_error,
        standard_error_note,
        lower_bound,
        upper_bound
    from studies
    where study = 'cross_validation'
),

-- What is measured while a model is fitted, and cannot be told from its scores.
diagnostics as (
    select
        'verified_status_regression-' || evaluation_scheme as model_id,
        evaluation_scheme,
        threshold_rule,
        'all' as class_label,
        unnest(diagnostics, recursive := true)
    from verified_status_models
),

all_metrics as (
    {% for measured in ['metrics', 'cross_validations', 'diagnostics'] -%}
    select
        model_id,
        evaluation_scheme,
        threshold_rule,
        split,
        class_label,
        metric,
        metric_value,
        {{ "fold_count" if measured == "cross_validations" else "cast(null as bigint)" }} as fold_count,
        {%- if measured == "metrics" %}
        denominator,
        cluster_count,
        clustered_by,
        interval_method,
        {%- else %}
        cast(null as bigint) as denominator,
        cast(null as bigint) as cluster_count,
        cast(null as varchar) as clustered_by,
        {{ "case when lower_bound is not null then 'Student''s t over folds' end" if measured == "cross_validations"
            else "cast(null as varchar)" }} as interval_method,
        {%- endif %}
        {%- if measured == "diagnostics" %}
        cast(null as double) as standard_error,
        'measured once' as standard_error_note,
        cast(null as double) as lower_bound,
        cast(null as double) as upper_bound
        {%- else %}
        standard_error,
        standard_error_note,
        lower_bound,
        upper_bound
        {%- endif %}
    from {{ measured }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    models.model_name,
    all_metrics.evaluation_scheme,
    all_metrics.threshold_rule,
    models.scoring_stage,
    all_metrics.split,
    all_metrics.class_label,
    all_metrics.metric,
    all_metrics.metric_value,
    all_metrics.fold_count,
    all_metrics.standard_error,
    all_metrics.standard_error_note,
    all_metrics.lower_bound,
    all_metrics.upper_bound,
    all_metrics.interval_method,
    all_metrics.denominator,
    all_metrics.cluster_count,
    all_metrics.clustered_by,
    models.model_id
from all_metrics
inner join models on all_metrics.model_id = models.model_id
order by
    models.model_name,
    all_metrics.evaluation_scheme,
    all_metrics.threshold_rule,
    models.scoring_stage,
    all_metrics.split,
    all_metrics.class_label,
    all_metrics.metric

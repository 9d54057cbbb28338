-- One row per claim model: what `model_evaluations` has in rows, on the rows and at the threshold that count. Test rows
-- take no part in the choice of models and thresholds.
{%- set metrics = {
    "average_precision": ("average_precision", "all"),
    "roc_auc": ("roc_auc", "all"),
    "accuracy": ("accuracy", "all"),
    "claim_recall": ("recall", "claim"),
    "claim_precision": ("precision", "claim"),
    "claim_f1": ("f1", "claim"),
} %}
with

models as (
    select * from {{ ref('model_registry') }}
),

test_metrics as (
    select *
    from {{ ref('model_evaluations') }}
    where split = 'test' and threshold_rule = 'lowest_cost'
),

scores as (
    select
        model_id,
        evaluation_scheme,
        {% for name, (metric, class_label) in metrics.items() -%}
        {%- for column_name, suffix in [
            ("metric_value", ""), ("lower_bound", "_lower_bound"), ("upper_bound", "_upper_bound")
        ] -%}
        max({{ column_name }}) filter (
            where metric = '{{ metric }}' and class_label = '{{ class_label }}'
        ) as {{ name ~ suffix }},
        {% endfor -%}
        {%- endfor -%}
        max(interval_method) filter (where metric = 'recall' and class_label = 'claim') as interval_method
    from test_metrics
    group by model_id, evaluation_scheme
)

select
    models.model_id,
    models.model_name,
    models.scoring_stage,
    models.is_in_use,
    models.is_baseline,
    models.decision_threshold,
    models.test_row_count,
    models.test_error_count,
    {% for name in metrics -%}
    scores.{{ name }},
    scores.{{ name }}_lower_bound,
    scores.{{ name }}_upper_bound,
    {% endfor -%}
    scores.interval_method
from models
left join scores on models.model_id = scores.model_id and models.evaluation_scheme = scores.evaluation_scheme
order by models.scoring_stage, scores.average_precision desc, models.model_id

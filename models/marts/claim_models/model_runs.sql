-- Every model that any release has had, also of releases that are not kept any more. A model of this build that no
-- release has had yet belongs to the release at hand, whose id is not known while this table is made.
{%- set kept %}
    model_id,
    model_name,
    scoring_stage,
    is_baseline,
    release_id,
    released_at,
    is_champion,
    labelled_row_count,
    training_row_count,
    evaluation_scheme,
    test_row_count,
    test_error_count,
    average_precision,
    average_precision_lower_bound,
    average_precision_upper_bound,
    roc_auc,
    log_loss,
    recall,
    precision,
    decision_threshold,
    hyperparameters,
    library_versions,
    training_fingerprint,
    artifact_sha256,
    retraining_decision,
    not_estimable_because
{%- endset %}
with

model_registry as (
    select * from {{ ref('model_registry') }}
),

released_runs as (
    select * from {{ ref('raw_released_model_runs') }}
),

test_metrics as (
    select
        model_id,
        max(metric_value) filter (where metric = 'average_precision') as average_precision,
        max(lower_bound) filter (where metric = 'average_precision') as average_precision_lower_bound,
        max(upper_bound) filter (where metric = 'average_precision') as average_precision_upper_bound,
        max(metric_value) filter (where metric = 'roc_auc') as roc_auc,
        max(metric_value) filter (where metric = 'log_loss') as log_loss
    from {{ ref('model_evaluations') }}
    where
        evaluation_scheme = 'holdout'
        and split = 'test'
        and threshold_rule = 'lowest_cost'
        and class_label = 'all'
    group by model_id
),

runs as (
    select
        model_registry.*,
        cast(null as varchar) as release_id,
        cast(null as timestamp) as released_at,
        model_registry.is_in_use as is_champion,
        model_registry.test_recall as recall,
        model_registry.test_precision as precision,
        test_metrics.average_precision,
        test_metrics.average_precision_lower_bound,
        test_metrics.average_precision_upper_bound,
        test_metrics.roc_auc,
        test_metrics.log_loss
    from model_registry
    left join test_metrics on model_registry.model_id = test_metrics.model_id
    where
        model_registry.is_candidate
        and model_registry.model_id not in (select model_id from released_runs)
)

select {{ kept }}
from runs
union all
select {{ kept }}
from released_runs

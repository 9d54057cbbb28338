-- The model in use at each moment, why it is, and what it achieves on test rows that took no part in the choice.
with

champions as (
    select * from {{ ref('int_champions') }}
),

models as (
    select * from {{ ref('int_models') }}
),

test_errors as (
    select
        model_id,
        count(*) filter (where y_true != y_pred) as error_count
    from {{ ref('int_evaluation_scores') }}
    where split = 'test' and protocol = 'validation_threshold'
    group by model_id
),

test_metrics as (
    select
        model_id,
        max(metric_value) filter (where metric = 'recall') as recall,
        max(metric_value) filter (where metric = 'precision') as precision
    from {{ ref('int_model_metrics') }}
    where split = 'test' and protocol = 'validation_threshold' and class_label = 'claim'
    group by model_id
),

rule as (
    select test_errors.error_count
    from models
    inner join test_errors on models.model_id = test_errors.model_id
    where models.model_name = 'views_rule'
)

select
    champions.moment,
    champions.model_id,
    champions.model_name,
    champions.decision_threshold,
    champions.validation_recall,
    champions.validation_precision,
    test_metrics.recall as test_recall,
    test_metrics.precision as test_precision,
    test_errors.error_count as test_error_count,
    rule.error_count as rule_error_count,
    test_errors.error_count < rule.error_count as beats_views_rule,
    'Of the models that may be used at this moment it has the highest recall of claims on the validation rows ('
    || format('{:.4f}', champions.validation_recall)
    || '), of those that tie the highest precision (' || format('{:.4f}', champions.validation_precision)
    || '), and of those that tie again it is the simplest.' as reason
from champions
left join test_metrics on champions.model_id = test_metrics.model_id
left join test_errors on champions.model_id = test_errors.model_id
left join rule on true
order by champions.moment

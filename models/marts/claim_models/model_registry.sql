-- Every claim model of this build, and each champion that is in use from an earlier one: what it was made from, what it
-- achieves at its threshold, and whether it is worth more than one line of SQL.
with

claim_models as (
    select * from {{ ref('int_evaluated_models') }}
),

champions as (
    select distinct model_id
    from {{ ref('int_champions') }}
),

evaluation_scores as (
    select * from {{ ref('int_evaluation_scores') }}
),

measured as (
    select
        {% for split in ['validation', 'test'] -%}
        {% for metric in ['recall', 'precision'] -%}
        max(metric_value) filter (where split = '{{ split }}' and metric = '{{ metric }}') as {{ split }}_{{ metric }},
        {% endfor -%}
        {% endfor -%}
        model_id
    from {{ ref('int_model_metrics') }}
    where threshold_rule = 'lowest_cost' and class_label = 'claim'
    group by model_id
),

test_errors as (
    select
        model_id,
        count(*) as row_count,
        count(*) filter (where y_true != y_pred) as error_count
    from evaluation_scores
    where threshold_rule = 'lowest_cost' and split = 'test'
    group by model_id
),

-- The rule as it stands: a threshold that is chosen for its score may be another number of views.
rule as (
    select count(*) filter (where evaluation_scores.y_true != evaluation_scores.y_pred) as error_count
    from evaluation_scores
    inner join claim_models on evaluation_scores.model_id = claim_models.model_id
    where
        claim_models.model_name = 'views_rule'
        and evaluation_scores.threshold_rule = 'one_half'
        and evaluation_scores.split = 'test'
    having count(*) > 0
)

select
    claim_models.model_id,
    claim_models.model_name,
    claim_models.scoring_stage,
    claim_models.evaluation_scheme,
    claim_models.is_candidate,
    claim_models.is_baseline,
    claim_models.is_calibrated,
    champions.model_id is not null as is_in_use,
    claim_models.decision_threshold,
    measured.validation_recall,
    measured.validation_precision,
    measured.test_recall,
    measured.test_precision,
    test_errors.row_count as test_row_count,
    test_errors.error_count as test_error_count,
    rule.error_count as rule_error_count,
    claim_models.model_name != 'views_rule' and test_errors.error_count < rule.error_count as beats_views_rule,
    case
        when claim_models.not_estimable_because is not null then 'not_estimable'
        when claim_models.model_name = 'views_rule' then 'is_views_rule'
        when test_errors.error_count < rule.error_count then 'fewer_errors_than_views_rule'
        when test_errors.error_count = rule.error_count then 'as_many_errors_as_views_rule'
        when test_errors.error_count > rule.error_count then 'more_errors_than_views_rule'
        else 'not_comparable'
    end as remark_code,
    claim_models.training_fingerprint,
    claim_models.labelled_row_count,
    claim_models.training_row_count,
    claim_models.random_state,
    claim_models.library_versions,
    claim_models.features,
    claim_models.hyperparameters,
    claim_models.artifact_sha256,
    claim_models.retraining_policy,
    claim_models.retraining_decision,
    claim_models.not_estimable_because
from claim_models
left join champions on claim_models.model_id = champions.model_id
left join measured on claim_models.model_id = measured.model_id
left join test_errors on claim_models.model_id = test_errors.model_id
left join rule on true
order by claim_models.complexity_rank

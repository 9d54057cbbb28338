-- Every trained claim model: what it was made from, and whether it is worth more than one line of SQL.
with

claim_models as (
    select * from {{ ref('int_claim_models') }}
),

champions as (
    select distinct model_id
    from {{ ref('int_champions') }}
),

test_errors as (
    select
        model_id,
        count(*) as row_count,
        count(*) filter (where y_true != y_pred) as error_count
    from {{ ref('int_evaluation_scores') }}
    where split = 'test' and protocol = 'as_published'
    group by model_id
),

rule as (
    select test_errors.error_count
    from claim_models
    inner join test_errors on claim_models.model_id = test_errors.model_id
    where claim_models.model_name = 'views_rule'
)

select
    claim_models.model_id,
    claim_models.model_name,
    claim_models.moment,
    claim_models.protocol,
    champions.model_id is not null as is_champion,
    claim_models.decision_threshold,
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
    case
        when claim_models.model_name = 'views_rule' then 'This is the one-line rule: video_view_count > 10000.'
        else
            'It makes ' || test_errors.error_count || ' errors on ' || test_errors.row_count
            || ' test rows, the one-line rule ' || rule.error_count || ': it '
            || case when test_errors.error_count < rule.error_count then 'beats' else 'does not beat' end
            || ' the rule.'
    end as remark,
    claim_models.not_estimable_because
from claim_models
left join champions on claim_models.model_id = champions.model_id
left join test_errors on claim_models.model_id = test_errors.model_id
left join rule on true
order by claim_models.complexity_rank

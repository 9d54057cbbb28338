-- The model that the rule chooses at each stage: the highest recall of claims on the validation rows, then the highest
-- precision, both at the threshold that was chosen on them, then the simplest. The test rows take no part in the choice.
-- With engagement every model may be used, as what was known at upload is still known.
with

claim_models as (
    select * from {{ ref('int_claim_models') }}
),

candidate_scores as (
    select * from {{ ref('int_candidate_scores') }}
),

scoring_stages as (
    select distinct scoring_stage
    from claim_models
),

validation as (
    select
        model_id,
        count(*) filter (where y_true and y_pred) / nullif(count(*) filter (where y_true), 0) as recall,
        count(*) filter (where y_true and y_pred) / nullif(count(*) filter (where y_pred), 0) as precision
    from candidate_scores
    where threshold_rule = 'fewest_errors' and split = 'validation'
    group by model_id
)

select
    scoring_stages.scoring_stage,
    claim_models.model_id,
    claim_models.model_name,
    claim_models.decision_threshold,
    true as is_better_than_chance,
    'highest_recall' as choice_code
from claim_models
inner join validation on claim_models.model_id = validation.model_id
inner join scoring_stages on claim_models.scoring_stage in ('at_upload', scoring_stages.scoring_stage)
-- Calling everything a claim has full recall and sorts nothing: it is the measure to beat, not a choice.
where claim_models.model_name != 'majority_class'
qualify row_number() over (
    partition by scoring_stages.scoring_stage
    order by validation.recall desc nulls last, validation.precision desc nulls last, claim_models.complexity_rank
) = 1

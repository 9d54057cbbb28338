-- How well does each model tell claims from opinions, beside the one-line rule and the majority class?
with

evaluations as (
    select * from marts.model_evaluations
)

select
    model_name,
    scoring_stage,
    threshold_rule,
    max(metric_value) filter (where metric = 'accuracy') as accuracy,
    max(metric_value) filter (where metric = 'precision' and class_label = 'claim') as claim_precision,
    max(metric_value) filter (where metric = 'recall' and class_label = 'claim') as claim_recall,
    max(metric_value) filter (where metric = 'roc_auc') as roc_auc
from evaluations
where split = 'test' and scoring_stage != 'none'
group by model_name, scoring_stage, threshold_rule
order by claim_recall desc, claim_precision desc, model_name, threshold_rule

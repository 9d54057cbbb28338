-- Which errors does each classifier make on the test rows, at one half and at the threshold chosen on validation rows?
select
    model_name,
    threshold_rule,
    actual,
    predicted,
    row_count
from marts.confusion_matrices
where split = 'test' and scoring_stage != 'none'
order by model_name, threshold_rule, actual, predicted

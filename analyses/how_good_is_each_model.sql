-- Which share of the claims does each model find, and which share of what it calls claims are claims?
select
    model_name,
    scoring_stage,
    is_in_use,
    claim_recall,
    claim_recall_lower_bound,
    claim_recall_upper_bound,
    claim_precision,
    claim_precision_lower_bound,
    claim_precision_upper_bound
from marts.model_scores
order by claim_recall desc, claim_precision desc, model_name

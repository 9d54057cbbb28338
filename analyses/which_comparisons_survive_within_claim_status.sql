-- Which differences between groups of authors are significant overall, within claims, and within opinions?
-- A difference that is not significant may exist all the same; `do_claim_shares_differ` compares the groups' claims.
select
    grouping,
    metric,
    group_a,
    group_b,
    test_name,
    is_significant_all,
    is_significant_claim,
    is_significant_opinion,
    claim_share_a,
    claim_share_b,
    do_claim_shares_differ,
    mean_difference,
    mean_difference_by_composition,
    finding_code
from marts.stratified_comparisons
order by grouping, metric, group_a, group_b, test_name

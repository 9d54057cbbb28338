-- Which differences between groups of authors are significant over all, within claims and within opinions, and are the
-- groups composed of as many claims? What is not significant is not shown to be none.
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
    finding
from {{ ref('stratified_comparisons') }}
order by grouping, metric, group_a, group_b, test_name

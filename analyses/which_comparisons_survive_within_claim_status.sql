-- Which differences between groups of authors survive within claims and within opinions?
select
    grouping,
    metric,
    group_a,
    group_b,
    test_name,
    is_significant_all,
    is_significant_claim,
    is_significant_opinion,
    finding
from {{ ref('stratified_comparisons') }}
order by grouping, metric, group_a, group_b, test_name

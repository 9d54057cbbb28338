-- Which differences between groups of authors survive within claims and within opinions?
with

two_sided as (
    select *
    from {{ ref('hypothesis_tests') }}
    where alternative = 'two-sided' and test_name = 'welch_t' and grouping != 'claim_status'
)

select
    grouping,
    metric,
    group_a,
    group_b,
    bool_or(reject_null) filter (where stratum = 'all') as differs_over_all,
    bool_or(reject_null) filter (where stratum = 'claim') as differs_within_claims,
    bool_or(reject_null) filter (where stratum = 'opinion') as differs_within_opinions
from two_sided
group by grouping, metric, group_a, group_b
order by grouping, metric, group_a, group_b

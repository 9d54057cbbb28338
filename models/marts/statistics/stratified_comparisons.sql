-- What becomes of each difference between groups of authors once the claim status is held fixed (Simpson's paradox).
with

tests as (
    select *
    from {{ ref('hypothesis_tests') }}
    where alternative = 'two-sided' and grouping != 'claim_status'
),

summaries as (
    select
        grouping,
        metric,
        group_a,
        group_b,
        test_name,
        {% for stratum in ['all', 'claim', 'opinion'] -%}
        max(statistic) filter (where stratum = '{{ stratum }}') as statistic_{{ stratum }},
        max(p_value_holm) filter (where stratum = '{{ stratum }}') as p_value_holm_{{ stratum }},
        bool_or(reject_null_holm) filter (where stratum = '{{ stratum }}') as is_significant_{{ stratum }},
        {% endfor -%}
        count(*) as stratum_count
    from tests
    group by grouping, metric, group_a, group_b, test_name
)

select
    * exclude (stratum_count),
    sign(statistic_claim) != sign(statistic_all) or sign(statistic_opinion) != sign(statistic_all) as changes_direction,
    is_significant_claim != is_significant_all or is_significant_opinion != is_significant_all as changes_significance,
    case
        when is_significant_all and not is_significant_claim and not is_significant_opinion
            then 'vanishes within claims and within opinions'
        when
            is_significant_all
            and (
                (is_significant_claim and sign(statistic_claim) != sign(statistic_all))
                or (is_significant_opinion and sign(statistic_opinion) != sign(statistic_all))
            )
            then 'turns round within a claim status'
        when is_significant_all and is_significant_claim and is_significant_opinion then 'holds within both'
        when is_significant_all and (is_significant_claim is null or is_significant_opinion is null)
            then 'cannot be estimated everywhere'
        when is_significant_all then 'holds within one claim status alone'
        when is_significant_claim or is_significant_opinion then 'shows within a claim status alone'
        when is_significant_all is null or is_significant_claim is null or is_significant_opinion is null
            then 'cannot be estimated everywhere'
        else 'shows nowhere'
    end as finding
from summaries
order by grouping, metric, group_a, group_b, test_name

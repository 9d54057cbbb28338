-- Differences between groups of authors once the claim status is held fixed. A difference that is not significant may
-- exist all the same: codes say only what is significant.
with

tests as (
    select *
    from {{ ref('hypothesis_tests') }}
    where alternative = 'two-sided'
),

claim_shares as (
    select * from {{ ref('int_claim_shares') }}
),

-- If the groups do not overlap, the rank test has no statistic, and the means decide.
claims_against_opinions as (
    select
        metric,
        test_name,
        sign(coalesce(statistic, mean_a - mean_b)) as claims_are_greater
    from tests
    where grouping = 'claim_status'
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
        {% for stratum in ['claim', 'opinion'] -%}
        max(mean_a) filter (where stratum = '{{ stratum }}') as mean_a_{{ stratum }},
        max(mean_b) filter (where stratum = '{{ stratum }}') as mean_b_{{ stratum }},
        {% endfor -%}
        max(significance_level) as significance_level
    from tests
    where grouping != 'claim_status'
    group by grouping, metric, group_a, group_b, test_name
),

compared as (
    select
        summaries.*,
        claim_shares.claim_share_a,
        claim_shares.claim_share_b,
        claim_shares.claim_share_difference,
        claim_shares.claim_share_difference_lower_bound,
        claim_shares.claim_share_difference_upper_bound,
        case
            when claim_shares.claim_share_difference_lower_bound is not null then 'Newcombe'
        end as interval_method,
        claim_shares.claim_share_p_value_holm,
        claim_shares.claim_share_p_value_holm < summaries.significance_level as do_claim_shares_differ,
        -- Kitagawa's decomposition of the labelled videos' difference: each group's share of claims, at the means that
        -- both groups have in the middle; the rest is the difference within claims and within opinions.
        claim_shares.claim_share_a * summaries.mean_a_claim
        + (1 - claim_shares.claim_share_a) * summaries.mean_a_opinion
        - claim_shares.claim_share_b * summaries.mean_b_claim
        - (1 - claim_shares.claim_share_b) * summaries.mean_b_opinion as mean_difference,
        claim_shares.claim_share_difference
        * (summaries.mean_a_claim + summaries.mean_b_claim - summaries.mean_a_opinion - summaries.mean_b_opinion)
        / 2 as mean_difference_by_composition,
        claims_against_opinions.claims_are_greater
        * sign(claim_shares.claim_share_difference) as direction_of_composition
    from summaries
    left join claim_shares
        on
            summaries.grouping = claim_shares.grouping
            and summaries.metric = claim_shares.metric
            and summaries.group_a = claim_shares.group_a
            and summaries.group_b = claim_shares.group_b
    left join claims_against_opinions
        on summaries.metric = claims_against_opinions.metric and summaries.test_name = claims_against_opinions.test_name
)

select
    * exclude (
        mean_a_claim, mean_b_claim, mean_a_opinion, mean_b_opinion, significance_level, direction_of_composition
    ),
    sign(statistic_claim) != sign(statistic_all) or sign(statistic_opinion) != sign(statistic_all) as changes_direction,
    is_significant_claim != is_significant_all or is_significant_opinion != is_significant_all as changes_significance,
    case
        when
            is_significant_all and not is_significant_claim and not is_significant_opinion
            and do_claim_shares_differ and direction_of_composition = sign(statistic_all)
            then 'overall_only_by_composition'
        when is_significant_all and not is_significant_claim and not is_significant_opinion
            then 'overall_only'
        when
            is_significant_all
            and (
                (is_significant_claim and sign(statistic_claim) != sign(statistic_all))
                or (is_significant_opinion and sign(statistic_opinion) != sign(statistic_all))
            )
            then 'reversed_within'
        when is_significant_all and is_significant_claim and is_significant_opinion
            then 'significant_everywhere'
        when is_significant_all and (is_significant_claim is null or is_significant_opinion is null)
            then 'not_estimable'
        when is_significant_all then 'overall_and_within_one'
        when is_significant_claim or is_significant_opinion then 'within_only'
        when is_significant_all is null or is_significant_claim is null or is_significant_opinion is null
            then 'not_estimable'
        else 'significant_nowhere'
    end as finding_code
from compared
order by grouping, metric, group_a, group_b, test_name

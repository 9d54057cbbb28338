-- Which of two groups has the greater values of a metric, if the rank test says that either has. A difference
-- is significant after Holm's adjustment over the family of its test; its size stands beside it.
with

tests as (
    select *
    from {{ ref('hypothesis_tests') }}
    where alternative = 'two-sided'
),

effects as (
    select *
    from {{ ref('effect_sizes') }}
    where effect = 'cliffs_delta'
),

quantiles as (
    select * from {{ ref('engagement_quantiles') }}
),

medians as (
    select
        'claim_status' as grouping,
        'all' as stratum,
        claim_status as group_name,
        metric,
        percentile_50
    from quantiles
    where grouping = 'all'
    union all
    select
        grouping,
        claim_status as stratum,
        author_group as group_name,
        metric,
        percentile_50
    from quantiles
    where grouping != 'all'
),

tested as (
    select
        grouping,
        stratum,
        metric,
        group_a,
        group_b,
        max(n_a) as n_a,
        max(n_b) as n_b,
        {% for test_name in ['welch_t', 'brunner_munzel'] -%}
        max(statistic) filter (where test_name = '{{ test_name }}') as {{ test_name }}_statistic,
        max(degrees_of_freedom) filter (where test_name = '{{ test_name }}') as {{ test_name }}_degrees_of_freedom,
        max(p_value_holm) filter (where test_name = '{{ test_name }}') as {{ test_name }}_p_value_holm,
        {% endfor -%}
        bool_or(reject_null_holm) filter (where test_name = 'brunner_munzel') as is_significant,
        max(significance_level) as significance_level,
        max(family_size) filter (where test_name = 'brunner_munzel') as family_size
    from tests
    group by grouping, stratum, metric, group_a, group_b
)

select
    tested.*,
    medians_a.percentile_50 as median_a,
    medians_b.percentile_50 as median_b,
    effects.effect_size as cliffs_delta,
    effects.lower_bound,
    effects.upper_bound,
    effects.interval_method,
    effects.is_sample,
    effects.confidence_level,
    case
        when tested.is_significant is null then 'not_estimable'
        when not tested.is_significant then 'not_significant'
        when effects.effect_size > 0 then 'a_greater'
        else 'b_greater'
    end as finding_code
from tested
inner join effects
    on
        tested.grouping = effects.grouping
        and tested.stratum = effects.stratum
        and tested.metric = effects.metric
        and tested.group_a = effects.group_a
        and tested.group_b = effects.group_b
{% for side in ['a', 'b'] -%}
left join medians as medians_{{ side }}
    on
        tested.grouping = medians_{{ side }}.grouping
        and tested.stratum = medians_{{ side }}.stratum
        and tested.metric = medians_{{ side }}.metric
        and tested.group_{{ side }} = medians_{{ side }}.group_name
{% endfor -%}
order by tested.grouping, tested.stratum, tested.metric, tested.group_a, tested.group_b

with

effects as (
    select * from {{ ref('int_effect_sizes') }}
)

select * from effects
order by grouping, stratum, metric, group_a, group_b, effect

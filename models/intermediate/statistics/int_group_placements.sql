-- For each pair of groups, the sums of the placements of one group's values among the other's. The placement of a
-- value is the number of values of the other group below it, plus half of those equal to it; twice that is a whole
-- number, and the sums of it and of its square are exact.
with

value_counts as (
    select * from {{ ref('int_engagement_value_counts') }}
),

pairs as (
    {% for grouping, group_a, group_b in group_pairs() -%}
    select
        '{{ grouping }}' as grouping,
        '{{ group_a }}' as group_a,
        '{{ group_b }}' as group_b
    {{ "union all" if not loop.last }}
    {% endfor %}
),

paired as (
    select
        pairs.grouping,
        value_counts.stratum,
        value_counts.metric,
        pairs.group_a,
        pairs.group_b,
        value_counts.metric_value,
        cast(sum(value_counts.video_count) filter (where value_counts.group_name = pairs.group_a) as bigint) as count_a,
        cast(sum(value_counts.video_count) filter (where value_counts.group_name = pairs.group_b) as bigint) as count_b
    from pairs
    inner join value_counts
        on pairs.grouping = value_counts.grouping and value_counts.group_name in (pairs.group_a, pairs.group_b)
    group by all
),

counted as (
    select
        * replace (
            cast(coalesce(count_a, 0) as hugeint) as count_a,
            cast(coalesce(count_b, 0) as hugeint) as count_b
        )
    from paired
),

placed as (
    select
        *,
        2 * cast(sum(count_b) over up_to_value as hugeint) - count_b as twice_placement_of_a,
        2 * cast(sum(count_a) over up_to_value as hugeint) - count_a as twice_placement_of_b
    from counted
    window up_to_value as (
        partition by grouping, stratum, metric, group_a, group_b
        order by metric_value
        rows between unbounded preceding and current row
    )
)

select
    {% for side in ['a', 'b'] -%}
    cast(sum(count_{{ side }} * twice_placement_of_{{ side }}) as hugeint) as twice_placements_{{ side }},
    cast(sum(count_{{ side }} * twice_placement_of_{{ side }} * twice_placement_of_{{ side }}) as hugeint)
        as squared_twice_placements_{{ side }},
    {% endfor -%}
    grouping,
    stratum,
    metric,
    group_a,
    group_b
from placed
group by all

-- Number, mean, variance and third central moment of each metric by group, over all videos and within each claim
-- status.
with

cells as (
    select * from {{ ref('int_engagement_cells') }}
),

strata as (
    {{ strata('cells') }}
),

groups as (
    {% for grouping, condition in groupings() %}
    select
        '{{ grouping }}' as grouping,
        stratum,
        {{ grouping }} as group_name,
        metric,
        sum(observation_count) as observation_count,
        min(minimum) < max(maximum) as has_spread,
        cast(sum(total) as double) * any_value(unit) as total,
        cast(sum(total_of_squares) as double) * any_value(unit_of_squares) as total_of_squares,
        cast(sum(total_of_cubes) as double) * any_value(unit_of_cubes) as total_of_cubes
    from strata
    where {{ condition }}
    group by stratum, {{ grouping }}, metric
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    grouping,
    stratum,
    group_name,
    metric,
    cast(observation_count as bigint) as observation_count,
    total / nullif(observation_count, 0) as mean,
    -- If all values are equal, rounding may leave a variance that is not quite 0.
    case when has_spread then greatest(total_of_squares - total * total / observation_count, 0) else 0 end
    / nullif(greatest(observation_count - 1, 0), 0) as variance,
    (
        total_of_cubes
        - 3 * total_of_squares * (total / observation_count)
        + 2 * total * (total / observation_count) * (total / observation_count)
    ) / nullif(observation_count, 0) as third_moment
from groups

-- The figures from which two groups are compared, one row per metric, stratum and pair of groups.
with

moments as (
    select * from {{ ref('int_engagement_moments') }}
),

placements as (
    select * from {{ ref('int_group_placements') }}
),

joined as (
    select
        {% for side in ['a', 'b'] -%}
        cast(coalesce(moments_{{ side }}.observation_count, 0) as hugeint) as n_{{ side }},
        moments_{{ side }}.mean as mean_{{ side }},
        moments_{{ side }}.variance as variance_{{ side }},
        moments_{{ side }}.third_moment as third_moment_{{ side }},
        cast(placements.n_{{ side }} as hugeint) as ranked_{{ side }},
        {% endfor -%}
        placements.* exclude (n_a, n_b)
    from placements
    {% for side in ['a', 'b'] -%}
    left join moments as moments_{{ side }}
        on
            placements.grouping = moments_{{ side }}.grouping
            and placements.stratum = moments_{{ side }}.stratum
            and placements.metric = moments_{{ side }}.metric
            and placements.group_{{ side }} = moments_{{ side }}.group_name
    {% endfor %}
)

select
    grouping,
    stratum,
    metric,
    group_a,
    group_b,
    {% for side, other in [('a', 'b'), ('b', 'a')] -%}
    cast(n_{{ side }} as bigint) as n_{{ side }},
    mean_{{ side }},
    variance_{{ side }},
    third_moment_{{ side }},
    cast(ranked_{{ side }} as bigint) as ranked_{{ side }},
    -- Whole numbers up to the division: no digit is lost where placements hardly differ.
    (ranked_{{ side }} * squared_twice_placements_{{ side }} - twice_placements_{{ side }} * twice_placements_{{ side }})
    / nullif(4 * ranked_{{ side }} * (ranked_{{ side }} - 1) * ranked_{{ other }} * ranked_{{ other }}, 0)
        as placement_variance_{{ side }},
    {% endfor -%}
    (twice_placements_a - ranked_a * ranked_b) / nullif(ranked_a * ranked_b, 0) as cliffs_delta
from joined

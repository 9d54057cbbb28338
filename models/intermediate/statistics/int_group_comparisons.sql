-- Everything that the comparison of two groups is computed from, one row per metric, stratum and pair of groups.
with

moments as (
    select * from {{ ref('int_engagement_moments') }}
),

placements as (
    select * from {{ ref('int_group_placements') }}
)

select
    {% for side in ['a', 'b'] -%}
    coalesce(moments_{{ side }}.observation_count, 0) as n_{{ side }},
    moments_{{ side }}.mean as mean_{{ side }},
    moments_{{ side }}.variance as variance_{{ side }},
    placements.twice_placements_{{ side }},
    placements.squared_twice_placements_{{ side }},
    {% endfor -%}
    placements.metric,
    placements.grouping,
    placements.stratum,
    placements.group_a,
    placements.group_b
from placements
{% for side in ['a', 'b'] -%}
left join moments as moments_{{ side }}
    on
        placements.grouping = moments_{{ side }}.grouping
        and placements.stratum = moments_{{ side }}.stratum
        and placements.metric = moments_{{ side }}.metric
        and placements.group_{{ side }} = moments_{{ side }}.group_name
{% endfor %}
order by placements.grouping, placements.stratum, placements.metric, placements.group_a, placements.group_b

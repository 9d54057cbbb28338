-- For each pair of groups, the sums of the placements of one group's values among the other's. The placement of a
-- value is the number of values of the other group below it, plus half of those equal to it; twice that is a whole
-- number, and the sums of it and of its square are exact. All pairs are told from one list of distinct values.
with

videos as (
    select
        {% for metric in engagement_metrics() -%}
        cast({{ metric }} as double) as {{ metric }},
        {% endfor -%}
        claim_status,
        verified_status,
        author_ban_status
    from {{ ref('videos') }}
),

metric_values as (
    unpivot videos
    on {{ engagement_metrics() | join(", ") }}
    into name metric value metric_value
),

value_counts as (
    select
        {% for column_name, condition in compared_groups().items() -%}
        count(*) filter (where {{ condition }}) as {{ column_name }},
        {% endfor -%}
        metric,
        metric_value
    from metric_values
    group by metric, metric_value
),

-- Up to the value and including it; less half of those equal to it, that is the placement.
placed as (
    select
        {% for column_name in compared_groups() -%}
        cast({{ column_name }} as hugeint) as {{ column_name }},
        2 * cast(sum({{ column_name }}) over up_to_value as hugeint) - {{ column_name }}
            as twice_below_{{ column_name }},
        {% endfor -%}
        metric
    from value_counts
    window up_to_value as (
        partition by metric
        order by metric_value
        rows between unbounded preceding and current row
    )
),

sums as (
    select
        {% for comparison in comparisons() -%}
        {%- for one, other in [
            (comparison.column_a, comparison.column_b), (comparison.column_b, comparison.column_a)
        ] -%}
        sum({{ one }} * twice_below_{{ other }}) as placements__{{ one }}__{{ other }},
        sum({{ one }} * twice_below_{{ other }} * twice_below_{{ other }}) as squares__{{ one }}__{{ other }},
        {% endfor -%}
        {% endfor -%}
        metric
    from placed
    group by metric
)

{% for comparison in comparisons() -%}
select
    '{{ comparison.grouping }}' as grouping,
    '{{ comparison.stratum }}' as stratum,
    '{{ comparison.group_a }}' as group_a,
    '{{ comparison.group_b }}' as group_b,
    {% for side, pair in [
        ("a", comparison.column_a ~ "__" ~ comparison.column_b), ("b", comparison.column_b ~ "__" ~ comparison.column_a)
    ] -%}
    cast(placements__{{ pair }} as hugeint) as twice_placements_{{ side }},
    cast(squares__{{ pair }} as hugeint) as squared_twice_placements_{{ side }},
    {% endfor -%}
    metric
from sums
{{ "union all" if not loop.last }}
{% endfor %}

-- Everything that follows from the order of a metric's values, from one pass over its distinct values: the quantiles of
-- all groups, and for each pair of groups the sums of the placements of one group's values among the other's. The
-- placement of a value is the number of values of the other group below it, plus half of those equal to it; twice that
-- is a whole number, and the sums of it and of its square are exact.
with

value_counts as (
    {% for metric in engagement_metrics() -%}
    select
        {% for group_name, condition in counted_groups().items() -%}
        count(*) filter (where {{ condition }}) as n_{{ group_name }},
        {% endfor -%}
        '{{ metric }}' as metric,
        cast({{ metric }} as double) as metric_value
    from {{ ref('int_videos') }}
    where {{ metric }} is not null
    group by metric_value
    {{ "union all" if not loop.last }}
    {% endfor -%}
),

running_counts as (
    select
        {% for group_name in counted_groups() -%}
        n_{{ group_name }},
        cast(sum(n_{{ group_name }}) over up_to_value as bigint) as up_to_{{ group_name }},
        {% endfor -%}
        metric,
        metric_value
    from value_counts
    window up_to_value as (
        partition by metric
        order by metric_value
        rows between unbounded preceding and current row
    )
),

totals as (
    select
        {% for group_name, condition in counted_groups().items() -%}
        cast(coalesce(sum(observation_count) filter (where {{ condition }}), 0) as bigint) as total_{{ group_name }},
        {% endfor -%}
        metric
    from {{ ref('int_engagement_cells') }}
    group by metric
),

-- Up to the value and including it; less half of those equal to it, that is the placement.
placed as (
    select
        {% for group in video_groups() -%}
        {{ number_in_group(group, "n_") }} as {{ group.name }},
        {{ number_in_group(group, "up_to_") }} as up_to_{{ group.name }},
        {{ number_in_group(group, "total_") }} as total_{{ group.name }},
        cast(2 * ({{ number_in_group(group, "up_to_") }}) - ({{ number_in_group(group, "n_") }}) as hugeint)
            as twice_below_{{ group.name }},
        {% endfor -%}
        running_counts.metric,
        running_counts.metric_value
    from running_counts
    inner join totals on running_counts.metric = totals.metric
)

select
    [
        {% for comparison in comparisons() -%}
        struct_pack(
            grouped_by := '{{ comparison.grouping }}',
            stratum := '{{ comparison.stratum }}',
            group_a := '{{ comparison.group_a }}',
            group_b := '{{ comparison.group_b }}',
            {% for side, one, other in [
                ("a", comparison.name_a, comparison.name_b), ("b", comparison.name_b, comparison.name_a)
            ] -%}
            twice_placements_{{ side }} := sum({{ one }} * twice_below_{{ other }}),
            squared_twice_placements_{{ side }} := sum(
                {{ one }} * twice_below_{{ other }} * twice_below_{{ other }}
            ){{ "," if not loop.last }}
            {% endfor -%}
        ){{ "," if not loop.last }}
        {% endfor -%}
    ] as placements,
    [
        {% for group in video_groups() -%}
        struct_pack(
            {% for status in ["claim_status", "verified_status", "author_ban_status"] -%}
            {{ status }} := '{{ group[status] or "any" }}',
            {% endfor -%}
            observation_count := max(total_{{ group.name }}),
            -- The two values between which a quantile lies, which are one where it falls on a value.
            {% for percentile in engagement_percentiles() -%}
            lower_{{ percentile }} := min(metric_value) filter (
                where 100 * up_to_{{ group.name }} > {{ percentile }} * (total_{{ group.name }} - 1)
            ),
            upper_{{ percentile }} := min(metric_value) filter (
                where 100 * (up_to_{{ group.name }} - 1) >= {{ percentile }} * (total_{{ group.name }} - 1)
            ){{ "," if not loop.last }}
            {% endfor -%}
        ){{ "," if not loop.last }}
        {% endfor -%}
    ] as quantiles,
    metric
from placed
group by metric

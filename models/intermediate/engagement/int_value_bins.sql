-- How many videos of each group have their value of a metric in which part of its range.
with

counts as (
    {% for metric in engagement_metrics() -%}
    select
        {{ counts_of_groups() }}
        '{{ metric }}' as metric,
        bin
    from ({{ binned_values(metric) }}) as {{ metric }}
    group by bin
    {{ "union all" if not loop.last }}
    {% endfor %}
)

{{ running_counts("counts", ["bin"]) }} -- noqa: PRS

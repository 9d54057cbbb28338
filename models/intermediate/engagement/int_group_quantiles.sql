-- Quantiles of each metric in each group of videos; where a status does not matter, it is `any`. They are exact: the bins
-- in which they lie are known, and only the values in those bins are counted one by one.
with

bins as (
    select * from {{ ref('int_value_bins') }}
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

quantile_bins as (
    select
        [
            {% for group in video_groups() -%}
            {% set of_group = loop -%}
            {% for percentile in engagement_percentiles() -%}
            {{ quantile_bounds("bin", group, percentile) | join(",\n            ") }}
            {{- "," if not (of_group.last and loop.last) }}
            {% endfor -%}
            {% endfor -%}
        ] as bins,
        bins.metric
    from bins
    inner join totals on bins.metric = totals.metric
    group by bins.metric
),

unnested_bins as (
    select
        metric,
        unnest(bins) as bin
    from quantile_bins
),

counted_bins as (
    select distinct
        metric,
        bin
    from unnested_bins
    where bin is not null
),

-- The values in the bins that matter, and the other bins, of which no value is needed.
counts as (
    {% for metric in engagement_metrics() -%}
    select
        {{ counts_of_groups() }}
        counted_bins.metric,
        counted_bins.bin,
        {{ metric }}.metric_value
    from ({{ binned_values(metric) }}) as {{ metric }}
    inner join counted_bins on counted_bins.metric = '{{ metric }}' and {{ metric }}.bin = counted_bins.bin
    group by counted_bins.metric, counted_bins.bin, {{ metric }}.metric_value
    union all
    {% endfor -%}
    select
        {% for group_name in counted_groups() -%}
        bins.n_{{ group_name }},
        {% endfor -%}
        bins.metric,
        bins.bin,
        cast(null as double) as metric_value
    from bins
    anti join counted_bins on bins.metric = counted_bins.metric and bins.bin = counted_bins.bin
),

running_counts as (
    {{ running_counts("counts", ["bin", "metric_value"]) }}
),

quantiles as (
    select
        [
            {% for group in video_groups() -%}
            struct_pack(
                {% for status in ["claim_status", "verified_status", "author_ban_status"] -%}
                {{ status }} := '{{ group[status] or "any" }}',
                {% endfor -%}
                observation_count := max({{ number_in_group(group, "total_") }}),
                {% for percentile in engagement_percentiles() -%}
                {% set lower, upper = quantile_bounds("metric_value", group, percentile) -%}
                lower_{{ percentile }} := {{ lower }},
                upper_{{ percentile }} := {{ upper }}{{ "," if not loop.last }}
                {% endfor -%}
            ){{ "," if not loop.last }}
            {% endfor -%}
        ] as quantiles,
        running_counts.metric
    from running_counts
    inner join totals on running_counts.metric = totals.metric
    group by running_counts.metric
),

bounds as (
    select
        metric,
        unnest(quantiles, recursive := true)
    from quantiles
)

select
    claim_status,
    verified_status,
    author_ban_status,
    metric,
    {% for percentile in engagement_percentiles() -%}
    lower_{{ percentile }}
    + (upper_{{ percentile }} - lower_{{ percentile }}) * ((({{ percentile }} * (observation_count - 1)) % 100) / 100)
        as percentile_{{ percentile }},
    {% endfor -%}
    observation_count
from bounds
where observation_count > 0

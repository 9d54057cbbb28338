-- Quantiles of each metric in each group of videos; where a status does not matter, it is `any`. They are exact: the
-- bins in which they lie are known, and only the values in those bins are counted one by one.
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

groups as (
    select
        unnest(
            [
                {% for group in video_groups() -%}
                struct_pack(
                    group_name := '{{ group.name }}',
                    {% for status in ["claim_status", "verified_status", "author_ban_status"] -%}
                    {{ status }} := '{{ group[status] or "any" }}',
                    {% endfor -%}
                    observation_count := {{ number_in_group(group, "total_") }}
                ){{ "," if not loop.last }}
                {% endfor -%}
            ],
            recursive := true
        ),
        metric
    from totals
),

percentiles as (
    select unnest({{ engagement_percentiles() }}) as percentile
),

-- A quantile lies at a value, or between it and the next one, in the order of the group's values.
quantiles as (
    select
        groups.*,
        percentiles.percentile,
        {% set hundredths = "percentiles.percentile * (groups.observation_count - 1)" -%}
        cast(({{ hundredths }} - ({{ hundredths }}) % 100) / 100 as bigint) + 1 as value_number,
        (({{ hundredths }}) % 100) / 100 as part_of_next
    from groups
    cross join percentiles
    where groups.observation_count > 0
),

values_sought as (
    select
        metric,
        group_name,
        value_number
    from quantiles
    union distinct
    select
        metric,
        group_name,
        value_number + 1 as value_number
    from quantiles
    where part_of_next > 0
),

counted_bins as (
    select distinct
        metric,
        bin
    from ({{ where_sought("values_sought", "bins", "bin") }}) as sought
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
    {{ running_counts("counts", ["bin", "metric_value"]) }} -- noqa: PRS, LT05
),

values_found as (
    {{ where_sought("values_sought", "running_counts", "metric_value") }}
),

computed as (
    select
        quantiles.*,
        found.metric_value
        + (coalesce(next_found.metric_value, found.metric_value) - found.metric_value) * quantiles.part_of_next
            as metric_value
    from quantiles
    inner join values_found as found
        on
            quantiles.metric = found.metric
            and quantiles.group_name = found.group_name
            and quantiles.value_number = found.value_number
    left join values_found as next_found
        on
            quantiles.part_of_next > 0
            and quantiles.metric = next_found.metric
            and quantiles.group_name = next_found.group_name
            and quantiles.value_number + 1 = next_found.value_number
)

select
    claim_status,
    verified_status,
    author_ban_status,
    metric,
    {% for percentile in engagement_percentiles() -%}
    max(metric_value) filter (where percentile = {{ percentile }}) as percentile_{{ percentile }},
    {% endfor -%}
    observation_count
from computed
group by claim_status, verified_status, author_ban_status, metric, observation_count

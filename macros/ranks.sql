{#- How many videos of each counted group have a value, as columns that begin with `n_`. -#}
{% macro counts_of_groups() -%}
    {% for group_name, condition in counted_groups().items() -%}
    count(*) filter (where {{ condition }}) as n_{{ group_name }},
    {% endfor -%}
{%- endmacro %}

{#- Those numbers, and beside each that of all rows up to this one, in columns that begin with `up_to_`. -#}
{% macro running_counts(counts, order) -%}
    select
        {% for group_name in counted_groups() -%}
        n_{{ group_name }},
        cast(sum(n_{{ group_name }}) over up_to_value as bigint) as up_to_{{ group_name }},
        {% endfor -%}
        metric,
        {{ order | join(", ") }}
    from {{ counts }}
    window up_to_value as (
        partition by metric
        order by {{ order | join(", ") }}
        rows between unbounded preceding and current row
    )
{%- endmacro %}

{#-
    A metric's values with the part of its range in which each lies. The root gives skewed metrics enough bins for their many
    small values, and never changes an order; a metric whose greatest value is 0 has one bin. With so many bins, they and the
    values in those that some two hundred quantiles fall in are fewest together.
-#}
{% macro binned_values(metric) -%}
    select
        videos.claim_status,
        videos.verified_status,
        videos.author_ban_status,
        cast(videos.{{ metric }} as double) as metric_value,
        coalesce(cast(floor(sqrt(sqrt(cast(videos.{{ metric }} as double))) * scale.bins_per_root) as bigint), 0) as bin
    from {{ ref('int_videos') }} as videos
    cross join (
        select 16 * sqrt(sum(observation_count)) / nullif(sqrt(sqrt(max(maximum))), 0) as bins_per_root
        from {{ ref('int_engagement_cells') }}
        where metric = '{{ metric }}'
    ) as scale
    where videos.{{ metric }} is not null
{%- endmacro %}

{#-
    The values, or bins, between which a quantile of a group lies; they are one where it falls on a value. Both are the least
    that enough of the group's values reach.
-#}
{% macro quantile_bounds(value, group, percentile) -%}
    {%- set up_to, total = number_in_group(group, "up_to_"), number_in_group(group, "total_") -%}
    {{ return([
        "min(" ~ value ~ ") filter (where 100 * (" ~ up_to ~ ") > " ~ percentile ~ " * (" ~ total ~ " - 1))",
        "min(" ~ value ~ ") filter (where 100 * (" ~ up_to ~ " - 1) >= " ~ percentile ~ " * (" ~ total ~ " - 1))",
    ]) }}
{%- endmacro %}

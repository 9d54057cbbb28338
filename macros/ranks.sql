{#- How many videos of each counted group have a value, as columns that begin with `n_`. -#}
{% macro counts_of_groups() -%}
    {% for group_name, condition in counted_groups().items() -%}
    count(*) filter (where {{ condition }}) as n_{{ group_name }},
    {% endfor -%}
{%- endmacro %}

{#-
    Those numbers, and beside each that of all rows of the metric up to this one, in columns that begin with `up_to_`. DuckDB
    sums rows in the order in which they come five times as fast as in one that the window asks for (sqlfluff cannot parse it).
-#}
{% macro running_counts(counts, order) -%}
    {{ adapter.dispatch('running_counts')(counts, order) }}
{%- endmacro %}

{% macro default__running_counts(counts, order) -%}
    {% for metric in engagement_metrics() -%}
    {#- DuckDB 1.5 takes the name of a window once in all parts of a union. -#}
    {%- set rows_so_far = "up_to_" ~ metric %}
    select
        {{ running_columns(order, rows_so_far) }}
    from (
        select *
        from {{ counts }}
        where metric = '{{ metric }}'
        order by {{ order | join(", ") }}
    ) as {{ metric }}
    window
        {{ rows_so_far }} as (rows between unbounded preceding and current row)
    {{ "union all" if not loop.last }}
    {% endfor -%}
{%- endmacro %}

{% macro running_columns(order, rows_so_far) -%}
        {% for group_name in counted_groups() -%}
        n_{{ group_name }},
        cast(sum(n_{{ group_name }}) over {{ rows_so_far }} as bigint) as up_to_{{ group_name }},
        {% endfor -%}
        metric,
        {{ order | join(", ") }}
{%- endmacro %}

{% macro spark__running_counts(counts, order) -%}
    select
        {{ running_columns(order, "up_to_value") }}
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
    The same in one row for each group that has the value: how many of its videos have it (`n`), and how many have it or one
    before it (`up_to`).
-#}
{% macro counts_by_group(running_counts, value) -%}
    select
        unnest(
            [
                {% for group in video_groups() -%}
                struct_pack(
                    group_name := '{{ group.name }}',
                    n := {{ number_in_group(group, "n_") }},
                    up_to := {{ number_in_group(group, "up_to_") }}
                ){{ "," if not loop.last }}
                {% endfor -%}
            ],
            recursive := true
        ),
        metric,
        {{ value }}
    from {{ running_counts }}
    where {{ value }} is not null
{%- endmacro %}

{#- The values that are sought by their number in the order of a group's values, each with the value or bin that it is in. -#}
{% macro where_sought(sought, running_counts, value) -%}
    select
        {{ sought }}.*,
        of_groups.{{ value }}
    from ({{ counts_by_group(running_counts, value) }}) as of_groups
    inner join {{ sought }}
        on
            of_groups.metric = {{ sought }}.metric
            and of_groups.group_name = {{ sought }}.group_name
            and of_groups.up_to >= {{ sought }}.value_number
            and of_groups.up_to - of_groups.n < {{ sought }}.value_number
{%- endmacro %}

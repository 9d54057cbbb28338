{%- set numbers = ['running_number', 'video_id', 'video_duration_sec'] + count_metrics() -%}
-- Every input row counts, accepted or not: the profile describes what came in. Each column is read on its own: distinct
-- values and ranks spill to disk.
with

row_counts as (
    select count(*) as row_count
    from {{ ref('int_video_rows') }}
),

number_values as (
    {% for column_name in numbers -%}
    select
        '{{ column_name }}' as column_name,
        count({{ column_name }}) as n,
        count(distinct {{ column_name }}) as distinct_count,
        min({{ column_name }}) as minimum,
        max({{ column_name }}) as maximum,
        sum(cast({{ column_name }} as hugeint)) / count({{ column_name }}) as mean,
        -- Above the minimum, since identifiers have more digits than a floating-point number.
        (sum(cast({{ column_name }} as hugeint)) - count({{ column_name }}) * cast(min({{ column_name }}) as hugeint))
        / count({{ column_name }}) as mean_above_minimum
    from {{ ref('int_video_rows') }}
    {{ "union all" if not loop.last }}
    {% endfor -%}
),

number_units as (
    select
        *,
        -- Units of the sums of squares and cubes of the distances to the mean, as in `exact_sums`.
        greatest((maximum - minimum) - mean_above_minimum, mean_above_minimum) as largest_deviation,
        power(2.0, ceil(log2(nullif(power(largest_deviation, 2), 0))) - 90) as unit_2,
        power(2.0, ceil(log2(nullif(power(largest_deviation, 3), 0))) - 90) as unit_3
    from number_values
),

-- The mean of the one or two values in the middle: the aggregate `median` would hold all values in memory.
number_medians as (
    {% for column_name in numbers -%}
    select
        '{{ column_name }}' as column_name,
        min(ordered.number) + (max(ordered.number) - min(ordered.number)) / 2 as median
    from (
        select
            {{ column_name }} as number,
            row_number() over (order by {{ column_name }}) as position
        from {{ ref('int_video_rows') }}
        where {{ column_name }} is not null
    ) as ordered
    inner join number_values
        on
            number_values.column_name = '{{ column_name }}'
            and 2 * ordered.position between number_values.n and number_values.n + 2
    {{ "union all" if not loop.last }}
    {% endfor -%}
),

number_moments as (
    {% for column_name in numbers -%}
    select
        {% for power in [2, 3] -%}
        cast(
            sum(cast(
                round(power((number - minimum) - mean_above_minimum, {{ power }}) / unit_{{ power }}) as hugeint
            )) as double
        ) * any_value(unit_{{ power }}) / any_value(n) as moment_{{ power }},
        {% endfor -%}
        '{{ column_name }}' as column_name
    from (select {{ column_name }} as number from {{ ref('int_video_rows') }})
    inner join number_units on column_name = '{{ column_name }}'
    {{ "union all" if not loop.last }}
    {% endfor -%}
),

profiles as (
    select
        number_units.column_name,
        number_units.n,
        number_units.distinct_count,
        cast(number_units.minimum as varchar) as minimum,
        cast(number_units.maximum as varchar) as maximum,
        number_units.mean,
        number_medians.median,
        -- The third moment of a column without spread is not defined, nor is the correction below three rows.
        case
            when number_units.distinct_count > 1 and number_units.n > 2
                then
                    sqrt(cast(number_units.n as hugeint) * (number_units.n - 1)) / (number_units.n - 2)
                    * number_moments.moment_3 / power(number_moments.moment_2, 1.5)
        end as skewness
    from number_units
    inner join number_medians on number_units.column_name = number_medians.column_name
    inner join number_moments on number_units.column_name = number_moments.column_name
    {% for column_name in raw_video_columns() if column_name not in numbers -%}
    union all
    select
        '{{ column_name }}' as column_name,
        count({{ column_name }}) as n,
        count(distinct {{ column_name }}) as distinct_count,
        {% if column_name == 'video_transcription_text' -%}
        -- These are transcripts.
        case when {{ publish_transcripts() }} then min({{ column_name }}) end as minimum,
        case when {{ publish_transcripts() }} then max({{ column_name }}) end as maximum,
        {%- else -%}
        min({{ column_name }}) as minimum,
        max({{ column_name }}) as maximum,
        {%- endif %}
        cast(null as double) as mean,
        cast(null as double) as median,
        cast(null as double) as skewness
    from {{ ref('int_video_rows') }}
    {% endfor -%}
),

columns as (
    {% for column_name in raw_video_columns() -%}
    select
        {{ loop.index }} as column_position,
        '{{ column_name }}' as column_name,
        '{{ "whole number" if column_name in numbers else "text" }}' as data_type
    {{ "union all" if not loop.last }}
    {% endfor %}
)

-- A column without any value keeps its row.
select
    columns.column_position,
    case when columns.column_name = 'running_number' then '#' else columns.column_name end as column_name,
    columns.data_type,
    row_counts.row_count,
    row_counts.row_count - cast(coalesce(profiles.n, 0) as bigint) as null_count,
    coalesce(profiles.distinct_count, 0) as distinct_count,
    profiles.minimum,
    profiles.maximum,
    profiles.mean,
    profiles.median,
    profiles.skewness
from columns
cross join row_counts
left join profiles on columns.column_name = profiles.column_name

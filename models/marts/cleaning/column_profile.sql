{%- set numbers = ['running_number', 'video_id', 'video_duration_sec'] + count_metrics() -%}
-- Every delivered row counts, accepted or not: the profile describes what came in. What is told of a column follows
-- from its distinct values and how often each occurs: counting these needs no memory for the rest.
with

row_counts as (
    select count(*) as row_count
    from {{ ref('int_video_rows') }}
),

number_columns as (
    select {{ numbers | join(", ") }}
    from {{ ref('int_video_rows') }}
),

number_values as (
    unpivot number_columns
    on {{ numbers | join(", ") }}
    into name column_name value number
),

number_counts as (
    select
        column_name,
        number,
        count(*) as value_count
    from number_values
    group by column_name, number
),

totals as (
    select
        column_name,
        sum(value_count) as total_count,
        sum(cast(number as hugeint) * value_count) / sum(value_count) as mean,
        -- Units of the sums of squares and cubes of the distances to the mean, as in `exact_sums`.
        greatest(max(number) - mean, mean - min(number)) as largest_deviation,
        power(2.0, ceil(log2(nullif(power(largest_deviation, 2), 0))) - 90) as unit_2,
        power(2.0, ceil(log2(nullif(power(largest_deviation, 3), 0))) - 90) as unit_3
    from number_counts
    group by column_name
),

running_counts as (
    select
        number_counts.column_name,
        number_counts.number,
        number_counts.value_count,
        totals.total_count,
        totals.mean,
        totals.unit_2,
        totals.unit_3,
        sum(number_counts.value_count) over (
            partition by number_counts.column_name
            order by number_counts.number
            rows between unbounded preceding and current row
        ) as up_to_number
    from number_counts
    inner join totals on number_counts.column_name = totals.column_name
),

number_moments as (
    select
        {% for power in [2, 3] -%}
        cast(sum(value_count * cast(round(power(number - mean, {{ power }}) / unit_{{ power }}) as hugeint)) as double)
        * any_value(unit_{{ power }}) / any_value(total_count) as moment_{{ power }},
        {% endfor -%}
        column_name,
        cast(any_value(total_count) as hugeint) as n,
        count(*) as distinct_count,
        min(number) as minimum,
        max(number) as maximum,
        any_value(mean) as mean,
        min(number) filter (where 2 * up_to_number >= total_count) as lower_median,
        min(number) filter (where 2 * up_to_number > total_count) as upper_median
    from running_counts
    group by column_name
),

profiles as (
    select
        column_name,
        n,
        distinct_count,
        cast(minimum as varchar) as minimum,
        cast(maximum as varchar) as maximum,
        mean,
        lower_median + (upper_median - lower_median) / 2 as median,
        -- The third moment of a column without spread is not defined, nor is the correction below three rows.
        case
            when distinct_count > 1 and n > 2 then sqrt(n * (n - 1)) / (n - 2) * moment_3 / power(moment_2, 1.5)
        end as skewness
    from number_moments
    {% for column_name in raw_video_columns() if column_name not in numbers -%}
    union all
    select
        '{{ column_name }}' as column_name,
        sum(value_count) as n,
        count(*) as distinct_count,
        {% if column_name == 'video_transcription_text' -%}
        -- Two of the transcripts themselves.
        case when {{ publish_transcripts() }} then min(text_value) end as minimum,
        case when {{ publish_transcripts() }} then max(text_value) end as maximum,
        {%- else -%}
        min(text_value) as minimum,
        max(text_value) as maximum,
        {%- endif %}
        cast(null as double) as mean,
        cast(null as double) as median,
        cast(null as double) as skewness
    from (
        select
            {{ column_name }} as text_value,
            count(*) as value_count
        from {{ ref('int_video_rows') }}
        where {{ column_name }} is not null
        group by {{ column_name }}
    )
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

-- A column without any value has a row all the same.
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
order by columns.column_position

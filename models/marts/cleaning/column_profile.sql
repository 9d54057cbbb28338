{%- set numbers = ['running_number', 'video_id', 'video_duration_sec'] + count_metrics() -%}
-- Every delivered row counts, accepted or not: the profile describes what came in.
with

videos as (
    select * from {{ ref('int_video_rows') }}
),

profiles as (
    {% for column_name in raw_video_columns() %}
    select
        {{ loop.index }} as column_position,
        '{{ column_name if column_name != "running_number" else "#" }}' as column_name,
        '{{ "whole number" if column_name in numbers else "text" }}' as data_type,
        count(*) as row_count,
        count(*) - count({{ column_name }}) as null_count,
        count(distinct {{ column_name }}) as distinct_count,
        {% if column_name == 'video_transcription_text' -%}
        -- Two of the transcripts themselves.
        case when {{ publish_transcripts() }} then min({{ column_name }}) end as minimum,
        case when {{ publish_transcripts() }} then max({{ column_name }}) end as maximum,
        {%- else -%}
        cast(min({{ column_name }}) as varchar) as minimum,
        cast(max({{ column_name }}) as varchar) as maximum,
        {%- endif %}
        {% if column_name in numbers -%}
        avg({{ column_name }}) as mean,
        median({{ column_name }}) as median,
        -- The third moment of a column without spread is not defined; summed in order, it comes out the same each time.
        case
            when count(distinct {{ column_name }}) > 1 then skewness({{ column_name }} order by {{ column_name }})
        end as skewness
        {%- else -%}
        cast(null as double) as mean,
        cast(null as double) as median,
        cast(null as double) as skewness
        {%- endif %}
    from videos
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from profiles
order by column_position

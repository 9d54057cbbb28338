{#-
    The engagement of the accepted videos by group: how many, which share of all, and the mean and median of each metric.
    A video without a label forms the group `unlabelled`, so that the groups add up to all videos.
-#}
{% macro engagement_by(group_columns) %}
with

videos as (
    select
        * replace (coalesce(claim_status, 'unlabelled') as claim_status)
    from {{ ref('videos') }}
),

units as (
    select {{ exact_units(rate_metrics()) }}
    from videos
)

select
    {% for group_column in group_columns -%}
    {{ group_column }},
    {% endfor -%}
    count(*) as video_count,
    count(*) / sum(count(*)) over () as share_of_videos,
    {% for metric in engagement_metrics() -%}
    {% if metric in rate_metrics() -%}
    cast({{ exact_sum("videos." ~ metric, "units." ~ metric) }} as double) * any_value(units.{{ metric }})
    / count(videos.{{ metric }}) as mean_{{ metric }},
    {% else -%}
    avg(videos.{{ metric }}) as mean_{{ metric }},
    {% endif -%}
    median(videos.{{ metric }}) as median_{{ metric }}{{ "," if not loop.last }}
    {% endfor -%}
from videos
cross join units
group by {{ group_columns | join(", ") }}
order by {{ group_columns | join(", ") }}
{% endmacro %}

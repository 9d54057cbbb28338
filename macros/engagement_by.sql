{#-
    The engagement of the accepted videos with counts by group: how many, which share of all, and the mean and median of each metric.
    A video without a label forms the group `unlabelled`, so that the groups add up to all videos.
-#}
{% macro engagement_by(group_columns) %}
with

cells as (
    select * from {{ ref('int_engagement_cells') }}
),

medians as (
    select * from {{ ref('int_group_quantiles') }}
    where
        true
        {% for status in ["claim_status", "verified_status", "author_ban_status"] -%}
        and {{ status }} {{ "!=" if status in group_columns else "=" }} 'any'
        {% endfor %}
),

means as (
    select
        {% for group_column in group_columns -%}
        {{ group_column }},
        {% endfor -%}
        metric,
        cast(sum(observation_count) as bigint) as observation_count,
        cast(sum(total) as double) * any_value(unit) / nullif(sum(observation_count), 0) as mean
    from cells
    group by {{ group_columns | join(", ") }}, metric
),

-- A video with counts has views: their number is that of the videos.
averages as (
    select
        means.*,
        medians.percentile_50 as median
    from means
    left join medians using ({{ group_columns | join(", ") }}, metric)
),

groups as (
    select
        {% for group_column in group_columns -%}
        {{ group_column }},
        {% endfor -%}
        max(observation_count) filter (where metric = 'video_view_count') as video_count,
        {% for metric in engagement_metrics() -%}
        max(mean) filter (where metric = '{{ metric }}') as mean_{{ metric }},
        max(median) filter (where metric = '{{ metric }}') as median_{{ metric }}{{ "," if not loop.last }}
        {% endfor -%}
    from averages
    group by {{ group_columns | join(", ") }}
)

select
    {{ group_columns | join(", ") }},
    video_count,
    video_count / sum(video_count) over () as share_of_videos,
    {% for metric in engagement_metrics() -%}
    mean_{{ metric }},
    median_{{ metric }}{{ "," if not loop.last }}
    {% endfor -%}
from groups
order by {{ group_columns | join(", ") }}
{% endmacro %}

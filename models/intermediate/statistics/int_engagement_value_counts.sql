-- How often each value of each metric occurs, by grouping, stratum and group: what ranks are told from.
with

videos as (
    select
        {% for metric in engagement_metrics() -%}
        cast({{ metric }} as double) as {{ metric }},
        {% endfor -%}
        coalesce(claim_status, 'unlabelled') as claim_status,
        verified_status,
        author_ban_status
    from {{ ref('videos') }}
),

metric_values as (
    unpivot videos
    on {{ engagement_metrics() | join(", ") }}
    into name metric value metric_value
),

cells as (
    select
        claim_status,
        verified_status,
        author_ban_status,
        metric,
        metric_value,
        count(*) as video_count
    from metric_values
    group by all
),

strata as (
    {{ strata('cells') }}
)

{% for grouping, condition in groupings() -%}
select
    '{{ grouping }}' as grouping,
    stratum,
    {{ grouping }} as group_name,
    metric,
    metric_value,
    cast(sum(video_count) as bigint) as video_count
from strata
where {{ condition }}
group by stratum, {{ grouping }}, metric, metric_value
{{ "union all" if not loop.last }}
{% endfor %}

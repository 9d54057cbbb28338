-- How often each value of each metric occurs, by grouping, stratum and group: what ranks are told from.
with

videos as (
    select
        {% for metric in engagement_metrics() -%}
        cast({{ metric }} as double) as {{ metric }},
        {% endfor -%}
        claim_status,
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
    select
        'all' as stratum,
        *
    from cells
    union all
    select
        claim_status as stratum,
        *
    from cells
    where claim_status is not null
)

{% for grouping in ['claim_status', 'verified_status', 'author_ban_status'] -%}
select
    '{{ grouping }}' as grouping,
    stratum,
    {{ grouping }} as group_name,
    metric,
    metric_value,
    cast(sum(video_count) as bigint) as video_count
from strata
{% if grouping == 'claim_status' -%}
where stratum = 'all' and claim_status is not null
{% endif -%}
group by stratum, {{ grouping }}, metric, metric_value
{{ "union all" if not loop.last }}
{% endfor %}

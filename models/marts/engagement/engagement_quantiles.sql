-- Quantiles of each metric, by claim status and group of authors.
with

group_quantiles as (
    select * from {{ ref('int_group_quantiles') }}
)

select
    metric,
    case
        when verified_status != 'any' then 'verified_status'
        when author_ban_status != 'any' then 'author_ban_status'
        else 'all'
    end as grouping,
    case
        when verified_status != 'any' then verified_status
        when author_ban_status != 'any' then author_ban_status
        else 'all'
    end as author_group,
    case claim_status when 'any' then 'all' else claim_status end as claim_status,
    {% for percentile in engagement_percentiles() -%}
    percentile_{{ percentile }},
    {% endfor -%}
    observation_count
from group_quantiles
order by metric, grouping, author_group, claim_status

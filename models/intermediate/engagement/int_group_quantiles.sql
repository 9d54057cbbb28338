-- Quantiles of each metric in each group of videos; where a status does not matter, it is `any`.
with

rank_sums as (
    select * from {{ ref('int_rank_sums') }}
),

bounds as (
    select
        metric,
        unnest(quantiles, recursive := true)
    from rank_sums
)

select
    claim_status,
    verified_status,
    author_ban_status,
    metric,
    {% for percentile in engagement_percentiles() -%}
    lower_{{ percentile }}
    + (upper_{{ percentile }} - lower_{{ percentile }}) * ((({{ percentile }} * (observation_count - 1)) % 100) / 100)
        as percentile_{{ percentile }},
    {% endfor -%}
    observation_count
from bounds
where observation_count > 0

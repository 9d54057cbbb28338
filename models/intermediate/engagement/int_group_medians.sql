-- The median of each metric in each group of videos; where a status does not matter, it is `any`.
with

rank_sums as (
    select * from {{ ref('int_rank_sums') }}
),

medians as (
    select
        metric,
        unnest(medians, recursive := true)
    from rank_sums
)

select
    claim_status,
    verified_status,
    author_ban_status,
    metric,
    lower_median + (upper_median - lower_median) * 0.5 as median
from medians
where upper_median is not null

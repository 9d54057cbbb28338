-- For each pair of groups, the sums of the placements of one group's values among the other's.
with

rank_sums as (
    select * from {{ ref('int_rank_sums') }}
),

placements as (
    select
        metric,
        unnest(placements, recursive := true)
    from rank_sums
)

select
    grouped_by as grouping,
    stratum,
    group_a,
    group_b,
    cast(n_a as bigint) as n_a,
    cast(n_b as bigint) as n_b,
    cast(twice_placements_a as hugeint) as twice_placements_a,
    cast(squared_twice_placements_a as hugeint) as squared_twice_placements_a,
    cast(twice_placements_b as hugeint) as twice_placements_b,
    cast(squared_twice_placements_b as hugeint) as squared_twice_placements_b,
    metric
from placements

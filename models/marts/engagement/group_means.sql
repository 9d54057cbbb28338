with

means as (
    select * from {{ ref('int_group_means') }}
)

select * exclude (input_fingerprint)
from means
order by grouping, stratum, group_name, metric

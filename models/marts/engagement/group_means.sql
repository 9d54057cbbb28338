with

means as (
    select * from {{ ref('int_group_means') }}
)

select
    * exclude (input_fingerprint),
    case when lower_bound is not null then 'Student''s t' end as interval_method
from means
order by grouping, stratum, group_name, metric

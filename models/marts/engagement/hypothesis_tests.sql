with

tests as (
    select * from {{ ref('int_hypothesis_tests') }}
)

select * exclude (input_fingerprint)
from tests
order by grouping, stratum, metric, group_a, group_b, test_name, alternative

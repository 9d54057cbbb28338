with

tests as (
    select * from {{ ref('int_hypothesis_tests') }}
)

select * from tests
order by grouping, stratum, metric, group_a, group_b, test_name, alternative

with

welch_tests as (
    select * from {{ ref('int_welch_tests') }}
)

select * from welch_tests
order by grouping, stratum, metric, group_a, group_b, test_name, alternative

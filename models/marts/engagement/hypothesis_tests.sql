with

tests as (
    select * from {{ ref('int_hypothesis_tests') }}
)

select * exclude (input_fingerprint)
from tests

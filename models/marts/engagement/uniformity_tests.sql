with

tests as (
    select * from {{ ref('int_uniformity_tests') }}
)

select * exclude (input_fingerprint)
from tests

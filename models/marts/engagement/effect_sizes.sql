with

effects as (
    select * from {{ ref('int_effect_sizes') }}
)

select * exclude (input_fingerprint)
from effects

-- How common claims are among unlabelled videos, as far as calibrated scores tell.
with

base_rates as (
    select * from {{ ref('int_base_rates') }}
)

select * exclude (input_fingerprint)
from base_rates
order by scoring_stage

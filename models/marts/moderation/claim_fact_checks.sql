with

claims as (
    select claim_id from {{ ref('claims') }}
),

fact_check_matches as (
    select * from {{ ref('int_fact_check_matches') }}
)

select * exclude (input_fingerprint)
from fact_check_matches
semi join claims on fact_check_matches.claim_id = claims.claim_id

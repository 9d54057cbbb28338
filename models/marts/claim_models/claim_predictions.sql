with

claim_predictions as (
    select * from {{ ref('int_claim_predictions') }}
)

select *
from claim_predictions

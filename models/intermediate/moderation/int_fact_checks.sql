-- The claims that others have checked, each with its latest verdict.
with

fact_check_rows as (
    select * from {{ ref('int_fact_check_rows') }}
)

select
    source_file,
    row_number,
    claim_text as checked_claim_text,
    title,
    verdict,
    url,
    checked_on
from fact_check_rows
where row_state = 'accepted'

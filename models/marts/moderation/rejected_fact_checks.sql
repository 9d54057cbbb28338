with

fact_check_rows as (
    select * from {{ ref('int_fact_check_rows') }}
)

select
    source_file,
    row_number,
    raw_claim_text as claim_text,
    raw_title as title,
    raw_verdict as verdict,
    raw_url as url,
    raw_checked_on as checked_on,
    reasons
from fact_check_rows
where row_state = 'rejected'

-- The known fact-checks that are most like each claim, the most similar one first.
with

claims as (
    select claim_id from {{ ref('claims') }}
),

matches as (
    select * from {{ ref('int_fact_check_matches') }}
),

fact_checks as (
    select * from {{ ref('int_fact_checks') }}
)

select
    matches.claim_id,
    matches.match_rank,
    matches.similarity,
    fact_checks.checked_claim_text,
    fact_checks.title,
    fact_checks.verdict,
    fact_checks.url,
    fact_checks.checked_on
from matches
inner join claims on matches.claim_id = claims.claim_id
inner join fact_checks
    on matches.source_file = fact_checks.source_file and matches.row_number = fact_checks.row_number

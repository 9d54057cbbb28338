-- What people say together of each video that was looked at, after the last decision.
with

review_moments as (
    select * from {{ ref('int_review_moments') }}
)

select
    video_id,
    decision,
    decided_at,
    open_reason,
    claim_vote_count,
    opinion_vote_count,
    contradiction_count,
    unsure_count,
    skip_count,
    reviewed_at as last_reviewed_at
from review_moments
where is_last

-- What people have decided of each video that their votes settle.
with

reviewed_videos as (
    select * from {{ ref('int_reviewed_videos') }}
)

select
    video_id,
    decision = 'claim' as is_claim,
    decision,
    decided_at as reviewed_at,
    claim_vote_count + opinion_vote_count as reviewer_count
from reviewed_videos
where decision is not null

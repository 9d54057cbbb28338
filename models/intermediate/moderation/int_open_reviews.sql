-- The videos that people have looked at and not settled: they come back to the queue.
with

reviewed_videos as (
    select * from {{ ref('int_reviewed_videos') }}
)

select
    video_id,
    open_reason,
    claim_vote_count,
    opinion_vote_count,
    contradiction_count,
    unsure_count,
    skip_count,
    last_reviewed_at
from reviewed_videos
where open_reason is not null

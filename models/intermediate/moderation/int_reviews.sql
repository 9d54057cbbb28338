-- What moderators decided last of each video.
with

review_rows as (
    select * from {{ ref('int_review_rows') }}
)

select
    video_id,
    is_claim,
    reviewed_at
from review_rows
where row_state = 'accepted'

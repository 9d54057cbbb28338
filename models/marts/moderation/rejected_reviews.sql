with

review_rows as (
    select * from {{ ref('int_review_rows') }}
)

select
    source_file,
    row_number,
    raw_video_id as video_id,
    raw_is_claim as is_claim,
    raw_reviewed_at as reviewed_at,
    reasons
from review_rows
where row_state = 'rejected'

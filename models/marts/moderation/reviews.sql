-- Every decision that could be read: who took it, when, and what came of it. Rows that could not be read are
-- `rejected_reviews`.
with

review_rows as (
    select * from {{ ref('int_review_rows') }}
),

review_moments as (
    select * from {{ ref('int_review_moments') }}
)

select
    review_rows.source_file,
    review_rows.row_number,
    review_rows.video_id,
    review_rows.claim_id,
    review_rows.release_id,
    review_rows.decision,
    review_rows.reviewer,
    review_rows.reviewed_at,
    review_rows.row_state,
    coalesce(review_moments.decision, review_moments.open_reason) as outcome,
    review_moments.is_reopened
from review_rows
inner join review_moments
    on review_rows.video_id = review_moments.video_id and review_rows.reviewed_at = review_moments.reviewed_at
where review_rows.row_state != 'rejected'

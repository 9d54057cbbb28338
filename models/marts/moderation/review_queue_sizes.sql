-- The size of each lane of the review queue, and how much of it is selected, reported, or without a score.
with

review_queue as (
    select * from {{ ref('review_queue') }}
)

select
    review_lane,
    max(scoring_stage) as scoring_stage,
    count(*) as video_count,
    count(*) filter (where is_selected_for_review) as selected_count,
    count(*) filter (where report_count > 0) as reported_count,
    count(*) filter (where claim_probability is null) as unscored_count
from review_queue
group by review_lane
order by review_lane desc

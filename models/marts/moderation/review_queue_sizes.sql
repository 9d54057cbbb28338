-- The size of each lane of the review queue, and how much of it is selected, reported, or without a score.
with

review_queue as (
    select * from {{ ref('review_queue') }}
)

select
    review_lane,
    max(scoring_stage) as scoring_stage,
    count(*) as item_count,
    count(claim_id) as claim_count,
    {{ total("video_count") }} as video_count,
    count(*) filter (where is_selected_for_review) as selected_count,
    coalesce({{ total("case when is_selected_for_review then video_count end") }}, 0) as selected_video_count,
    count(*) filter (where total_report_count > 0) as reported_count,
    count(*) filter (where claim_probability is null) as unscored_count
from review_queue
group by review_lane
order by review_lane

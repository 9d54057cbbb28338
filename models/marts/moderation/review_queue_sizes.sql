-- How long the review queue is, how much of it is selected, and how much has been reported.
with

review_queue as (
    select * from {{ ref('review_queue') }}
)

select
    scoring_stage,
    count(*) as video_count,
    count(*) filter (where is_selected_for_review) as selected_count,
    count(*) filter (where report_count > 0) as reported_count
from review_queue
group by scoring_stage
order by scoring_stage

-- Which claims should moderators see first?
select
    review_lane,
    review_rank,
    claim_text,
    video_count,
    total_report_count,
    total_view_count,
    expected_exposure,
    claim_probability,
    video_id
from marts.review_queue
where is_selected_for_review and review_rank <= 20
order by case review_lane when 'priority' then 1 when 'fresh' then 2 else 3 end, review_rank

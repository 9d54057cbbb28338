-- Which videos should moderators see first?
select
    review_lane,
    review_rank,
    video_id,
    report_count,
    claim_probability,
    video_view_count,
    author_ban_status,
    video_transcription_text
from {{ ref('review_queue') }}
where is_selected_for_review
order by review_lane = 'fresh', review_rank
limit 20

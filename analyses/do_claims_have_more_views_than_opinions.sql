-- Do claims have more views than opinions?
select
    claim_status,
    video_count,
    mean_video_view_count,
    median_video_view_count
from marts.engagement_by_claim_status
order by median_video_view_count desc

-- How many videos are claims, and how many opinions?
select
    claim_status,
    video_count,
    share_of_videos
from marts.engagement_by_claim_status
order by claim_status

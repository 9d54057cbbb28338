-- Do claims have more likes, shares, downloads and comments than opinions, and more per view?
select
    claim_status,
    median_video_like_count,
    median_video_share_count,
    median_video_download_count,
    median_video_comment_count,
    median_like_rate,
    median_share_rate,
    median_download_rate,
    median_comment_rate
from marts.engagement_by_claim_status
order by claim_status

-- Are more claims than opinions by authors who are banned or under review?
with

by_claim_and_ban_status as (
    select * from marts.engagement_by_claim_and_ban_status
)

select
    claim_status,
    author_ban_status,
    video_count,
    video_count / sum(video_count) over (partition by claim_status) as share_of_claim_status
from by_claim_and_ban_status
order by claim_status, author_ban_status

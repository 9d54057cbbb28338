-- Do claims have fewer verified authors than opinions?
with

by_claim_and_verified_status as (
    select * from marts.engagement_by_claim_and_verified_status
)

select
    claim_status,
    sum(video_count) filter (where verified_status = 'verified') as verified_count,
    sum(video_count) as all_count,
    coalesce(verified_count, 0) / all_count as share_verified
from by_claim_and_verified_status
group by claim_status
order by claim_status

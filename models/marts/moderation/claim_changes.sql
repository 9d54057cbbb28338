-- What became of the claims of the last release: claims are compared by their videos, not by what they say. Without an
-- earlier release there is nothing to compare.
with

earlier_videos as (
    select * from {{ ref('raw_released_claim_videos') }}
),

claim_videos as (
    select * from {{ ref('claim_videos') }}
),

pairs as (
    select
        earlier_videos.claim_id as earlier_claim_id,
        claim_videos.claim_id,
        count(*) as video_count
    from earlier_videos
    inner join claim_videos on earlier_videos.video_id = claim_videos.video_id
    group by earlier_videos.claim_id, claim_videos.claim_id
),

linked as (
    select
        *,
        count(*) over (partition by earlier_claim_id) as successor_count,
        count(*) over (partition by claim_id) as predecessor_count
    from pairs
),

gone as (
    select
        earlier_videos.claim_id,
        count(*) as video_count
    from earlier_videos
    anti join pairs on earlier_videos.claim_id = pairs.earlier_claim_id
    group by earlier_videos.claim_id
),

added as (
    select
        claim_videos.claim_id,
        count(*) as video_count
    from claim_videos
    anti join pairs on claim_videos.claim_id = pairs.claim_id
    where exists (select 1 from earlier_videos)
    group by claim_videos.claim_id
)

select
    earlier_claim_id,
    claim_id,
    case
        when successor_count > 1 then 'split'
        when predecessor_count > 1 then 'merged'
        when earlier_claim_id = claim_id then 'same'
        else 'renamed'
    end as change,
    video_count
from linked
union all
select
    claim_id as earlier_claim_id,
    cast(null as varchar) as claim_id,
    'gone' as change,
    video_count
from gone
union all
select
    cast(null as varchar) as earlier_claim_id,
    claim_id,
    'new' as change,
    video_count
from added

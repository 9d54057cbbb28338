-- Guards that each claim video is a member of exactly one claim, that no opinion is one, and that claims count their
-- members. That a video stands once in `claim_videos` is tested beside its model.
with

expected as (
    select videos.video_id
    from {{ ref('videos') }} as videos
    left join {{ ref('int_decisions') }} as decisions on videos.video_id = decisions.video_id
    left join {{ ref('claim_predictions') }} as late
        on videos.video_id = late.video_id and late.scoring_stage = 'with_engagement'
    left join {{ ref('claim_predictions') }} as early
        on videos.video_id = early.video_id and early.scoring_stage = 'at_upload'
    where coalesce(decisions.decision = 'claim', late.is_claim_predicted, early.is_claim_predicted)
),

members as (
    select
        claim_id,
        count(*) as video_count
    from {{ ref('claim_videos') }}
    group by claim_id
)

select
    'a claim video' as what,
    cast(coalesce(expected.video_id, claim_videos.video_id) as varchar) as which
from expected
full outer join {{ ref('claim_videos') }} as claim_videos on expected.video_id = claim_videos.video_id
where expected.video_id is null or claim_videos.video_id is null
union all
select
    'the videos of a claim' as what,
    coalesce(claims.claim_id, members.claim_id) as which
from {{ ref('claims') }} as claims
full outer join members on claims.claim_id = members.claim_id
where claims.video_count is distinct from members.video_count

-- Every provided decision in exactly one state. What a reviewer decided last of a video is accepted, also beside what
-- others decided: nobody's decision supersedes another's. Without a name, all decisions are one reviewer's. Who skips a
-- video says nothing of it, and takes back nothing.
with

reviews as (
    select * from {{ ref('stg_input__reviews') }}
),

released_claims as (
    select * from {{ ref('raw_released_claims') }}
),

videos as (
    select video_id from {{ ref('int_videos') }}
),

-- A decision binds to a video: to the one that it names, or to the one by which a release showed the claim.
bound as (
    select
        reviews.* exclude (video_id),
        coalesce(reviews.video_id, released_claims.video_id) as video_id,
        coalesce(lower(reviews.reviewer), '') as reviewer_key,
        case
            when coalesce(reviews.video_id, released_claims.video_id) is not null
                then 'video_id is not an accepted video'
            when released_claims.is_kept then 'claim_id is not in the queue of release_id: give video_id'
            else 'release_id is not a release that is kept: give video_id'
        end as reason_unless_accepted
    from reviews
    left join released_claims
        on
            reviews.claim_id = released_claims.claim_id
            and reviews.release_id = released_claims.release_id
            and reviews.video_id is null
),

well_formed as (
    select
        bound.source_file,
        bound.row_number,
        bound.video_id,
        bound.reviewer_key,
        bound.decision,
        bound.reviewed_at,
        max(case when bound.decision != 'skip' then bound.reviewed_at end) over of_reviewer as last_said_at,
        max(bound.reviewed_at) over of_reviewer as last_reviewed_at
    from bound
    inner join videos on bound.video_id = videos.video_id
    where len(bound.reasons) = 0
    window of_reviewer as (partition by bound.video_id, bound.reviewer_key)
),

decisions as (
    select
        source_file,
        row_number,
        row_number() over (
            partition by video_id, reviewer_key, reviewed_at, decision
            order by source_file, row_number
        ) > 1 as repeats_earlier_row,
        case
            when decision = 'skip' then reviewed_at < last_reviewed_at or coalesce(reviewed_at <= last_said_at, false)
            else reviewed_at < last_said_at
        end as has_later_decision
    from well_formed
)

select
    bound.* exclude (reasons, reviewer_key, reason_unless_accepted),
    case
        when decisions.row_number is null then 'rejected'
        when decisions.repeats_earlier_row then 'duplicate'
        when decisions.has_later_decision then 'superseded'
        else 'accepted'
    end as row_state,
    case
        when len(bound.reasons) > 0 or decisions.row_number is not null then bound.reasons
        -- An identifier of which only the first fifteen digits are left is no identifier of any video.
        when regexp_full_match(cast(bound.video_id as varchar), '[0-9]{15}0+')
            then [
                'video_id is not an accepted video, and may be rounded by a spreadsheet. '
                || 'Format the column as text and enter it again'
            ]
        else [bound.reason_unless_accepted]
    end as reasons
from bound
left join decisions using (source_file, row_number)

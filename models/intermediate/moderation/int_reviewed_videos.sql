-- What people say together of each video that was looked at. What a reviewer decided last is a vote, unless they are
-- unsure, skip the video, or say two things at one time; more votes than for the other class settle it.
with

decisions as (
    select
        video_id,
        coalesce(lower(reviewer), '') as reviewer_key,
        decision,
        reviewed_at
    from {{ ref('int_review_rows') }}
    where row_state = 'accepted'
),

reviewers as (
    select
        video_id,
        reviewer_key,
        min(case when decision != 'skip' then decision end) as first_said,
        max(case when decision != 'skip' then decision end) as last_said,
        max(case when decision != 'skip' then reviewed_at end) as said_at,
        max(reviewed_at) as reviewed_at
    from decisions
    group by video_id, reviewer_key
),

votes as (
    select
        video_id,
        case
            when first_said is null then 'skip'
            when first_said != last_said then 'contradiction'
            else first_said
        end as vote,
        coalesce(said_at, reviewed_at) as voted_at,
        reviewed_at
    from reviewers
),

counted as (
    select
        video_id,
        count(*) filter (where vote = 'claim') as claim_vote_count,
        count(*) filter (where vote = 'opinion') as opinion_vote_count,
        count(*) filter (where vote = 'contradiction') as contradiction_count,
        count(*) filter (where vote = 'unsure') as unsure_count,
        count(*) filter (where vote = 'skip') as skip_count,
        max(case when vote = 'claim' then voted_at end) as claim_voted_at,
        max(case when vote = 'opinion' then voted_at end) as opinion_voted_at,
        max(reviewed_at) as last_reviewed_at
    from votes
    group by video_id
)

select
    video_id,
    case
        when claim_vote_count > opinion_vote_count then 'claim'
        when opinion_vote_count > claim_vote_count then 'opinion'
    end as decision,
    case
        when claim_vote_count > opinion_vote_count then claim_voted_at
        when opinion_vote_count > claim_vote_count then opinion_voted_at
    end as decided_at,
    case
        when claim_vote_count != opinion_vote_count then null
        when claim_vote_count > 0 or contradiction_count > 0 then 'conflict'
        when unsure_count > 0 then 'unsure'
        else 'skip'
    end as open_reason,
    claim_vote_count,
    opinion_vote_count,
    contradiction_count,
    unsure_count,
    skip_count,
    last_reviewed_at
from counted

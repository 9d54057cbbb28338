-- What people together said of each video after each time at which somebody decided it. What a reviewer decided last is
-- a vote, unless they are unsure, skip the video, or say two things at one time; more votes than for the other class
-- settle it, once as many reviewers as are wanted have said something.
with

decisions as (
    select distinct
        video_id,
        coalesce(lower(reviewer), '') as reviewer_key,
        decision,
        reviewed_at
    from {{ ref('int_review_rows') }}
    where row_state != 'rejected'
),

moments as (
    select distinct
        video_id,
        reviewed_at
    from decisions
),

said_until as (
    select
        moments.video_id,
        moments.reviewed_at,
        decisions.reviewer_key,
        decisions.decision,
        decisions.reviewed_at as said_at,
        max(case when decisions.decision != 'skip' then decisions.reviewed_at end) over (
            partition by moments.video_id, moments.reviewed_at, decisions.reviewer_key
        ) as last_said_at
    from moments
    inner join decisions on moments.video_id = decisions.video_id and moments.reviewed_at >= decisions.reviewed_at
),

reviewers as (
    select
        video_id,
        reviewed_at,
        min(decision) as first_said,
        max(decision) as last_said,
        max(said_at) as said_at
    from said_until
    where last_said_at is null or (decision != 'skip' and said_at = last_said_at)
    group by video_id, reviewed_at, reviewer_key
),

votes as (
    select
        video_id,
        reviewed_at,
        case when first_said = last_said then first_said else 'contradiction' end as vote,
        said_at
    from reviewers
),

counted as (
    select
        video_id,
        reviewed_at,
        count(*) filter (where vote = 'claim') as claim_vote_count,
        count(*) filter (where vote = 'opinion') as opinion_vote_count,
        count(*) filter (where vote = 'contradiction') as contradiction_count,
        count(*) filter (where vote = 'unsure') as unsure_count,
        count(*) filter (where vote = 'skip') as skip_count,
        count(*) filter (where vote != 'skip') < {{ reviews_wanted('video_id') }} as is_reviewer_wanted,
        max(case when vote = 'claim' then said_at end) as claim_voted_at,
        max(case when vote = 'opinion' then said_at end) as opinion_voted_at
    from votes
    group by video_id, reviewed_at
),

settled as (
    select
        *,
        case
            when is_reviewer_wanted then null
            when claim_vote_count > opinion_vote_count then 'claim'
            when opinion_vote_count > claim_vote_count then 'opinion'
        end as decision,
        case
            when is_reviewer_wanted then null
            when claim_vote_count > opinion_vote_count then claim_voted_at
            when opinion_vote_count > claim_vote_count then opinion_voted_at
        end as decided_at,
        case
            when claim_vote_count != opinion_vote_count and is_reviewer_wanted then 'second_review'
            when claim_vote_count != opinion_vote_count then null
            when claim_vote_count > 0 or contradiction_count > 0 then 'conflict'
            when unsure_count > 0 then 'unsure'
            else 'skip'
        end as open_reason
    from counted
)

select
    video_id,
    reviewed_at,
    decision,
    decided_at,
    open_reason,
    open_reason is not null
    and lag(decision) over (partition by video_id order by reviewed_at) is not null as is_reopened,
    row_number() over (partition by video_id order by reviewed_at desc) = 1 as is_last,
    claim_vote_count,
    opinion_vote_count,
    contradiction_count,
    unsure_count,
    skip_count
from settled

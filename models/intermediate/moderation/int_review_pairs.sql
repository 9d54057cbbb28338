-- What the first two reviewers of a video said of it at first, which no talk between them has changed, and how often. A
-- reviewer who skips a video says nothing, and neither does one who says two things at one time.
with

decisions as (
    select
        video_id,
        coalesce(lower(reviewer), '') as reviewer_key,
        decision,
        reviewed_at,
        min(reviewed_at) over (partition by video_id, coalesce(lower(reviewer), '')) as first_reviewed_at
    from {{ ref('int_review_rows') }}
    where row_state != 'rejected' and decision != 'skip'
),

first_decisions as (
    select
        video_id,
        reviewer_key,
        reviewed_at,
        min(decision) as decision
    from decisions
    where reviewed_at = first_reviewed_at
    group by video_id, reviewer_key, reviewed_at
    having min(decision) = max(decision)
),

numbered as (
    select
        *,
        row_number() over (partition by video_id order by reviewed_at, reviewer_key) as reviewer_number
    from first_decisions
),

pairs as (
    select
        {{ reviews_wanted('video_id') }} = 2 as is_drawn,
        cast(date_trunc('week', max(reviewed_at)) as date) as review_week,
        min(decision) as decision_1,
        max(decision) as decision_2
    from numbered
    where reviewer_number <= 2
    group by video_id
    having count(*) = 2
)

select
    is_drawn,
    review_week,
    decision_1,
    decision_2,
    count(*) as pair_count
from pairs
group by is_drawn, review_week, decision_1, decision_2

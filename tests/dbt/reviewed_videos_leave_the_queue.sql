-- Guards that no moderator is shown a video that has been decided, and that each decision is held once against the
-- champion of each stage.
with

reviewed_count as (
    select count(*) as expected
    from {{ ref('int_reviews') }}
),

outcomes as (
    select
        champions.scoring_stage,
        coalesce(sum(review_outcomes.reviewed_count), 0) as counted
    from {{ ref('int_champions') }} as champions
    left join {{ ref('review_outcomes') }} as review_outcomes on champions.scoring_stage = review_outcomes.scoring_stage
    group by champions.scoring_stage
)

select
    scoring_stage,
    counted
from outcomes
cross join reviewed_count
where counted != expected
union all
select
    'queued' as scoring_stage,
    queue.video_id as counted
from {{ ref('review_queue_videos') }} as queue
inner join {{ ref('int_decisions') }} as decisions on queue.video_id = decisions.video_id

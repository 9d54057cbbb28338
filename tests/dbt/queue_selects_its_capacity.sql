-- Guards that the queue holds every accepted video that nobody has decided, in the lane of its kind, ranks each lane
-- without gaps, and selects its first share.
with

lanes as (
    select 'priority' as review_lane, {{ review_capacity() }} as capacity
    union all
    select 'fresh' as review_lane, {{ fresh_review_capacity() }} as capacity
),

queue as (
    select
        review_lane,
        count(*) as lane_length,
        max(review_rank) as last_rank,
        count(*) filter (where is_selected_for_review) as selected,
        max(review_rank) filter (where is_selected_for_review) as last_selected_rank
    from {{ ref('review_queue') }}
    group by review_lane
),

unreviewed as (
    select
        case when video_view_count is null then 'fresh' else 'priority' end as review_lane,
        count(*) as unreviewed_count
    from {{ ref('videos') }}
    where video_id not in (select video_id from {{ ref('int_decisions') }})
    group by review_lane
)

select *
from lanes
left join queue using (review_lane)
left join unreviewed using (review_lane)
where
    coalesce(queue.lane_length, 0) != coalesce(unreviewed.unreviewed_count, 0)
    or queue.last_rank != queue.lane_length
    or queue.selected != ceil(lanes.capacity * queue.lane_length)
    or queue.last_selected_rank != queue.selected

-- Guards that the queue holds every accepted video that nobody has decided once, in one item; that its lanes are ranked
-- without gaps, by items and by videos; and that the first are selected, of predicted opinions none before all claims.
with

queues as (
    select
        'items' as counted,
        review_lane,
        review_rank,
        is_selected_for_review
    from {{ ref('review_queue') }}
    union all
    select
        'videos' as counted,
        review_lane,
        review_rank,
        is_selected_for_review
    from {{ ref('review_queue_videos') }}
),

lanes as (
    select
        counted,
        review_lane,
        count(*) as lane_length,
        max(review_rank) as last_rank,
        count(*) filter (where is_selected_for_review) as selected_count,
        coalesce(max(review_rank) filter (where is_selected_for_review), 0) as last_selected_rank
    from queues
    group by counted, review_lane
),

capacities as (
    select
        *,
        {% if var('reviews_per_day') is none -%}
        case
            when review_lane = 'fresh' then ceil({{ fresh_review_capacity() }} * lane_length)
            when review_lane = 'unsure' and {{ review_capacity() }} < 1
                then ceil({{ unsure_review_capacity() }} * lane_length)
            when review_lane = 'unlikely' and {{ review_capacity() }} < 1 then 0
            else ceil({{ review_capacity() }} * lane_length)
        end as capacity
        {%- else -%}
        case
            when review_lane = 'fresh' then ceil({{ fresh_review_capacity() }} * lane_length)
            else least(lane_length, greatest(
                case when review_lane = 'unsure' then ceil({{ unsure_review_capacity() }} * lane_length) else 0 end,
                -- What the lanes before it leave of the number.
                {{ reviews_per_day() }} - coalesce(
                    sum(case when review_lane != 'fresh' then lane_length end) over (
                        partition by counted
                        order by case review_lane when 'priority' then 1 when 'unsure' then 2 else 3 end
                        rows between unbounded preceding and 1 preceding
                    ), 0
                )
            ))
        end as capacity
        {%- endif %}
    from lanes
),

in_items as (
    select
        item_video_id as video_id,
        count(*) as video_count
    from {{ ref('review_queue_videos') }}
    group by item_video_id
),

queued as (
    select video_id from {{ ref('review_queue_videos') }}
),

undecided as (
    select video_id
    from {{ ref('videos') }}
    where video_id not in (select video_id from {{ ref('int_decisions') }})
)

select
    counted || ' of the lane ' || review_lane as what,
    last_selected_rank as which
from capacities
where last_rank != lane_length or selected_count != capacity or last_selected_rank != selected_count
union all
select
    'an item' as what,
    coalesce(queue.video_id, in_items.video_id) as which
from {{ ref('review_queue') }} as queue
full outer join in_items on queue.video_id = in_items.video_id
where queue.video_count is distinct from in_items.video_count
union all
select
    'a video' as what,
    coalesce(undecided.video_id, queued.video_id) as which
from undecided
full outer join queued on undecided.video_id = queued.video_id
where undecided.video_id is null or queued.video_id is null

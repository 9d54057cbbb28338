-- What the first decisions of each lane settle: where people decide by claim, and where they look at video after video.
with

queue_videos as (
    select * from {{ ref('review_queue_videos') }}
),

review_queue as (
    select
        video_id,
        review_rank,
        is_selected_for_review
    from {{ ref('review_queue') }}
),

videos as (
    select
        video_id,
        video_view_count
    from {{ ref('videos') }}
),

capacities as (
    select
        queue_videos.review_lane,
        coalesce(max(case when queue_videos.is_selected_for_review then queue_videos.review_rank end), 0) as by_video,
        coalesce(max(case when review_queue.is_selected_for_review then review_queue.review_rank end), 0) as by_claim
    from queue_videos
    inner join review_queue on queue_videos.item_video_id = review_queue.video_id
    group by queue_videos.review_lane
),

decisions as (
    {% for decided_by in ['claim', 'video'] -%}
    select
        '{{ decided_by }}' as decided_by,
        queue_videos.review_lane,
        {{ 'review_queue' if decided_by == 'claim' else 'queue_videos' }}.review_rank,
        {{ 'queue_videos.is_settled_by_item' if decided_by == 'claim' else 'true' }} as is_settled,
        videos.video_view_count,
        queue_videos.report_count,
        capacities.by_{{ decided_by }} as capacity,
        capacities.by_claim,
        capacities.by_video
    from queue_videos
    inner join videos on queue_videos.video_id = videos.video_id
    inner join review_queue on queue_videos.item_video_id = review_queue.video_id
    inner join capacities on queue_videos.review_lane = capacities.review_lane
    {{ "union all" if not loop.last }}
    {% endfor -%}
),

-- Ranks are rounded up to two digits, of which there are few: nothing long is sorted to be added up.
rounded as (
    select
        *,
        power(10, greatest(length(cast(review_rank as varchar)) - 2, 0)) as unit
    from decisions
),

steps as (
    select
        decided_by,
        review_lane,
        capacity,
        max(review_rank) as decision_count,
        count(*) as video_count,
        count(*) filter (where is_settled) as settled_video_count,
        sum(cast(video_view_count as hugeint)) as view_count,
        sum(cast(video_view_count as hugeint)) filter (where is_settled) as settled_view_count,
        sum(cast(report_count as hugeint)) as report_count,
        sum(cast(report_count as hugeint)) filter (where is_settled) as settled_report_count
    from rounded
    group by
        decided_by,
        review_lane,
        capacity,
        review_rank <= by_claim,
        review_rank <= by_video,
        ceil(review_rank / unit) * unit
)

select
    decided_by,
    review_lane,
    decision_count,
    decision_count = capacity as is_capacity,
    cast(sum(settled_video_count) over decided_first as bigint) as settled_video_count,
    sum(settled_video_count) over decided_first / sum(video_count) over lane as video_share,
    coalesce(sum(settled_view_count) over decided_first, 0) / nullif(sum(view_count) over lane, 0) as view_share,
    coalesce(sum(settled_report_count) over decided_first, 0) / nullif(sum(report_count) over lane, 0) as report_share
from steps
window
    lane as (partition by decided_by, review_lane),
    decided_first as (
        partition by decided_by, review_lane
        order by decision_count
        rows between unbounded preceding and current row
    )
order by decided_by, review_lane, decision_count

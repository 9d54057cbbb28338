-- The videos that nobody has decided yet, each with the item of the queue that it belongs to: the videos of one claim, or
-- those with one transcript where none is predicted to be a claim. Narrow, since all videos are sorted.
with

claim_videos as (
    select
        video_id,
        claim_id
    from {{ ref('claim_videos') }}
),

videos as (
    select
        video_id,
        video_view_count,
        {{ exposure_measure() }} as exposure
    from {{ ref('videos') }}
),

earlier_exposure as (
    select * from {{ ref('int_earlier_exposure') }}
),

user_reports as (
    select * from {{ ref('int_user_reports') }}
),

video_wordings as (
    select * from {{ ref('int_video_wordings') }}
),

decisions as (
    select * from {{ ref('int_decisions') }}
),

open_reviews as (
    select * from {{ ref('int_open_reviews') }}
),

latest_predictions as (
    select * from {{ ref('int_latest_predictions') }}
),

undecided as (
    select
        videos.video_id,
        claim_videos.claim_id,
        video_wordings.statement_video_id,
        latest_predictions.claim_probability,
        user_reports.report_count,
        videos.video_view_count,
        {{ exposure_so_far("videos.exposure", "earlier_exposure.earlier_exposure") }} as exposure_so_far,
        open_reviews.open_reason,
        -- What people disagree on is not put aside, whatever is predicted.
        coalesce(not latest_predictions.is_claim_predicted, false)
        and coalesce(open_reviews.open_reason != 'conflict', true) as is_unlikely,
        case when claim_videos.claim_id is null then video_wordings.transcript_video_id end as transcript_video_id
    from videos
    inner join video_wordings on videos.video_id = video_wordings.video_id
    left join claim_videos on videos.video_id = claim_videos.video_id
    left join latest_predictions on videos.video_id = latest_predictions.video_id
    left join user_reports on videos.video_id = user_reports.video_id
    left join earlier_exposure on videos.video_id = earlier_exposure.video_id
    left join open_reviews on videos.video_id = open_reviews.video_id
    anti join decisions on videos.video_id = decisions.video_id
),

grouped as (
    select
        *,
        claim_probability as expected_claim_video_count,
        claim_probability * exposure_so_far as expected_exposure,
        first_value(video_id) over item as item_video_id,
        first_value(statement_video_id) over item as item_statement_video_id,
        bool_or(video_view_count is not null) over item as has_counts
    from undecided
    window item as (
        partition by claim_id, transcript_video_id, is_unlikely
        -- What a reviewer looks at comes first: a decision on what is open closes it.
        order by open_reason nulls last, exposure_so_far desc nulls last, claim_probability desc nulls last, video_id
        rows between unbounded preceding and unbounded following
    )
),

placed as (
    select
        *,
        case
            when is_unlikely then 'unlikely'
            when has_counts then 'priority'
            else 'fresh'
        end as review_lane
    from grouped
),

lane_lengths as (
    select
        review_lane,
        count(*) as row_count
    from placed
    group by review_lane
),

lane_capacities as (
    {{ lane_capacities() }}
),

ranked as (
    select
        *,
        row_number() over (partition by review_lane order by {{ review_order() }}) as review_rank
    from placed
)

select
    ranked.review_lane,
    ranked.review_rank,
    ranked.video_id,
    ranked.claim_id,
    ranked.item_video_id,
    ranked.video_id = ranked.item_video_id or (
        {{ inherit_decisions() }}
        and ranked.open_reason is null
        and ranked.statement_video_id = ranked.item_statement_video_id
    ) as is_settled_by_item,
    ranked.open_reason,
    ranked.report_count,
    ranked.claim_probability,
    ranked.exposure_so_far,
    ranked.expected_exposure,
    {{ ranked_by() }} as ranked_by,
    ranked.review_rank <= lane_capacities.capacity as is_selected_for_review
from ranked
inner join lane_capacities on ranked.review_lane = lane_capacities.review_lane

-- The videos that nobody has decided yet, each with the item of the queue that it belongs to: the videos of one claim,
-- or those with one transcript where none is predicted to be a claim. Narrow, since all videos are sorted.
with

undecided_videos as (
    select * from {{ ref('int_undecided_videos') }}
),

claim_videos as (
    select
        video_id,
        claim_id
    from {{ ref('claim_videos') }}
),

undecided as (
    select
        undecided_videos.*,
        claim_videos.claim_id,
        case when claim_videos.claim_id is null then undecided_videos.transcript_video_id end as item_transcript
    from undecided_videos
    left join claim_videos on undecided_videos.video_id = claim_videos.video_id
),

grouped as (
    select
        *,
        claim_probability as expected_claim_video_count,
        claim_probability * exposure_so_far as expected_exposure,
        first_value(video_id) over item as item_video_id,
        first_value(statement_video_id) over item as item_statement_video_id,
        bool_or(has_counts) over item as has_item_counts,
        -- One sure claim takes the others along; of predicted opinions, one that is not sure does.
        bool_and(is_unsure) over item or (is_unlikely and bool_or(is_unsure) over item) as is_item_unsure
    from undecided
    window item as (
        partition by claim_id, item_transcript, is_unlikely
        -- What a reviewer looks at comes first: a decision on what is open closes it.
        order by open_reason nulls last, exposure_so_far desc nulls last, claim_probability desc nulls last, video_id
        rows between unbounded preceding and unbounded following
    )
),

placed as (
    select
        *,
        case
            when is_item_unsure then 'unsure'
            when is_unlikely then 'unlikely'
            when has_item_counts then 'priority'
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
    ranked.statement_video_id,
    ranked.video_id = ranked.item_video_id or (
        {{ inherit_decisions() }}
        and ranked.open_reason is null
        and ranked.statement_video_id = ranked.item_statement_video_id
    ) as is_settled_by_item,
    ranked.open_reason,
    ranked.report_count,
    ranked.scoring_stage,
    ranked.claim_probability,
    ranked.exposure_so_far,
    ranked.expected_exposure,
    {{ ranked_by() }} as ranked_by,
    ranked.review_rank <= lane_capacities.capacity as is_selected_for_review
from ranked
inner join lane_capacities on ranked.review_lane = lane_capacities.review_lane

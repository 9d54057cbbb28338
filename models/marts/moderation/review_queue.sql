-- What people have to decide: one item for the undecided videos of a claim or, where none is predicted, for those with
-- one transcript. Items are ranked in lanes, by user reports and then by what their videos do; the first are selected.
with

queue_videos as (
    select * from {{ ref('review_queue_videos') }}
),

videos as (
    select
        video_id,
        video_transcription_text,
        video_view_count,
        video_share_count,
        is_verified,
        is_author_under_review,
        is_author_banned
    from {{ ref('videos') }}
),

claim_statements as (
    select * from {{ ref('int_claim_statements') }}
),

claim_videos as (
    select
        video_id,
        claim_id,
        similarity
    from {{ ref('claim_videos') }}
),

decisions as (
    select
        video_id,
        decision,
        decided_at
    from {{ ref('int_decisions') }}
    where decision_origin = 'reviewed'
),

items as (
    select
        queue_videos.review_lane,
        queue_videos.item_video_id as video_id,
        max(queue_videos.claim_id) as claim_id,
        count(*) as video_count,
        count(*) filter (where queue_videos.is_settled_by_item) as settled_video_count,
        count(distinct queue_videos.statement_video_id) as wording_count,
        count(*) filter (where videos.is_verified) as verified_video_count,
        count(*) filter (where videos.is_author_under_review) as under_review_video_count,
        count(*) filter (where videos.is_author_banned) as banned_video_count,
        -- The latest stage, in the alphabet too.
        max(queue_videos.scoring_stage) as scoring_stage,
        -- In the alphabet a conflict comes first.
        min(queue_videos.open_reason) as open_reason,
        {{ total("videos.video_view_count") }} as total_view_count,
        {{ total("videos.video_share_count") }} as total_share_count,
        {{ total("queue_videos.report_count") }} as report_count,
        {{ total("queue_videos.exposure_so_far") }} as exposure_so_far,
        {{ fixed_point_mean("queue_videos.claim_probability") }} as claim_probability,
        {{ fixed_point_sum("queue_videos.claim_probability") }} as expected_claim_video_count,
        {{ fixed_point_sum("queue_videos.expected_exposure", 6) }} as expected_exposure
    from queue_videos
    inner join videos on queue_videos.video_id = videos.video_id
    group by queue_videos.review_lane, queue_videos.item_video_id
),

lane_lengths as (
    select
        review_lane,
        count(*) as row_count
    from items
    group by review_lane
),

lane_capacities as (
    {{ lane_capacities() }}
),

ranked as (
    select
        *,
        {{ ranked_by() }} as ranked_by,
        row_number() over (partition by review_lane order by {{ review_order() }}) as review_rank
    from items
),

-- The reviewed video of the same claim that is most like it.
suggestions as (
    select
        claim_videos.claim_id,
        claim_videos.similarity,
        decisions.video_id,
        decisions.decision,
        row_number() over (
            partition by claim_videos.claim_id
            order by claim_videos.similarity desc, decisions.decided_at, decisions.video_id
        ) as suggestion_rank
    from decisions
    inner join claim_videos on decisions.video_id = claim_videos.video_id
)

select
    ranked.review_lane,
    ranked.review_rank,
    ranked.claim_id,
    ranked.video_id,
    case when ranked.claim_id is not null then claim_statements.statement end as claim_text,
    videos.video_transcription_text,
    ranked.video_count,
    ranked.settled_video_count,
    ranked.wording_count,
    ranked.verified_video_count,
    ranked.under_review_video_count,
    ranked.banned_video_count,
    ranked.total_view_count,
    ranked.total_share_count,
    ranked.report_count as total_report_count,
    ranked.claim_probability,
    ranked.expected_claim_video_count,
    ranked.exposure_so_far,
    ranked.expected_exposure,
    ranked.ranked_by,
    ranked.scoring_stage,
    ranked.open_reason,
    {{ reviews_wanted('ranked.video_id') }} as reviews_wanted,
    suggestions.decision as suggested_decision,
    suggestions.video_id as suggested_by_video_id,
    case
        when suggestions.video_id is not null then least(suggestions.similarity, claim_videos.similarity)
    end as similarity,
    ranked.review_rank <= lane_capacities.capacity as is_selected_for_review
from ranked
inner join lane_capacities on ranked.review_lane = lane_capacities.review_lane
inner join videos on ranked.video_id = videos.video_id
left join claim_videos on ranked.video_id = claim_videos.video_id
left join suggestions on ranked.claim_id = suggestions.claim_id and suggestions.suggestion_rank = 1
left join claim_statements on videos.video_transcription_text = claim_statements.video_transcription_text

-- The videos that nobody has reviewed yet, each at its latest stage, in two lanes: `priority` with counts and `fresh`
-- without. In a lane they are ranked as the document suggests: by user reports, then by how sure the prediction is,
-- then by reach. Of each lane the share that moderators can look at is selected. A prediction labels a video and does
-- not admit it: what no champion scores is ranked by reports and reach.
with

latest_predictions as (
    select * from {{ ref('int_latest_predictions') }}
),

videos as (
    select
        video_id,
        video_view_count
    from {{ ref('videos') }}
),

user_reports as (
    select * from {{ ref('int_user_reports') }}
),

decisions as (
    select * from {{ ref('int_decisions') }}
),

-- What the rank depends on, and nothing wider: all videos are sorted.
unreviewed as (
    select
        videos.video_id,
        case when videos.video_view_count is null then 'fresh' else 'priority' end as review_lane,
        latest_predictions.scoring_stage,
        latest_predictions.model_id,
        latest_predictions.claim_probability,
        latest_predictions.is_claim_predicted,
        latest_predictions.prediction_origin,
        user_reports.report_count,
        videos.video_view_count
    from videos
    left join latest_predictions on videos.video_id = latest_predictions.video_id
    left join user_reports on videos.video_id = user_reports.video_id
    -- What is decided needs no second look.
    anti join decisions on videos.video_id = decisions.video_id
),

ranked as (
    select
        row_number() over (partition by review_lane order by {{ review_order() }}) as review_rank,
        count(*) over (partition by review_lane) as lane_length,
        *
    from unreviewed
)

select
    ranked.review_lane,
    ranked.review_rank,
    ranked.video_id,
    ranked.scoring_stage,
    ranked.model_id,
    ranked.claim_probability,
    ranked.is_claim_predicted,
    ranked.prediction_origin,
    case when ranked.claim_probability is null then 'reports_and_views' else 'probability' end as ranked_by,
    ranked.report_count,
    {% for metric in count_metrics() -%}
    videos.{{ metric }},
    {% endfor -%}
    videos.video_transcription_text,
    videos.video_duration_sec,
    videos.verified_status,
    videos.author_ban_status,
    ranked.review_rank <= ceil(
        case ranked.review_lane when 'fresh' then {{ fresh_review_capacity() }} else {{ review_capacity() }} end
        * ranked.lane_length
    ) as is_selected_for_review
from ranked
inner join {{ ref('videos') }} as videos on ranked.video_id = videos.video_id

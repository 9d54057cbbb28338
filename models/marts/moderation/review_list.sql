-- What reviewers are handed: the selected items of the queue, and the videos drawn at random for audit that nobody has
-- decided. The list is mixed, so that no place in it gives an audit away.
with

review_queue as (
    select * from {{ ref('review_queue') }}
),

audit_items as (
    select video_id
    from {{ ref('audit_items') }}
    where is_current and is_open and selected_for = 'audit'
),

videos as (
    select * from {{ ref('videos') }}
),

predictions as (
    select * from {{ ref('int_latest_predictions') }}
),

video_activity as (
    select * from {{ ref('int_video_activity') }}
),

audits as (
    select
        'audit' as review_lane,
        row_number() over (order by md5(cast(audit_items.video_id as varchar)), audit_items.video_id) as review_rank,
        cast(null as varchar) as claim_id,
        audit_items.video_id,
        cast(null as varchar) as claim_text,
        videos.video_transcription_text,
        cast(1 as bigint) as video_count,
        cast(1 as bigint) as settled_video_count,
        cast(1 as bigint) as wording_count,
        cast(case when videos.is_verified then 1 else 0 end as bigint) as verified_video_count,
        cast(case when videos.is_author_under_review then 1 else 0 end as bigint) as under_review_video_count,
        cast(case when videos.is_author_banned then 1 else 0 end as bigint) as banned_video_count,
        videos.video_view_count as total_view_count,
        videos.video_share_count as total_share_count,
        video_activity.report_count as total_report_count,
        predictions.claim_probability,
        predictions.claim_probability as expected_claim_video_count,
        video_activity.exposure_so_far,
        predictions.claim_probability * video_activity.exposure_so_far as expected_exposure,
        cast('chance' as varchar) as ranked_by,
        predictions.scoring_stage,
        cast(null as varchar) as open_reason,
        cast(null as varchar) as suggested_decision,
        cast(null as bigint) as suggested_by_video_id,
        cast(null as double) as similarity
    from audit_items
    inner join videos on audit_items.video_id = videos.video_id
    inner join video_activity on audit_items.video_id = video_activity.video_id
    left join predictions on audit_items.video_id = predictions.video_id
),

selected as (
    select * exclude (is_selected_for_review)
    from review_queue
    where is_selected_for_review
),

listed as (
    select * from selected
    union all
    select * from audits
),

lane_shares as (
    select
        review_lane,
        video_id,
        (review_rank - 0.5) / count(*) over (partition by review_lane) as lane_share
    from listed
)

select
    row_number() over (order by lane_shares.lane_share, listed.review_lane desc) as list_rank,
    listed.*
from listed
inner join lane_shares on listed.review_lane = lane_shares.review_lane and listed.video_id = lane_shares.video_id

-- What reviewers are handed: the selected items of the queue, what one of two reviewers has decided, and videos that
-- nobody has decided, drawn at random for audit or with a label that is probably wrong. The list is mixed, so that no
-- place in it gives an audit away.
with

review_queue as (
    select * from {{ ref('review_queue') }}
),

selected as (
    select * exclude (is_selected_for_review)
    from review_queue
    where is_selected_for_review or open_reason = 'second_review'
),

-- What the queue hands out is handed out once.
audit_items as (
    select audits.video_id
    from {{ ref('audit_items') }} as audits
    anti join selected on audits.video_id = selected.video_id
    where audits.is_current and audits.is_open and audits.selected_for = 'audit'
),

suspect_labels as (
    select
        suspects.video_id,
        row_number() over (order by suspects.suspect_rank) as review_rank
    from {{ ref('suspect_labels') }} as suspects
    anti join selected on suspects.video_id = selected.video_id
    anti join audit_items on suspects.video_id = audit_items.video_id
    where suspects.decision is null
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

single_videos as (
    select
        'audit' as review_lane,
        row_number() over (order by md5(cast(video_id as varchar)), video_id) as review_rank,
        video_id,
        'chance' as ranked_by
    from audit_items
    union all
    select
        'suspect_label' as review_lane,
        review_rank,
        video_id,
        'label_probability' as ranked_by
    from suspect_labels
    where review_rank <= {{ suspect_label_capacity() }}
),

described as (
    select
        single_videos.review_lane,
        single_videos.review_rank,
        cast(null as varchar) as claim_id,
        single_videos.video_id,
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
        single_videos.ranked_by,
        predictions.scoring_stage,
        cast(null as varchar) as open_reason,
        {{ reviews_wanted('single_videos.video_id') }} as reviews_wanted,
        cast(null as varchar) as suggested_decision,
        cast(null as bigint) as suggested_by_video_id,
        cast(null as double) as similarity
    from single_videos
    inner join videos on single_videos.video_id = videos.video_id
    inner join video_activity on single_videos.video_id = video_activity.video_id
    left join predictions on single_videos.video_id = predictions.video_id
),

listed as (
    select * from selected
    union all
    select * from described
),

lane_shares as (
    select
        review_lane,
        video_id,
        (row_number() over (partition by review_lane order by review_rank) - 0.5)
        / count(*) over (partition by review_lane) as lane_share
    from listed
)

select
    row_number() over (order by lane_shares.lane_share, listed.review_lane desc) as list_rank,
    listed.*
from listed
inner join lane_shares on listed.review_lane = lane_shares.review_lane and listed.video_id = lane_shares.video_id

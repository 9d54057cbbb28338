-- The accepted videos by the day on which a file first had them, whatever became of their rows later.
with

videos as (
    select * from {{ ref('int_videos') }}
),

video_rows as (
    select * from {{ ref('int_video_rows') }}
),

predictions as (
    select * from {{ ref('int_latest_predictions') }}
),

first_days as (
    select
        video_id,
        cast(min(delivered_on) as date) as first_seen_on
    from video_rows
    where row_state != 'rejected' and delivered_on is not null
    group by video_id
)

select
    first_days.first_seen_on,
    count(*) as video_count,
    count(*) filter (where videos.claim_status = 'claim') as labelled_claim_count,
    count(*) filter (where videos.claim_status = 'opinion') as labelled_opinion_count,
    count(*) filter (where videos.claim_status is null) as unlabelled_count,
    count(*) filter (where predictions.prediction_state = 'claim') as predicted_claim_count,
    count(*) filter (where predictions.prediction_state = 'opinion') as predicted_opinion_count,
    count(*) filter (where predictions.prediction_state = 'unsure') as unsure_count,
    count(*) filter (where videos.video_view_count is null) as fresh_video_count,
    {{ total("videos.video_view_count") }} as total_view_count,
    {{ total("videos.video_like_count") }} as total_like_count,
    {{ total("videos.video_share_count") }} as total_share_count,
    {{ total("videos.video_download_count") }} as total_download_count,
    {{ total("videos.video_comment_count") }} as total_comment_count
from first_days
inner join videos on first_days.video_id = videos.video_id
left join predictions on videos.video_id = predictions.video_id
group by first_days.first_seen_on
order by first_days.first_seen_on

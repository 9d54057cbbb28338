-- Which share of the views ends in a like, a share or a comment, video by video?
with

first_videos as (
    select
        running_number,
        video_id,
        like_rate,
        share_rate,
        comment_rate
    from marts.videos
    order by running_number, video_id
    limit 10
)

select *
from first_videos
order by running_number, video_id

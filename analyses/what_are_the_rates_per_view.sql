-- Which share of the views ends in a like, a share or a comment, video by video?
select
    running_number,
    video_id,
    like_rate,
    share_rate,
    comment_rate
from marts.videos
order by running_number, video_id
limit 10

-- Guards that every accepted video is predicted once at each moment that has a champion, and none else.
with

expected as (
    select
        videos.video_id,
        champions.moment
    from {{ ref('videos') }} as videos
    cross join {{ ref('int_champions') }} as champions
)

select *
from expected
full outer join {{ ref('claim_predictions') }} as predictions
    on expected.video_id = predictions.video_id and expected.moment = predictions.moment
where expected.video_id is null or predictions.video_id is null

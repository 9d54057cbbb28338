-- Guards that every accepted video is predicted once at each moment that has a champion, and none else. That a
-- prediction is of an accepted video, and the only one of its moment, is tested beside its model; the numbers are here.
with

videos as (
    select count(*) as video_count
    from {{ ref('videos') }}
),

predictions as (
    select
        moment,
        count(*) as prediction_count
    from {{ ref('claim_predictions') }}
    group by moment
)

select *
from {{ ref('int_champions') }} as champions
cross join videos
full outer join predictions on champions.moment = predictions.moment
where predictions.prediction_count is distinct from videos.video_count

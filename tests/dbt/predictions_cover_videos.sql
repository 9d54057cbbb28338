-- Guards that every accepted video is predicted once at each stage that has a champion, and none else. That a
-- prediction is of an accepted video, and the only one of its stage, is tested beside its model; the numbers are here.
with

videos as (
    select count(*) as video_count
    from {{ ref('videos') }}
),

predictions as (
    select
        scoring_stage,
        count(*) as prediction_count
    from {{ ref('claim_predictions') }}
    group by scoring_stage
)

select *
from {{ ref('int_champions') }} as champions
cross join videos
full outer join predictions on champions.scoring_stage = predictions.scoring_stage
where predictions.prediction_count is distinct from videos.video_count

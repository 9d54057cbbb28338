-- The videos that a model may learn from: those whose label is known.
with

video_features as (
    select * from {{ ref('int_video_features') }}
)

select *
from video_features
where is_claim is not null
order by running_number, video_id

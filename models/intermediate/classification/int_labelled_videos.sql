-- The videos that a model may learn from: those whose label is known.
with

videos as (
    select * from {{ ref('videos') }}
)

select *
from videos
where is_claim is not null
order by running_number, video_id

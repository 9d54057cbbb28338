with

accepted_videos as (
    select * from {{ ref('int_videos') }}
)

select *
from accepted_videos

-- The labelled videos that models are trained and evaluated on: those with a transcript, as every candidate but the
-- baselines looks at it or at its length; or, where there are more than `training_rows`, as many, drawn within each
-- class by a hash of the video's number. Draws are stable: a video leaves the sample only if a new one takes its place.
with

videos as (
    select
        video_id,
        video_transcription_text
    from {{ ref('int_videos') }}
),

labelled_videos as (
    select labelled.*
    from {{ ref('int_labelled_videos') }} as labelled
    inner join videos on labelled.video_id = videos.video_id
    where videos.video_transcription_text is not null
),

class_counts as (
    select
        is_claim,
        count(*) as class_count,
        cast(sum(count(*)) over () as hugeint) as labelled_count
    from labelled_videos
    group by is_claim
),

numbered as (
    select
        *,
        row_number() over (partition by is_claim order by md5(cast(video_id as varchar)), video_id) as draw_number
    from labelled_videos
)

select numbered.* exclude (draw_number)
from numbered
inner join class_counts on numbered.is_claim = class_counts.is_claim
where numbered.draw_number * class_counts.labelled_count <= class_counts.class_count * {{ training_rows() }}

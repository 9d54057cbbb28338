-- The videos whose label is known. Where decisions of moderators are labels too, a decision stands above what the file
-- says.
with

videos as (
    select * from {{ ref('int_videos') }}
),

reviews as (
    select * from {{ ref('int_reviews') }}
),

labelled as (
    select
        videos.video_id,
        videos.is_claim as is_claim_in_file,
        coalesce(reviews.is_claim, videos.is_claim) as is_claim,
        case when reviews.video_id is null then 'file' else 'review' end as label_origin
    from videos
    left join reviews on videos.video_id = reviews.video_id and {{ train_on_reviews() }}
)

select *
from labelled
where is_claim is not null

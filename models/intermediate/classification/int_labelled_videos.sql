-- The videos that a model may learn from: those whose label is known. Where decisions of moderators are labels too, a
-- decision stands above what the file says.
with

video_features as (
    select * from {{ ref('int_video_features') }}
),

reviews as (
    select * from {{ ref('int_reviews') }}
),

labelled as (
    select
        video_features.* replace (
            coalesce(reviews.is_claim, video_features.is_claim) as is_claim,
            case
                when reviews.video_id is null then video_features.claim_status
                when reviews.is_claim then 'claim'
                else 'opinion'
            end as claim_status
        ),
        case when reviews.video_id is null then 'file' else 'review' end as label_origin
    from video_features
    left join reviews on video_features.video_id = reviews.video_id and {{ train_on_reviews() }}
)

select *
from labelled
where is_claim is not null
order by running_number, video_id

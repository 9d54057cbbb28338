-- The videos of the training sample with all that a classifier may look at.
with

training_sample as (
    select * from {{ ref('int_training_sample') }}
),

video_features as (
    select * from {{ ref('int_video_features') }}
)

select
    video_features.* exclude (is_claim, has_attribution),
    training_sample.is_claim,
    training_sample.is_claim_in_file,
    training_sample.label_origin
from video_features
inner join training_sample on video_features.video_id = training_sample.video_id

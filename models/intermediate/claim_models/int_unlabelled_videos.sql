-- Unlabelled videos, of which as many are drawn at most as models are trained on, with their scores and their claims.
with

compared_videos as (
    select * from {{ ref('int_compared_videos') }}
    where compared_rows = 'new'
),

claim_statements as (
    select * from {{ ref('int_claim_statements') }}
),

claim_groups as (
    select * from {{ ref('int_claim_groups') }}
)

select
    compared_videos.video_id,
    compared_videos.claim_probability_at_upload,
    compared_videos.claim_probability_with_engagement,
    case when claim_groups.claim_id is not null then dense_rank() over (order by claim_groups.claim_id) end as claim
from compared_videos
anti join {{ ref('int_labelled_videos') }} as labelled_videos on compared_videos.video_id = labelled_videos.video_id
left join claim_statements on compared_videos.video_transcription_text = claim_statements.video_transcription_text
left join claim_groups on claim_statements.normalised_statement = claim_groups.normalised_statement

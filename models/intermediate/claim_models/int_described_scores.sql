{{ config(materialized='view') }}
-- Every evaluated row with its scores, and with what it has in common with others.
with

evaluation_scores as (
    select * from {{ ref('int_evaluation_scores') }}
),

evaluated_videos as (
    select * from {{ ref('int_evaluated_videos') }}
)

select
    evaluation_scores.*,
    evaluated_videos.* exclude (video_id)
from evaluation_scores
left join evaluated_videos on evaluation_scores.video_id = evaluated_videos.video_id

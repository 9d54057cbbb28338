-- The videos whose features and scores are compared: training rows, held-out rows, which show what chance does, and new
-- videos, of which at most `training_rows` are drawn.
with

videos as (
    select * from {{ ref('int_videos') }}
),

reference_split as (
    select
        video_id,
        split
    from {{ ref('int_reference_split') }}
),

new_rows as (
    select videos.video_id
    from videos
    anti join reference_split on videos.video_id = reference_split.video_id
    order by md5(cast(videos.video_id as varchar)), videos.video_id
    limit {{ training_rows() }}
),

compared_rows as (
    select
        video_id,
        case when split = 'train' then 'training' else 'held_out' end as compared_rows
    from reference_split
    union all
    select
        video_id,
        'new' as compared_rows
    from new_rows
),

champion_scores as (
    select
        scores.video_id,
        max(scores.claim_probability) filter (where champions.scoring_stage = 'at_upload')
            as claim_probability_at_upload,
        max(scores.claim_probability) filter (where champions.scoring_stage = 'with_engagement')
            as claim_probability_with_engagement
    from {{ ref('int_champion_scores') }} as scores
    inner join {{ ref('int_champions') }} as champions on scores.model_id = champions.model_id
    semi join compared_rows on scores.video_id = compared_rows.video_id
    group by scores.video_id
)

select
    videos.video_id,
    compared_rows.compared_rows,
    videos.video_transcription_text,
    {% for feature in compared_numbers() -%}
    videos.{{ feature }},
    {% endfor -%}
    champion_scores.claim_probability_at_upload,
    champion_scores.claim_probability_with_engagement
from videos
inner join compared_rows on videos.video_id = compared_rows.video_id
left join champion_scores on videos.video_id = champion_scores.video_id

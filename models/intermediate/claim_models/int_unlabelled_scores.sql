-- The champions' scores of unlabelled videos, of which as many are drawn at most as models are trained on, with the share
-- of claims among the rows that calibrate them.
with

compared_videos as (
    select * from {{ ref('int_compared_videos') }}
    where compared_rows = 'new'
),

unlabelled_videos as (
    select compared_videos.*
    from compared_videos
    anti join {{ ref('int_labelled_videos') }} as labelled_videos
        on compared_videos.video_id = labelled_videos.video_id
),

champions as (
    select * from {{ ref('int_champions') }}
),

champion_models as (
    select * from {{ ref('int_champion_models') }}
),

calibrating_rows as (
    select
        model_id,
        count(*) filter (where y_true) / count(*) as labelled_base_rate
    from {{ ref('int_evaluation_scores') }}
    where split = 'validation' and threshold_rule = 'lowest_cost'
    group by model_id
),

claim_statements as (
    select * from {{ ref('int_claim_statements') }}
),

claim_groups as (
    select * from {{ ref('int_claim_groups') }}
),

scores as (
    {% for scoring_stage in ['at_upload', 'with_engagement'] -%}
    select
        '{{ scoring_stage }}' as scoring_stage,
        video_id,
        video_transcription_text,
        claim_probability_{{ scoring_stage }} as claim_probability
    from unlabelled_videos
    where claim_probability_{{ scoring_stage }} is not null
    {{ "union all" if not loop.last }}
    {% endfor -%}
)

select
    scores.scoring_stage,
    scores.video_id,
    champions.model_id,
    champion_models.is_calibrated,
    calibrating_rows.labelled_base_rate,
    scores.claim_probability,
    case when claim_groups.claim_id is not null then dense_rank() over (order by claim_groups.claim_id) end as claim
from scores
inner join champions on scores.scoring_stage = champions.scoring_stage
inner join champion_models on champions.model_id = champion_models.model_id
inner join calibrating_rows on champions.model_id = calibrating_rows.model_id
left join claim_statements on scores.video_transcription_text = claim_statements.video_transcription_text
left join claim_groups on claim_statements.normalised_statement = claim_groups.normalised_statement

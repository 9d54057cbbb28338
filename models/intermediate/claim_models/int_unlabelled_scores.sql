-- The champions' scores of unlabelled videos, with the share of claims among the rows that calibrate them.
with

unlabelled_videos as (
    select * from {{ ref('int_unlabelled_videos') }}
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
    from {{ ref('int_described_scores') }}
    where split = 'validation' and threshold_rule = 'lowest_cost'
    group by model_id
),

scores as (
    {% for scoring_stage in ['at_upload', 'with_engagement'] -%}
    select
        '{{ scoring_stage }}' as scoring_stage,
        video_id,
        claim,
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
    scores.claim
from scores
inner join champions on scores.scoring_stage = champions.scoring_stage
inner join champion_models on champions.model_id = champion_models.model_id
inner join calibrating_rows on champions.model_id = calibrating_rows.model_id

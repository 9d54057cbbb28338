-- The new champion beside the last released one, on the rows on which that one was evaluated, as far as they are still
-- there with the same label. Both are scored by models that did not see the row.
{%- set tolerance = champion_tolerance() %}
with

champions as (
    select * from {{ ref('int_champions') }}
),

claim_predictions as (
    select * from {{ ref('claim_predictions') }}
),

videos as (
    select * from {{ ref('videos') }}
),

last_predictions as (
    select * from {{ ref('last_release_predictions') }}
),

last_champions as (
    select
        scoring_stage,
        max(model_id) as model_id
    from last_predictions
    group by scoring_stage
),

same_rows as (
    select
        last_predictions.scoring_stage,
        videos.is_claim,
        last_predictions.is_claim_predicted as was_predicted,
        claim_predictions.is_claim_predicted as is_predicted
    from last_predictions
    inner join videos
        on last_predictions.video_id = videos.video_id and last_predictions.is_claim = videos.is_claim
    inner join claim_predictions
        on
            last_predictions.video_id = claim_predictions.video_id
            and last_predictions.scoring_stage = claim_predictions.scoring_stage
),

counts as (
    select
        scoring_stage,
        count(*) as row_count,
        count(*) filter (where is_claim) as claim_count,
        count(*) filter (where is_predicted) as predicted_count,
        count(*) filter (where was_predicted) as last_predicted_count,
        count(*) filter (where is_claim and is_predicted) as found_count,
        count(*) filter (where is_claim and was_predicted) as last_found_count
    from same_rows
    group by scoring_stage
),

measured as (
    select
        scoring_stage,
        row_count,
        'recall' as metric,
        found_count / nullif(claim_count, 0) as metric_value,
        last_found_count / nullif(claim_count, 0) as last_metric_value
    from counts
    union all
    select
        scoring_stage,
        row_count,
        'precision' as metric,
        found_count / nullif(predicted_count, 0) as metric_value,
        last_found_count / nullif(last_predicted_count, 0) as last_metric_value
    from counts
),

scoring_stages as (
    select scoring_stage from champions
    union distinct
    select scoring_stage from last_champions
),

metrics as (
    select 'recall' as metric
    union all
    select 'precision' as metric
)

select
    scoring_stages.scoring_stage,
    metrics.metric,
    champions.model_id,
    last_champions.model_id as last_model_id,
    coalesce(measured.row_count, 0) as row_count,
    measured.metric_value,
    measured.last_metric_value,
    {{ tolerance }} as tolerance,
    case
        when champions.model_id is null then 'gone'
        when last_champions.scoring_stage is null
            then 'no comparison is due: there is no earlier release to compare with'
        when measured.row_count is null then 'no comparison is due: the last release is of other data'
        when measured.last_metric_value is null then 'no comparison is due: the last champion has no such figure'
        when coalesce(measured.metric_value, 0) < measured.last_metric_value - {{ tolerance }} then 'worse'
        else 'not worse'
    end as verdict
from scoring_stages
cross join metrics
left join champions on scoring_stages.scoring_stage = champions.scoring_stage
left join last_champions on scoring_stages.scoring_stage = last_champions.scoring_stage
left join measured on scoring_stages.scoring_stage = measured.scoring_stage and metrics.metric = measured.metric
-- The first row at fault is the one that a build tells of: that of the earlier stage.
order by scoring_stages.scoring_stage, metrics.metric desc

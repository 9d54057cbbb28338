-- What moderators find who look at the first share of the test rows, ranked by each model's score, as the review queue
-- ranks them, by views, or at random.
with

-- The models of this build. A champion that an earlier release keeps in use has a namesake here, and other test rows.
models as (
    select * from {{ ref('int_claim_models') }}
),

videos as (
    select * from {{ ref('videos') }}
),

video_activity as (
    select * from {{ ref('int_video_activity') }}
),

scores as (
    select *
    from {{ ref('int_described_scores') }}
    where
        threshold_rule = 'one_half'
        and split = 'test'
        and model_id in (select model_id from models)
),

test_rows as (
    select distinct
        video_id,
        claim,
        attribution_phrase,
        y_true
    from scores
),

predictions as (
    select
        video_id,
        max(claim_probability) filter (where scoring_stage = 'at_upload') as at_upload,
        max(claim_probability) filter (where scoring_stage = 'with_engagement') as with_engagement,
        max(prediction_state) filter (where scoring_stage = 'at_upload') as state_at_upload,
        max(prediction_state) filter (where scoring_stage = 'with_engagement') as state_with_engagement
    from {{ ref('claim_predictions') }}
    group by video_id
),

-- The test rows as the queue takes them: at upload, when they are fresh, and with their counts.
scored as (
    select
        'at_upload' as scoring_stage,
        test_rows.video_id,
        test_rows.y_true,
        predictions.at_upload as claim_probability,
        predictions.state_at_upload as prediction_state,
        cast(null as bigint) as exposure_so_far
    from test_rows
    left join predictions on test_rows.video_id = predictions.video_id
    union all
    select
        'with_engagement' as scoring_stage,
        test_rows.video_id,
        test_rows.y_true,
        coalesce(predictions.with_engagement, predictions.at_upload) as claim_probability,
        coalesce(predictions.state_with_engagement, predictions.state_at_upload) as prediction_state,
        video_activity.exposure_so_far
    from test_rows
    inner join video_activity on test_rows.video_id = video_activity.video_id
    left join predictions on test_rows.video_id = predictions.video_id
),

queued as (
    select
        scored.*,
        case scored.prediction_state when 'opinion' then 3 when 'unsure' then 2 else 1 end as lane_number,
        video_activity.report_count,
        scored.claim_probability as expected_claim_video_count,
        scored.claim_probability * scored.exposure_so_far as expected_exposure
    from scored
    inner join video_activity on scored.video_id = video_activity.video_id
),

rankings as (
    select
        models.model_name as ranking,
        models.scoring_stage,
        models.model_id,
        scores.video_id,
        scores.y_true,
        scores.y_score as priority
    from scores
    inner join models on scores.model_id = models.model_id
    union all
    select
        'most_views' as ranking,
        'with_engagement' as scoring_stage,
        cast(null as varchar) as model_id,
        test_rows.video_id,
        test_rows.y_true,
        videos.video_view_count as priority
    from test_rows
    inner join videos on test_rows.video_id = videos.video_id
    where videos.video_view_count is not null
    union all
    select
        'review_queue' as ranking,
        scoring_stage,
        cast(null as varchar) as model_id,
        video_id,
        y_true,
        -row_number() over (partition by scoring_stage order by lane_number, {{ review_order() }}) as priority
    from queued
),

-- Where scores tie, the order is drawn by a hash: a ranking that does not tell rows apart is worth what chance is.
found as (
    select
        ranking,
        scoring_stage,
        model_id,
        row_number() over priority_first as selected_count,
        count(*) filter (where y_true) over priority_first as claims_found,
        count(*) over (partition by ranking, scoring_stage, model_id) as row_count,
        count(*) filter (where y_true) over (partition by ranking, scoring_stage, model_id) as claim_count
    from rankings
    window priority_first as (
        partition by ranking, scoring_stage, model_id
        order by priority desc, md5(cast(video_id as varchar)), video_id
        rows between unbounded preceding and current row
    )
),

percents as (
    select unnest(range(1, 101)) as percent
),

capacities as (
    select
        percent,
        percent / 100 as capacity_share
    from percents
),

at_capacity as (
    select
        found.*,
        capacities.capacity_share
    from found
    inner join capacities on found.selected_count = ceil(capacities.percent * found.row_count / 100)
),

-- A claim is found or missed with the others that are made alike.
totals as (
    select
        count(*) as row_count,
        count(*) filter (where test_rows.y_true) as claim_count,
        {{ cluster_count("test_rows", "test_rows.video_id", "test_rows.y_true") }} as cluster_count
    from test_rows
),

measured as (
    select
        ranking,
        scoring_stage,
        capacity_share,
        selected_count,
        claims_found / nullif(claim_count, 0) as recall,
        claims_found / selected_count as precision,
        claims_found / selected_count / nullif(claim_count / row_count, 0) as lift,
        model_id
    from at_capacity
    union all
    -- What is expected of a random order.
    select
        'random' as ranking,
        'at_upload' as scoring_stage,
        capacities.capacity_share,
        cast(ceil(capacities.percent * totals.row_count / 100) as bigint) as selected_count,
        ceil(capacities.percent * totals.row_count / 100) / totals.row_count as recall,
        totals.claim_count / totals.row_count as precision,
        1 as lift,
        cast(null as varchar) as model_id
    from capacities
    cross join totals
    where totals.claim_count > 0
)

select
    measured.ranking,
    measured.scoring_stage,
    measured.capacity_share,
    measured.selected_count,
    measured.recall,
    case
        when measured.ranking != 'random' then {{ wilson_bound("measured.recall", "totals.cluster_count", -1) }}
    end as recall_lower_bound,
    case
        when measured.ranking != 'random' then {{ wilson_bound("measured.recall", "totals.cluster_count", 1) }}
    end as recall_upper_bound,
    case when measured.ranking != 'random' and totals.cluster_count > 0 then 'Wilson' end as interval_method,
    case when measured.ranking != 'random' then totals.cluster_count end as cluster_count,
    measured.precision,
    measured.lift,
    measured.model_id
from measured
cross join totals
order by measured.ranking, measured.scoring_stage, measured.capacity_share

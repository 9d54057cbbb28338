-- What moderators find who look at the first share of the test rows, ranked by each model's score, by views, or at
-- random.
with

-- The models of this build. A champion that an earlier release keeps in use has a namesake here, and other test rows.
models as (
    select * from {{ ref('int_claim_models') }}
),

videos as (
    select * from {{ ref('videos') }}
),

scores as (
    select *
    from {{ ref('int_evaluation_scores') }}
    where
        threshold_rule = 'one_half'
        and split = 'test'
        and model_id in (select model_id from models)
),

test_rows as (
    select distinct
        video_id,
        y_true
    from scores
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
),

-- Where scores tie, the order is drawn by a hash: a ranking that does not tell rows apart is worth what chance is.
found as (
    select
        ranking,
        scoring_stage,
        model_id,
        row_number() over priority_first as selected_count,
        count(*) filter (where y_true) over priority_first as claims_found,
        count(*) over (partition by ranking) as row_count,
        count(*) filter (where y_true) over (partition by ranking) as claim_count
    from rankings
    window priority_first as (
        partition by ranking
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

totals as (
    select
        count(*) as row_count,
        count(*) filter (where y_true) as claim_count
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

select *
from measured
order by ranking, scoring_stage, capacity_share

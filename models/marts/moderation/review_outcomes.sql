-- What people decided, held against what this build's champions predict for the same videos.
with

reviews as (
    select * from {{ ref('int_reviews') }}
),

claim_predictions as (
    select * from {{ ref('claim_predictions') }}
),

decided as (
    select
        claim_predictions.scoring_stage,
        claim_predictions.model_id,
        claim_predictions.video_id,
        claim_predictions.claim_probability,
        claim_predictions.is_claim_predicted,
        reviews.is_claim,
        cast(date_trunc('week', reviews.reviewed_at) as date) as review_week
    from reviews
    inner join claim_predictions on reviews.video_id = claim_predictions.video_id
),

by_week as (
    select
        scoring_stage,
        review_week,
        model_id,
        count(*) as reviewed_count,
        count(*) filter (where is_claim) as decided_claim_count,
        count(*) filter (where is_claim_predicted) as predicted_claim_count,
        count(*) filter (where is_claim_predicted and is_claim) as confirmed_claim_count,
        -- Added up in one order, a mean comes out the same each time.
        avg(claim_probability order by video_id) as mean_claim_probability,
        avg(power(claim_probability - cast(is_claim as integer), 2) order by video_id) as brier_score
    from decided
    group by scoring_stage, review_week, model_id
),

shares as (
    select
        *,
        decided_claim_count / reviewed_count as share_of_claims,
        confirmed_claim_count / nullif(predicted_claim_count, 0) as precision
    from by_week
)

select
    shares.*,
    {{ wilson_bound("shares.precision", "shares.predicted_claim_count", -1) }} as precision_lower_bound,
    {{ wilson_bound("shares.precision", "shares.predicted_claim_count", 1) }} as precision_upper_bound,
    case when shares.precision is not null then 'Wilson' end as interval_method
from shares
order by shares.scoring_stage, shares.review_week

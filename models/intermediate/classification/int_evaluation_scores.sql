-- Every evaluated row of every model with its label and score: what all figures and curves are computed from.
with

claim_models as (
    select * from {{ ref('int_claim_models') }}
),

verified_status_models as (
    select * from {{ ref('int_verified_status_models') }}
),

claim_scores as (
    select
        model_id,
        'claim' as positive_label,
        'opinion' as negative_label,
        unnest(scores, recursive := true)
    from claim_models
),

verified_status_scores as (
    select
        'verified_status_regression-' || protocol as model_id,
        'verified' as positive_label,
        'not verified' as negative_label,
        unnest(scores, recursive := true)
    from verified_status_models
)

select
    *,
    -- A protocol that draws rows again has no single video to each row, and numbers its rows itself.
    video_id as evaluated_row
from claim_scores
union all by name
select * from verified_status_scores

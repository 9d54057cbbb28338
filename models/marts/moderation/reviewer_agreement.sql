-- How far two reviewers of one video agree, by week and over all weeks. What a video inherited is no decision here.
with

reviewer_agreement as (
    select * from {{ ref('int_reviewer_agreement') }}
)

select
    sample,
    period,
    review_week,
    pair_count,
    agreeing_count,
    agreement,
    agreement_lower_bound,
    agreement_upper_bound,
    alpha,
    alpha_lower_bound,
    alpha_upper_bound,
    finding_code
from reviewer_agreement
order by sample, period

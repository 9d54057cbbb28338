-- How far the error rates of the claim models lie apart between groups of authors, lengths and scripts, and whether
-- that is more than is tolerated beyond chance.
with

models as (
    select * from {{ ref('model_registry') }}
),

disparities as (
    select * from {{ ref('int_segment_disparities') }}
)

select
    models.model_name,
    disparities.threshold_rule,
    models.scoring_stage,
    disparities.split,
    disparities.segment_kind,
    disparities.segment_a,
    disparities.segment_b,
    disparities.metric,
    disparities.rate_a,
    disparities.rate_b,
    disparities.denominator_a,
    disparities.denominator_b,
    disparities.difference,
    disparities.lower_bound,
    disparities.upper_bound,
    case when disparities.lower_bound is not null then 'Newcombe' end as interval_method,
    disparities.comparison_count,
    {{ max_rate_difference() }} as tolerance,
    case
        when disparities.lower_bound is null then 'not_estimable'
        when disparities.lower_bound > {{ max_rate_difference() }} then 'a_greater'
        when disparities.upper_bound < -{{ max_rate_difference() }} then 'b_greater'
        when
            disparities.lower_bound >= -{{ max_rate_difference() }}
            and disparities.upper_bound <= {{ max_rate_difference() }}
            then 'within_tolerance'
        else 'undecided'
    end as disparity_code,
    models.is_in_use,
    models.model_id
from disparities
inner join models on disparities.model_id = models.model_id
order by
    models.model_name,
    disparities.segment_kind,
    disparities.segment_a,
    disparities.segment_b,
    disparities.metric

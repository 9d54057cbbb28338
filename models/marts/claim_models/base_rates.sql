-- How common claims are: by random audits, which suppose nothing of the models and so take precedence, and as far as
-- calibrated scores tell.
with

scored as (
    select * from {{ ref('int_base_rates') }}
),

audited as (
    select
        *,
        finding_code = 'estimated' as is_estimated
    from {{ ref('int_audited_performance') }}
    where audit_id = 'all' and measure = 'prevalence'
),

estimates as (
    select
        'audit' as estimated_by,
        'all' as scoring_stage,
        is_estimated as is_preferred,
        cast(null as varchar) as model_id,
        video_count as row_count,
        case when is_estimated then decided_count end as cluster_count,
        cast(null as double) as labelled_base_rate,
        cast(null as double) as mean_probability,
        measure_value as base_rate,
        cast(null as double) as standard_error,
        case when is_estimated then lower_bound end as lower_bound,
        case when is_estimated then upper_bound end as upper_bound,
        case when is_estimated then interval_method end as interval_method,
        case finding_code
            when 'no_audits' then 'no video that was drawn at random is decided'
            when 'not_estimable' then 'nothing is decided of a stratum that was drawn from'
        end as not_estimable_because
    from audited
    union all
    select
        'scores' as estimated_by,
        scored.scoring_stage,
        scored.base_rate is not null and not audited.is_estimated as is_preferred,
        scored.model_id,
        scored.row_count,
        scored.cluster_count,
        scored.labelled_base_rate,
        scored.mean_probability,
        scored.base_rate,
        scored.standard_error,
        scored.lower_bound,
        scored.upper_bound,
        scored.interval_method,
        scored.not_estimable_because
    from scored
    cross join audited
)

select *
from estimates
order by estimated_by, scoring_stage

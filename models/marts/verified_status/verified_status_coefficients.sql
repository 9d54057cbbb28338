with

verified_status_models as (
    select * from {{ ref('int_verified_status_models') }}
),

coefficients as (
    select
        evaluation_scheme,
        unnest(coefficients, recursive := true)
    from verified_status_models
),

-- Holm's adjustment over the terms of a fit; the intercept compares nothing.
hypotheses as (
    select
        evaluation_scheme,
        term,
        p_value * (
            count(*) over (partition by evaluation_scheme)
            - row_number() over (partition by evaluation_scheme order by p_value, term) + 1
        ) as multiplied_p_value,
        p_value
    from coefficients
    where term != 'intercept' and p_value is not null
),

adjusted as (
    select
        evaluation_scheme,
        term,
        least(max(multiplied_p_value) over (
            partition by evaluation_scheme
            order by p_value, term
            rows between unbounded preceding and current row
        ), 1) as p_value_holm
    from hypotheses
)

select
    coefficients.evaluation_scheme,
    coefficients.term,
    coefficient,
    exp(coefficient) as odds_ratio,
    standardised_coefficient,
    standard_error,
    z_statistic,
    p_value,
    adjusted.p_value_holm,
    case when coefficients.evaluation_scheme = 'corrected' then 1 - {{ significance_level() }} end as confidence_level,
    lower_bound,
    upper_bound,
    case when lower_bound is not null then 'Wald, robust' end as interval_method,
    unit,
    exp(coefficient * unit) as odds_ratio_per_unit,
    exp(lower_bound * unit) as odds_ratio_per_unit_lower_bound,
    exp(upper_bound * unit) as odds_ratio_per_unit_upper_bound,
    variance_inflation_factor
from coefficients
left join adjusted on coefficients.evaluation_scheme = adjusted.evaluation_scheme and coefficients.term = adjusted.term
order by coefficients.evaluation_scheme, coefficients.term

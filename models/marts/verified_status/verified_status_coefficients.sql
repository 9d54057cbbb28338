with

verified_status_models as (
    select * from {{ ref('int_verified_status_models') }}
),

coefficients as (
    select
        evaluation_scheme,
        unnest(coefficients, recursive := true)
    from verified_status_models
)

select
    evaluation_scheme,
    term,
    coefficient,
    exp(coefficient) as odds_ratio,
    standardised_coefficient,
    standard_error,
    z_statistic,
    p_value,
    case when evaluation_scheme = 'corrected' then 1 - {{ significance_level() }} end as confidence_level,
    lower_bound,
    upper_bound,
    unit,
    exp(coefficient * unit) as odds_ratio_per_unit,
    exp(lower_bound * unit) as odds_ratio_per_unit_lower_bound,
    exp(upper_bound * unit) as odds_ratio_per_unit_upper_bound,
    variance_inflation_factor
from coefficients
order by evaluation_scheme, term

with

verified_status_models as (
    select * from {{ ref('int_verified_status_models') }}
),

coefficients as (
    select
        protocol,
        unnest(coefficients, recursive := true)
    from verified_status_models
)

select
    protocol,
    term,
    coefficient,
    exp(coefficient) as odds_ratio
from coefficients
order by protocol, term

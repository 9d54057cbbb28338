-- The odds ratios of the coefficients that the document prints, for the steps of the regression that is fitted here.
with

reference_figures as (
    select * from {{ ref('reference_figures') }}
),

coefficients as (
    select *
    from {{ ref('verified_status_coefficients') }}
    where evaluation_scheme = 'corrected'
)

select
    coefficients.term,
    coefficients.unit,
    exp(reference_figures.reference_value * coefficients.unit) as odds_ratio_per_unit
from coefficients
inner join reference_figures on reference_figures.figure = 'coefficient_' || coefficients.term
order by coefficients.term

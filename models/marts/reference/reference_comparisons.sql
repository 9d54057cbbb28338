-- Each figure of the document beside its measurement, where the data are the document's; else nothing is compared.
with

reference_values as (
    select * from {{ ref('reference_values') }}
),

measured_figures as (
    select * from {{ ref('measured_figures') }}
),

compared as (
    select
        reference_values.*,
        measured_figures.measured_value,
        -- The slack is for the rounding of the subtraction itself.
        abs(measured_figures.measured_value - reference_values.reference_value)
        <= reference_values.tolerance * (1 + 1e-9) as is_within_tolerance
    from reference_values
    left join measured_figures on reference_values.figure = measured_figures.figure
),

-- The document's file has as many rows as it says, and its first rows are those that it prints.
origins as (
    select bool_and(coalesce(is_within_tolerance, false)) as is_reference_data
    from compared
    where figure = 'row_count' or figure like '%_rate_of_row_%'
)

select compared.*
from compared
cross join origins
where origins.is_reference_data

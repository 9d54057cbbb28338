-- Each figure of the document beside its measurement, and whether the data are the document's at all.
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

-- The first rows of the file are those that the document prints.
origins as (
    select
        coalesce(bool_and(coalesce(is_within_tolerance, false)) filter (where figure like '%_rate_of_row_%'), false)
            as is_reference_data
    from compared
)

select
    compared.*,
    origins.is_reference_data
from compared
cross join origins

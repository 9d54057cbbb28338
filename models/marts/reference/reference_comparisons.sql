-- Each figure of the document beside its measurement, on the document's data; other data have no rows here.
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
        -- The slack allows for rounding in the subtraction.
        abs(measured_figures.measured_value - reference_values.reference_value)
        <= reference_values.tolerance * (1 + 1e-9) as is_within_tolerance
    from reference_values
    left join measured_figures on reference_values.figure = measured_figures.figure
),

-- The document's data are known by the number of rows and the printed first rows.
origins as (
    select bool_and(coalesce(is_within_tolerance, false)) as is_reference_data
    from compared
    where figure = 'row_count' or figure like '%_rate_of_row_%'
)

select compared.*
from compared
cross join origins
where origins.is_reference_data

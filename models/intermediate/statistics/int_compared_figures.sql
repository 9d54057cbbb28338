-- Each figure of the document beside its measurement, and whether the data are the document's at all.
with

document_figures as (
    select * from {{ ref('document_figures') }}
),

measured_figures as (
    select * from {{ ref('int_measured_figures') }}
),

compared as (
    select
        document_figures.*,
        measured_figures.measured_value,
        -- The slack is for the rounding of the subtraction itself.
        abs(measured_figures.measured_value - document_figures.published_value)
        <= document_figures.tolerance * (1 + 1e-9) as is_within_tolerance
    from document_figures
    left join measured_figures on document_figures.figure = measured_figures.figure
),

-- The first rows of the file are those that the document prints.
origins as (
    select
        coalesce(bool_and(coalesce(is_within_tolerance, false)) filter (where figure like '%_rate_of_row_%'), false)
            as are_the_documents_data
    from compared
)

select
    compared.*,
    origins.are_the_documents_data
from compared
cross join origins

-- Every figure that the document publishes beside the same figure measured here. A figure is corrected only where its
-- fault is proved from the data at hand; else it is reproduced, or it differs.
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

likelihoods as (
    select
        max(metric_value) filter (where metric = 'mean_negative_log_likelihood_at_the_maximum') as at_the_maximum,
        max(metric_value) filter (where metric = 'mean_negative_log_likelihood_of_the_published_coefficients')
            as of_the_published_coefficients
    from {{ ref('model_evaluations') }}
    where model_name = 'verified_status_regression' and protocol = 'as_published'
),

proofs as (
    select
        -- Each class has as many test rows as the report says of the other, and not as many as it says of its own.
        max(published_value) filter (where figure = 'verified_support')
        = max(measured_value) filter (where figure = 'not_verified_support')
        and max(published_value) filter (where figure = 'not_verified_support')
        = max(measured_value) filter (where figure = 'verified_support')
        and max(published_value) filter (where figure = 'verified_support')
        != max(measured_value) filter (where figure = 'verified_support') as are_labels_swapped,
        -- The first rows of the file are those that the document prints.
        coalesce(bool_and(is_within_tolerance) filter (where figure like '%_rate_of_row_%'), false)
            as are_the_documents_data
    from compared
)

select
    compared.figure,
    compared.task,
    compared.description,
    compared.published_value,
    compared.measured_value,
    compared.tolerance,
    case
        when compared.is_within_tolerance then 'reproduced'
        when proofs.are_the_documents_data and compared.fault = 'labels_swapped' and proofs.are_labels_swapped
            then 'corrected'
        when
            proofs.are_the_documents_data
            and compared.fault = 'not_converged'
            and likelihoods.of_the_published_coefficients - likelihoods.at_the_maximum > 0.001
            then 'corrected'
        else 'differs'
    end as verdict,
    case
        when not proofs.are_the_documents_data then 'These are not the data of the document.'
        when compared.measured_value is null then 'Cannot be measured on these data.'
        else coalesce(compared.remark, 'The data say what the document says.')
    end as explanation
from compared
cross join proofs
cross join likelihoods
order by compared.task, compared.figure
